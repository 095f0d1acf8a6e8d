import { ChangeDetectionStrategy, Component, type Injector, inject, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatDialog, MatDialogActions, MatDialogContent, MatDialogRef, MatDialogTitle } from "@angular/material/dialog";
import { firstValueFrom } from "rxjs";
import { problemOf } from "../api/problem.ts";
import { Session } from "./session.ts";

/** Over the page, so that nothing typed is lost. */
@Component({
  selector: "rct-sign-in-again",
  imports: [MatButton, MatDialogTitle, MatDialogContent, MatDialogActions],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form (submit)="signIn($event, name.value, password.value)">
      <h2 mat-dialog-title i18n>请重新登录</h2>
      <mat-dialog-content class="stack">
        <p i18n>登录已过期。登录后接着办，已填的内容都在。</p>
        <div class="field">
          <label for="again-name" i18n>手机号或登录名</label>
          <input #name id="again-name" class="plain-input" autocomplete="username" required maxlength="64" />
        </div>
        <div class="field" [class.wrong]="wrong()">
          <label for="again-password" i18n>密码</label>
          <input
            #password
            id="again-password"
            class="plain-input"
            type="password"
            autocomplete="current-password"
            required
            maxlength="256"
            [attr.aria-describedby]="wrong() ? 'again-wrong' : null"
          />
          @if (wrong()) {
            <p class="wrong-text" id="again-wrong" role="alert">{{ wrong() }}</p>
          }
        </div>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" (click)="dialog.close(false)" i18n>离开本页</button>
        <button matButton="filled" type="submit" [disabled]="busy()" i18n>登录</button>
      </mat-dialog-actions>
    </form>
  `,
})
export class SignInAgain {
  protected readonly dialog = inject<MatDialogRef<SignInAgain, boolean>>(MatDialogRef);
  private readonly session = inject(Session);
  protected readonly wrong = signal("");
  protected readonly busy = signal(false);

  protected async signIn(event: Event, name: string, password: string): Promise<void> {
    event.preventDefault();
    if (this.busy() || !name || !password) return;
    this.busy.set(true);
    try {
      await this.session.logIn(name, password);
      this.dialog.close(true);
    } catch (thrown) {
      this.wrong.set(problemOf(thrown).message);
    } finally {
      this.busy.set(false);
    }
  }
}

export async function openSignInAgain(injector: Injector): Promise<boolean> {
  const dialog = injector
    .get(MatDialog)
    .open<SignInAgain, never, boolean>(SignInAgain, { width: "420px", disableClose: true });
  return (await firstValueFrom(dialog.afterClosed())) ?? false;
}
