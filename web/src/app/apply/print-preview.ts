import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogContent, MatDialogTitle } from "@angular/material/dialog";
import { printDraft } from "../../../../api/contracts/drafts.ts";
import { addressOf } from "../api/address.ts";
import { PaperView } from "../review/paper-view.ts";

/** The draft as its form would print, made by the server; every page says that it is a draft. */
@Component({
  selector: "rct-print-preview",
  imports: [MatButton, MatDialogClose, MatDialogContent, MatDialogTitle, PaperView],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="head">
      <h2 mat-dialog-title class="grow" tabindex="-1" i18n>打印预览</h2>
      <button matButton mat-dialog-close type="button" i18n>关闭</button>
    </div>
    <mat-dialog-content>
      <p class="small muted" i18n>按存档申请表的样子，由已保存的内容生成。还没有提交，每页注明草稿，不作为凭据。</p>
      <rct-paper-view [address]="address" [name]="name" format="PDF" />
    </mat-dialog-content>
  `,
  styles: `
    .head {
      display: flex;
      align-items: center;
      padding-right: 16px;
    }
    mat-dialog-content {
      display: flex;
      flex-direction: column;
      gap: 8px;
      max-height: none;
    }
    /* As tall as the window allows: the paper scrolls inside, its tools stay in sight. */
    rct-paper-view {
      flex: none;
      height: min(70vh, calc(100vh - 260px));
    }
  `,
})
export class PrintPreview {
  protected readonly address = addressOf(printDraft, { id: inject<string>(MAT_DIALOG_DATA) });
  protected readonly name = $localize`申请表预览`;
}
