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
import { load } from "../api/load.ts";

interface Office {
  id: string;
  name: string;
  areaName: string;
}
export interface SignerQuestion {
  find(text: string): Promise<readonly Office[]>;
}
export interface SignerAnswer {
  office: Office;
  reason: string;
}

/** 加签: which office signs this step, too, and why. */
@Component({
  selector: "rct-signer-dialog",
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./signer-dialog.html",
  styleUrl: "./choice-list.css",
})
export class SignerDialog {
  private readonly question = inject<SignerQuestion>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<SignerDialog, SignerAnswer>>(MatDialogRef);
  protected readonly text = signal("");
  protected readonly found = load(
    () => ({ text: this.text().trim() }),
    ({ text }) => this.question.find(text),
  );
  protected readonly chosen = signal<Office | undefined>(undefined);
  /** What was chosen stays in sight whatever is searched for next. */
  protected readonly offices = computed(() => {
    const [found, chosen] = [this.found.value() ?? [], this.chosen()];
    return chosen && !found.some(({ id }) => id === chosen.id) ? [chosen, ...found] : found;
  });
  protected readonly reason = signal("");
  protected readonly tried = signal(false);
  protected readonly wrong = computed(() => {
    if (!this.tried()) return "";
    if (!this.chosen()) return $localize`请选择一个机构`;
    return this.reason().trim() ? "" : $localize`请填写原因`;
  });

  protected value(event: Event): string {
    return (event.target as HTMLInputElement | HTMLTextAreaElement).value;
  }

  protected send(): void {
    this.tried.set(true);
    const office = this.chosen();
    if (office && !this.wrong()) this.dialog.close({ office, reason: this.reason().trim() });
  }
}

export function askForSigner(dialogs: MatDialog, question: SignerQuestion): Promise<SignerAnswer | undefined> {
  const dialog = dialogs.open<SignerDialog, SignerQuestion, SignerAnswer>(SignerDialog, {
    data: question,
    width: "480px",
    maxHeight: "92vh",
    autoFocus: "first-tabbable",
  });
  return firstValueFrom(dialog.afterClosed());
}
