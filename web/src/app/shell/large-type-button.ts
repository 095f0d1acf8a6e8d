import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import { Display } from "./display.ts";

/** 大字 stands in the top bar of every applicant and public page. */
@Component({
  selector: "rct-large-type-button",
  imports: [MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button type="button" [attr.aria-pressed]="display.large()" (click)="display.toggleLarge()">
      <mat-icon svgIcon="text_increase" aria-hidden="true" /><span i18n>大字</span>
    </button>
  `,
  styles: `
    button {
      display: inline-flex;
      align-items: center;
      gap: 8px;
      min-height: var(--rct-touch);
      padding: 0 10px;
      border: 0;
      border-radius: 8px;
      background: none;
      color: var(--mat-sys-primary);
      font: var(--mat-sys-label-large);
      white-space: nowrap;
      cursor: pointer;
    }
    button:hover {
      background: var(--mat-sys-surface-container);
    }
    @media (max-width: 839px) {
      .mat-icon {
        display: none;
      }
    }
    [aria-pressed="true"] {
      background: var(--mat-sys-secondary-container);
      color: var(--mat-sys-on-secondary-container);
    }
  `,
})
export class LargeTypeButton {
  protected readonly display = inject(Display);
}
