import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle } from "@angular/material/dialog";
import { DeskKeys, deskKeys } from "./desk-keys.ts";

/** 全部快捷键, and the switch that turns single letters off. */
@Component({
  selector: "rct-shortcuts-dialog",
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2 mat-dialog-title i18n>快捷键</h2>
    <mat-dialog-content class="stack">
      <label class="row switch">
        <input type="checkbox" role="switch" [checked]="keys.on()" (change)="keys.switch(!keys.on())" />
        <span i18n>使用单个字母的快捷键</span>
      </label>
      <p class="small muted" i18n>只在列表里，或审核页的输入框之外起作用。关掉后，方向键、回车和 Tab 照常可用。</p>
      <dl>
        @for (line of lines; track line.label) {
          <div>
            <dt>
              @for (key of line.caps; track key) {
                <kbd class="key-cap">{{ key }}</kbd>
              }
            </dt>
            <dd>{{ line.label }}</dd>
          </div>
        }
      </dl>
    </mat-dialog-content>
    <mat-dialog-actions align="end"
      ><button matButton mat-dialog-close type="button" i18n>关闭</button></mat-dialog-actions
    >
  `,
  styles: `
    .switch {
      min-height: var(--rct-touch);
      cursor: pointer;
    }
    input {
      width: 18px;
      height: 18px;
      accent-color: var(--mat-sys-primary);
    }
    dl > div {
      display: grid;
      grid-template-columns: 92px 1fr;
      align-items: center;
      padding: 6px 0;
      border-top: 1px solid var(--mat-sys-outline-variant);
    }
    dt {
      display: flex;
      gap: 4px;
    }
  `,
})
export class ShortcutsDialog {
  protected readonly keys = inject(DeskKeys);
  protected readonly lines = deskKeys;
}
