import { ChangeDetectionStrategy, Component, inject, input } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import { MenuState } from "./menu-state.ts";

/** Folds the menu at the left to its icons and back; it stands at the menu's foot, as in the platform's guide (S4-01). */
@Component({
  selector: "rct-fold-button",
  imports: [MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button
      type="button"
      [attr.aria-expanded]="menu.open()"
      [attr.aria-controls]="menuId()"
      [attr.title]="menu.open() ? null : unfold"
      (click)="menu.toggle()"
    >
      <mat-icon svgIcon="menu" aria-hidden="true" /><span [class.visually-hidden]="!menu.open()">{{
        menu.open() ? fold : unfold
      }}</span>
    </button>
  `,
  styles: `
    :host {
      display: block;
      margin-top: auto;
      padding-top: var(--rct-space-3);
    }
    button {
      display: flex;
      align-items: center;
      gap: var(--rct-space-3);
      width: 100%;
      min-height: var(--rct-touch);
      padding: 0 12px;
      border: 0;
      border-radius: var(--mat-sys-corner-small);
      background: none;
      color: var(--mat-sys-on-surface-variant);
      white-space: nowrap;
      cursor: pointer;
    }
    button:hover {
      background: var(--mat-sys-surface-container);
    }
  `,
})
export class FoldButton {
  /** The id of the list that it folds. */
  readonly menuId = input.required<string>();
  protected readonly menu = inject(MenuState);
  protected readonly fold = $localize`收起菜单`;
  protected readonly unfold = $localize`展开菜单`;
}
