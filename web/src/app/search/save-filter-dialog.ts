import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from "@angular/material/dialog";

export interface FilterName {
  name: string;
  /** The office it is shared with. */
  officeId: string | null;
}

/** The name of a filter to keep; a chief may share it with the office. */
@Component({
  selector: "rct-save-filter-dialog",
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2 mat-dialog-title i18n>存下现在的筛选</h2>
    <mat-dialog-content class="stack">
      <div class="field" [class.wrong]="wrong()">
        <label for="filter-name" i18n>名称</label>
        <input
          #name
          id="filter-name"
          class="plain-input"
          maxlength="30"
          autocomplete="off"
          [attr.aria-invalid]="wrong()"
          [attr.aria-describedby]="wrong() ? 'filter-wrong' : null"
          (input)="wrong.set(false)"
          (keydown.enter)="keep(name.value, office.value)"
        />
        @if (wrong()) {
          <p class="wrong-text" id="filter-wrong" role="alert" i18n>请填写名称</p>
        }
      </div>
      <div class="field" [hidden]="!data.offices.length">
        <label for="filter-office" i18n>谁看得到</label>
        <select #office id="filter-office" class="plain-input">
          <option value="" i18n>只有我</option>
          @for (one of data.offices; track one.id) {
            <option [value]="one.id" i18n>{{ one.name }}全体</option>
          }
        </select>
      </div>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton mat-dialog-close type="button" i18n>取消</button>
      <button matButton="filled" type="button" (click)="keep(name.value, office.value)" i18n>存下</button>
    </mat-dialog-actions>
  `,
})
export class SaveFilterDialog {
  protected readonly data = inject<{ offices: readonly { id: string; name: string }[] }>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<SaveFilterDialog, FilterName>>(MatDialogRef);
  protected readonly wrong = signal(false);

  protected keep(name: string, officeId: string): void {
    if (name.trim()) this.dialog.close({ name: name.trim(), officeId: officeId || null });
    else this.wrong.set(true);
  }
}
