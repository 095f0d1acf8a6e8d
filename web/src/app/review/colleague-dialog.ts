import { ChangeDetectionStrategy, Component, computed, inject, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import {
  MAT_DIALOG_DATA,
  MatDialog,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from "@angular/material/dialog";
import { firstValueFrom } from "rxjs";
import { addDays, civilDateAt } from "../../../../domain/civil-date.ts";
import { load } from "../api/load.ts";

export interface ColleagueQuestion {
  act: "transfer" | "lend";
  find(): Promise<readonly { accountId: string; name: string; open: number }[]>;
}
export interface ColleagueAnswer {
  to: string;
  reason: string;
  /** The last day of a loan, `2026-11-30`. */
  until: string;
}

/** 转交 / 请同事先看: to whom, why, and for a loan until when. */
@Component({
  selector: "rct-colleague-dialog",
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./colleague-dialog.html",
  styleUrl: "./choice-list.css",
})
export class ColleagueDialog {
  protected readonly question = inject<ColleagueQuestion>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<ColleagueDialog, ColleagueAnswer>>(MatDialogRef);
  protected readonly lending = this.question.act === "lend";
  protected readonly found = load(
    () => ({}),
    () => this.question.find(),
  );
  protected readonly today = civilDateAt(Date.now());
  protected readonly to = signal("");
  protected readonly reason = signal("");
  protected readonly until = signal<string>(addDays(this.today, 3));
  protected readonly tried = signal(false);
  /** What is still missing, said under the fields once 确定 was pressed. */
  protected readonly wrong = computed(() => {
    if (!this.tried()) return "";
    if (!this.to()) return $localize`请选择一位同事`;
    if (this.lending && !(this.until() >= this.today)) return $localize`交回日期不能早于今天`;
    return this.reason().trim() ? "" : $localize`请填写原因`;
  });

  protected value(event: Event): string {
    return (event.target as HTMLInputElement | HTMLTextAreaElement).value;
  }

  protected send(): void {
    this.tried.set(true);
    if (this.wrong()) return;
    this.dialog.close({ to: this.to(), reason: this.reason().trim(), until: this.until() });
  }
}

export function askForColleague(dialogs: MatDialog, question: ColleagueQuestion): Promise<ColleagueAnswer | undefined> {
  const dialog = dialogs.open<ColleagueDialog, ColleagueQuestion, ColleagueAnswer>(ColleagueDialog, {
    data: question,
    width: "480px",
    maxHeight: "92vh",
    autoFocus: "dialog",
  });
  return firstValueFrom(dialog.afterClosed());
}
