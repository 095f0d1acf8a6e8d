import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogContent, MatDialogTitle } from "@angular/material/dialog";
import { type CounterReceipt, getReceiptFile } from "../../../../api/contracts/counter.ts";
import { addressOf } from "../api/address.ts";
import { PaperView } from "../review/paper-view.ts";

/** A receipt as it is printed, sealed by the office that gave it. */
@Component({
  selector: "rct-receipt-paper",
  imports: [MatButton, MatDialogClose, MatDialogContent, MatDialogTitle, PaperView],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="head">
      <h2 mat-dialog-title class="grow" tabindex="-1">{{ receipt.title }}</h2>
      <a matButton [href]="address" download i18n>下载打印</a>
      <button matButton mat-dialog-close type="button" i18n>关闭</button>
    </div>
    <mat-dialog-content>
      <rct-paper-view [address]="address" [name]="receipt.title + ' ' + receipt.number" format="PDF" />
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
      max-height: none;
    }
    rct-paper-view {
      flex: none;
      height: min(76vh, calc(100vh - 200px));
    }
  `,
})
export class ReceiptPaper {
  protected readonly receipt = inject<CounterReceipt>(MAT_DIALOG_DATA);
  protected readonly address = addressOf(getReceiptFile, { id: this.receipt.id, file: "paper" });
}
