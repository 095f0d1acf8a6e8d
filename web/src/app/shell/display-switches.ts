import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import { Display } from "./display.ts";

/** 大字, 高对比, 深色 as three switches; in the account menu and on the 我的 page. */
@Component({
  selector: "rct-display-switches",
  imports: [MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button type="button" role="switch" [attr.aria-checked]="display.large()" (click)="display.toggleLarge()">
      <span i18n>大字</span><span class="state"><mat-icon svgIcon="check" aria-hidden="true" /></span>
    </button>
    <button type="button" role="switch" [attr.aria-checked]="display.contrast()" (click)="display.toggleContrast()">
      <span i18n>高对比</span><span class="state"><mat-icon svgIcon="check" aria-hidden="true" /></span>
    </button>
    <button type="button" role="switch" [attr.aria-checked]="display.dark()" (click)="display.toggleDark()">
      <span i18n>深色</span><span class="state"><mat-icon svgIcon="check" aria-hidden="true" /></span>
    </button>
  `,
  styles: `
    :host {
      display: grid;
    }
    button {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: var(--rct-space-4);
      min-height: var(--rct-touch);
      padding: 0 var(--rct-space-4);
      border: 0;
      background: none;
      text-align: left;
      cursor: pointer;
    }
    button:hover {
      background: var(--mat-sys-surface-container);
    }
    .state {
      display: inline-grid;
      place-items: center;
      width: 22px;
      height: 22px;
      border: 2px solid var(--mat-sys-outline);
      border-radius: 4px;
      color: transparent;
    }
    [aria-checked="true"] .state {
      border-color: var(--mat-sys-primary);
      background: var(--mat-sys-primary);
      color: var(--mat-sys-on-primary);
    }
  `,
})
export class DisplaySwitches {
  protected readonly display = inject(Display);
}
