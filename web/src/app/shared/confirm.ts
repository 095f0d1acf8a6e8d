import { ChangeDetectionStrategy, Component, Injectable, Injector, inject, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import {
  MAT_DIALOG_DATA,
  MatDialog,
  MatDialogActions,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from "@angular/material/dialog";
import { firstValueFrom } from "rxjs";

export interface Question {
  /** Names the act: 撤回申请，并终止本件？ */
  title: string;
  /** What it brings about. */
  sentence: string;
  /** The verb on the button. */
  act: string;
  /** Ends something for good: red, and the keyboard starts on 取消. */
  final?: boolean;
  reason?: { label: string; required: boolean; most: number; value?: string };
}

export interface Answer {
  reason: string;
}

@Component({
  selector: "rct-confirm",
  imports: [MatButton, MatDialogTitle, MatDialogContent, MatDialogActions],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2 mat-dialog-title>{{ question.title }}</h2>
    <mat-dialog-content id="confirm-sentence">
      <p>{{ question.sentence }}</p>
      @if (question.reason; as asked) {
        <div class="field" [class.wrong]="wrong()">
          <label for="confirm-reason"
            >{{ asked.label }}
            @if (asked.required) {
              <span class="required" aria-hidden="true">*</span>
            }
          </label>
          <textarea
            id="confirm-reason"
            class="plain-input"
            rows="3"
            [maxLength]="asked.most"
            [value]="reason()"
            [attr.aria-invalid]="wrong()"
            [attr.aria-describedby]="wrong() ? 'confirm-wrong' : null"
            (input)="type($event)"
          ></textarea>
          @if (wrong()) {
            <p class="wrong-text" id="confirm-wrong" i18n>请填写{{ asked.label }}</p>
          }
        </div>
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" [attr.cdkFocusInitial]="question.final ? '' : null" (click)="dialog.close()" i18n>
        取消
      </button>
      <button matButton="filled" type="button" [class.rct-final]="question.final" (click)="confirm()">
        {{ question.act }}
      </button>
    </mat-dialog-actions>
  `,
  styles: `
    .field {
      margin-top: 16px;
    }
  `,
})
export class ConfirmDialog {
  protected readonly question = inject<Question>(MAT_DIALOG_DATA);
  protected readonly dialog = inject<MatDialogRef<ConfirmDialog, Answer>>(MatDialogRef);
  protected readonly reason = signal(this.question.reason?.value ?? "");
  protected readonly wrong = signal(false);

  protected type(event: Event): void {
    this.reason.set((event.target as HTMLTextAreaElement).value);
    this.wrong.set(false);
  }

  protected confirm(): void {
    const reason = this.reason().trim();
    if (this.question.reason?.required && !reason) {
      this.wrong.set(true);
      return;
    }
    this.dialog.close({ reason });
  }
}

/** Asks once before an act that cannot be taken back; resolves to undefined when the reader thinks better of it. */
@Injectable({ providedIn: "root" })
export class Confirm {
  private readonly injector = inject(Injector);

  ask(question: Question): Promise<Answer | undefined> {
    const dialog = this.injector.get(MatDialog).open<ConfirmDialog, Question, Answer>(ConfirmDialog, {
      data: question,
      role: "alertdialog",
      width: "480px",
      ariaDescribedBy: "confirm-sentence",
      autoFocus: question.final ? "[cdkFocusInitial]" : "first-tabbable",
    });
    return firstValueFrom(dialog.afterClosed());
  }
}
