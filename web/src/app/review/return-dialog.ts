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
import { MatIcon } from "@angular/material/icon";
import { firstValueFrom } from "rxjs";
import type { Decision, TaskView } from "../../../../api/contracts/tasks.ts";

export type ReturnDecision = Extract<Decision, { outcome: "return" }>;

export interface ReturnQuestion {
  /** `warning`: what else going back that far brings about. */
  targets: readonly { step: string; title: string; warning?: string }[];
  /** The step that is chosen when the dialog opens. */
  to: string;
  defects: TaskView["defects"];
  fields: readonly { field: string; label: string }[];
  phrases: readonly string[];
  opinion: string;
  /** How many cases are returned at once. */
  count: number;
}

const mostOpinion = 1000;
const mostRemark = 500;

/** 退回: everything that is wrong, at once (一次性告知, D26), to whom, and the way back. */
@Component({
  selector: "rct-return-dialog",
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle, MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./return-dialog.html",
  styles: `
    fieldset {
      display: grid;
      gap: 4px;
      min-width: 0;
    }
    legend {
      margin-bottom: 4px;
      font: var(--mat-sys-label-large);
    }
    .tick {
      display: grid;
      grid-template-columns: 22px 1fr;
      gap: 8px;
      align-items: start;
      padding: 5px 0;
      cursor: pointer;
    }
    .tick input {
      width: 18px;
      height: 18px;
      margin: 1px 0 0;
      accent-color: var(--mat-sys-primary);
    }
    .remark {
      display: grid;
      grid-template-columns: 11em 1fr auto;
      gap: 8px;
      align-items: start;
    }
    .wrong {
      color: var(--mat-sys-error);
      font-weight: 600;
    }
    .phrases {
      display: flex;
      flex-wrap: wrap;
      gap: 6px;
    }
    .phrases button {
      padding: 3px 10px;
      border: 1px solid var(--mat-sys-outline);
      border-radius: 6px;
      background: none;
      font: var(--mat-sys-body-small);
      text-align: left;
      cursor: pointer;
    }
    @media (max-width: 839px) {
      .remark {
        grid-template-columns: 1fr auto;
      }
      .remark textarea {
        grid-row: 2;
        grid-column: 1 / -1;
      }
    }
  `,
})
export class ReturnDialog {
  protected readonly question = inject<ReturnQuestion>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<ReturnDialog, ReturnDecision>>(MatDialogRef);
  protected readonly most = { opinion: mostOpinion, remark: mostRemark };
  protected readonly to = signal(this.question.to);
  protected readonly straightBack = signal(false);
  protected readonly ticked = signal<ReadonlySet<string>>(new Set());
  protected readonly remarks = signal<readonly { field: string; text: string }[]>([]);
  protected readonly opinion = signal(this.question.opinion);
  protected readonly wrong = signal("");

  protected readonly warning = computed(
    () => this.question.targets.find((target) => target.step === this.to())?.warning,
  );

  protected tick(code: string): void {
    this.ticked.update((before) => {
      const next = new Set(before);
      if (!next.delete(code)) next.add(code);
      return next;
    });
    this.wrong.set("");
  }

  protected add(): void {
    const used = new Set(this.remarks().map((remark) => remark.field));
    const field = (this.question.fields.find((candidate) => !used.has(candidate.field)) ?? this.question.fields[0])
      ?.field;
    if (!field) return;
    this.remarks.update((remarks) => [...remarks, { field, text: "" }]);
    setTimeout(() => document.getElementById(`remark-field-${this.remarks().length - 1}`)?.focus());
  }

  protected remark(index: number, change: Partial<{ field: string; text: string }>): void {
    this.remarks.update((remarks) => remarks.map((remark, at) => (at === index ? { ...remark, ...change } : remark)));
    this.wrong.set("");
  }

  protected drop(index: number): void {
    this.remarks.update((remarks) => remarks.filter((_, at) => at !== index));
  }

  protected phrase(text: string): void {
    this.opinion.update((before) => (before.trim() ? `${before.trim()}${text}` : text));
    this.wrong.set("");
  }

  protected value(event: Event): string {
    return (event.target as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement).value;
  }

  protected send(): void {
    const decision = returnDecision({
      to: this.to(),
      straightBack: this.straightBack(),
      defects: [...this.ticked()],
      remarks: [...this.remarks()],
      opinion: this.opinion(),
    });
    if (typeof decision === "string") {
      this.wrong.set(decision);
      return;
    }
    this.dialog.close(decision);
  }
}

/** The decision, or why it cannot be sent: who is sent back something must be told what to do. */
export function returnDecision(given: Omit<ReturnDecision, "outcome">): ReturnDecision | string {
  const opinion = given.opinion.trim();
  const remarks = given.remarks
    .map((remark) => ({ ...remark, text: remark.text.trim() }))
    .filter((remark) => remark.text);
  if (!given.to) return $localize`请选择退回到哪一步`;
  if (!opinion && given.defects.length === 0 && remarks.length === 0)
    return $localize`请写明要改什么：勾选问题、写逐项意见，或写总的意见`;
  // The letter to the applicant never begins empty-handed.
  return { outcome: "return", ...given, remarks, opinion: opinion || $localize`请按下列问题一次改好后重新提交。` };
}

export async function askForReturn(dialogs: MatDialog, question: ReturnQuestion): Promise<ReturnDecision | undefined> {
  const dialog = dialogs.open<ReturnDialog, ReturnQuestion, ReturnDecision>(ReturnDialog, {
    data: question,
    width: "640px",
    maxHeight: "92vh",
    autoFocus: "first-tabbable",
  });
  return firstValueFrom(dialog.afterClosed());
}
