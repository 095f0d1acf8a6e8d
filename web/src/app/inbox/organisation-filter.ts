import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import { type Queue, suggestOrganisations } from "../../../../api/contracts/inbox.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";

/** The filter 单位: part of a name, with suggestions from the whole queue, also from rows that are not loaded. */
@Component({
  selector: "rct-organisation-filter",
  imports: [MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (value(); as value) {
      <span class="filter set">
        <span class="clip"
          ><ng-container i18n>单位</ng-container>：<b>{{ value }}</b></span
        >
        <button type="button" (click)="chosen.emit(null)" [attr.aria-label]="outLabel()">
          <mat-icon svgIcon="close" aria-hidden="true" />
        </button>
      </span>
    } @else {
      <form class="filter" (submit)="choose($event, text.value)">
        <input
          #text
          type="search"
          list="organisations-found"
          maxlength="80"
          autocomplete="off"
          i18n-placeholder
          placeholder="单位"
          i18n-aria-label
          aria-label="按单位筛选"
          (focus)="typed.set(text.value)"
          (input)="type(text.value)"
          (change)="choose($event, text.value)"
        />
        <datalist id="organisations-found">
          @for (name of found.value() ?? []; track name) {
            <option [value]="name"></option>
          }
        </datalist>
      </form>
    }
  `,
  styles: `
    .filter {
      display: inline-flex;
      align-items: center;
      max-width: 240px;
      min-height: 30px;
      border: 1px solid var(--mat-sys-outline);
      border-radius: 6px;
      background: var(--mat-sys-surface);
    }
    .set {
      padding-left: 10px;
      border-color: var(--mat-sys-primary);
      background: var(--mat-sys-primary-container);
      color: var(--mat-sys-on-primary-container);
    }
    .set button {
      min-height: 30px;
      padding: 0 8px;
      border: 0;
      background: none;
      cursor: pointer;
    }
    input {
      width: 7.5em;
      min-height: 28px;
      padding: 0 10px;
      border: 0;
      border-radius: 6px;
      background: none;
    }
    input::placeholder {
      color: var(--mat-sys-on-surface);
      opacity: 1;
    }
    input:focus {
      width: 14em;
    }
  `,
})
export class OrganisationFilter {
  private readonly api = inject(Api);
  readonly queue = input.required<Queue>();
  readonly value = input<string>();
  readonly chosen = output<string | null>();
  /** Undefined until the reader comes here: nothing is asked before. */
  protected readonly typed = signal<string | undefined>(undefined);
  protected readonly found = load(
    () => (this.typed() === undefined ? undefined : { queue: this.queue(), text: this.typed()!.trim() }),
    async (query) => (await this.api.call(suggestOrganisations, { query })).names,
  );
  protected readonly outLabel = computed(() => $localize`取消筛选：单位`);

  /** What was taken from the list is meant; what is being typed may still grow. */
  protected type(text: string): void {
    if (this.found.value()?.includes(text)) this.chosen.emit(text);
    else this.typed.set(text);
  }

  protected choose(event: Event, text: string): void {
    event.preventDefault();
    if (text.trim()) this.chosen.emit(text.trim());
  }
}
