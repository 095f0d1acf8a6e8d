import { ChangeDetectionStrategy, Component, Injectable, inject, signal } from "@angular/core";
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
import { stepUp } from "../../../../api/contracts/session.ts";
import { Api } from "../api/api.ts";
import { problemOf } from "../api/problem.ts";
import { Session } from "./session.ts";

/** Less than this left counts as over: the act itself takes a moment. */
const marginMilliseconds = 10_000;

interface Question {
  reason: string;
  hint: string;
  /** Sends the password; throws ApiProblem when it is refused. */
  send(password: string): Promise<void>;
}

@Component({
  selector: "rct-step-up",
  imports: [MatButton, MatDialogTitle, MatDialogContent, MatDialogActions],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form (submit)="confirm($event, password.value)">
      <h2 mat-dialog-title i18n>请再输入一次密码</h2>
      <mat-dialog-content class="stack">
        <p>{{ question.reason }}</p>
        <div class="field" [class.wrong]="wrong()">
          <label for="step-up-password" i18n>登录密码</label>
          <input
            #password
            id="step-up-password"
            class="plain-input"
            type="password"
            autocomplete="current-password"
            maxlength="256"
            [attr.aria-describedby]="wrong() ? 'step-up-wrong' : null"
          />
          @if (wrong()) {
            <p class="wrong-text" id="step-up-wrong" role="alert">{{ wrong() }}</p>
          }
          <p class="hint">{{ question.hint }}</p>
        </div>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" (click)="dialog.close(false)" i18n>取消</button>
        <button matButton="filled" type="submit" [disabled]="busy()" i18n>确认</button>
      </mat-dialog-actions>
    </form>
  `,
})
export class StepUpDialog {
  protected readonly question = inject<Question>(MAT_DIALOG_DATA);
  protected readonly dialog = inject<MatDialogRef<StepUpDialog, boolean>>(MatDialogRef);
  protected readonly wrong = signal("");
  protected readonly busy = signal(false);

  protected async confirm(event: Event, password: string): Promise<void> {
    event.preventDefault();
    if (this.busy()) return;
    if (!password) {
      this.wrong.set($localize`请填写密码`);
      return;
    }
    this.busy.set(true);
    try {
      await this.question.send(password);
      this.dialog.close(true);
    } catch (thrown) {
      this.wrong.set(problemOf(thrown).message);
    } finally {
      this.busy.set(false);
    }
  }
}

/** Before an act that ends with a seal: asks for the password unless it was given within the last five minutes. */
@Injectable({ providedIn: "root" })
export class StepUp {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly dialogs = inject(MatDialog);

  /** Resolves to false when the reader cancels. `reason`: 通过后系统用本单位电子印章盖章。 `fresh` asks in any case (after 403 step-up-needed). */
  async ensure(reason: string, fresh = false): Promise<boolean> {
    const until = this.session.account()?.stepUpUntil;
    if (!fresh && until && Date.parse(until) - Date.now() > marginMilliseconds) return true;
    return this.ask({
      reason,
      hint: $localize`五分钟内再办不用重输。`,
      send: async (password) => {
        const { stepUpUntil } = await this.api.call(stepUp, { body: { password } });
        this.session.setStepUpUntil(stepUpUntil);
      },
    });
  }

  /** The password for one batch that was looked over, and for nothing else: always asked. */
  forBatch(reason: string, send: Question["send"]): Promise<boolean> {
    return this.ask({ reason, hint: $localize`改动内容以后要重新核对并输入密码。`, send });
  }

  private async ask(question: Question): Promise<boolean> {
    const dialog = this.dialogs.open<StepUpDialog, Question, boolean>(StepUpDialog, { data: question, width: "420px" });
    return (await firstValueFrom(dialog.afterClosed())) ?? false;
  }
}
