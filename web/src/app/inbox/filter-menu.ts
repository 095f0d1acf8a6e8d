import { ChangeDetectionStrategy, Component, computed, input, output } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import { MatMenu, MatMenuItem, MatMenuTrigger } from "@angular/material/menu";

export interface Choice {
  value: string;
  label: string;
}

/** One filter as a button with a menu; when it is set the button names the choice and a cross takes it out. */
@Component({
  selector: "rct-filter-menu",
  imports: [MatIcon, MatMenu, MatMenuItem, MatMenuTrigger],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <span class="filter" [class.set]="value()">
      <button type="button" [matMenuTriggerFor]="menu">
        @if (value()) {
          {{ label() }}：<b class="clip">{{ shown() }}</b>
        } @else {
          {{ label() }}<mat-icon svgIcon="keyboard_arrow_down" aria-hidden="true" />
        }
      </button>
      @if (value()) {
        <button type="button" class="out" (click)="chosen.emit(null)" [attr.aria-label]="outLabel()">
          <mat-icon svgIcon="close" aria-hidden="true" />
        </button>
      }
    </span>
    <mat-menu #menu="matMenu">
      @for (choice of choices(); track choice.value) {
        <button
          mat-menu-item
          type="button"
          role="menuitemradio"
          [attr.aria-checked]="choice.value === value()"
          (click)="chosen.emit(choice.value)"
        >
          <mat-icon
            [svgIcon]="choice.value === value() ? 'check' : 'chevron_right'"
            [class.off]="choice.value !== value()"
            aria-hidden="true"
          />{{ choice.label }}
        </button>
      } @empty {
        <button mat-menu-item type="button" disabled i18n>没有可选的</button>
      }
    </mat-menu>
  `,
  styles: `
    .filter {
      display: inline-flex;
      align-items: center;
      min-height: 30px;
      max-width: 240px;
      border: 1px solid var(--mat-sys-outline);
      border-radius: 6px;
      background: var(--mat-sys-surface);
      white-space: nowrap;
    }
    .set {
      border-color: var(--mat-sys-primary);
      background: var(--mat-sys-primary-container);
      color: var(--mat-sys-on-primary-container);
    }
    button:not([mat-menu-item]) {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      min-width: 0;
      min-height: 30px;
      padding: 0 8px 0 10px;
      border: 0;
      border-radius: 6px;
      background: none;
      cursor: pointer;
    }
    button.out:not([mat-menu-item]) {
      padding: 0 8px 0 4px;
    }
    .off {
      visibility: hidden;
    }
  `,
})
export class FilterMenu {
  readonly label = input.required<string>();
  readonly choices = input.required<readonly Choice[]>();
  readonly value = input<string>();
  readonly chosen = output<string | null>();
  protected readonly outLabel = computed(() => $localize`取消筛选：${this.label()}:filter:`);
  protected readonly shown = computed(
    () => this.choices().find((choice) => choice.value === this.value())?.label ?? this.value(),
  );
}
