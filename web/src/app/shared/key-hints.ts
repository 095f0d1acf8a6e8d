import { ChangeDetectionStrategy, Component, input } from "@angular/core";

export interface KeyHint {
  keys: readonly string[];
  label: string;
}

/** The line of keys at the foot of a console page: `[hints]="[{ keys: ['J', 'K'], label: '上下' }]"`. */
@Component({
  selector: "rct-key-hints",
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: "only-desk" },
  template: `
    @for (hint of hints(); track hint.label) {
      <span>
        @for (key of hint.keys; track key) {
          <kbd class="key-cap">{{ key }}</kbd>
        }
        {{ hint.label }}</span
      >
    }
    <ng-content />
  `,
  styles: `
    :host {
      display: flex;
      flex: none;
      align-items: center;
      gap: 18px;
      height: 40px;
      padding: 0 16px;
      border-top: 1px solid var(--mat-sys-outline-variant);
      background: var(--mat-sys-surface);
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-body-small);
    }
    span {
      display: inline-flex;
      align-items: center;
      gap: 5px;
    }
  `,
})
export class KeyHints {
  readonly hints = input.required<readonly KeyHint[]>();
}
