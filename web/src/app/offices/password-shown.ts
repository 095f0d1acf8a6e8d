import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import {
  MAT_DIALOG_DATA,
  MatDialog,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogTitle,
} from "@angular/material/dialog";
import { firstValueFrom } from "rxjs";
import type { MemberAnswer } from "./member-dialog.ts";

/** 初始密码: shown once; after this dialog nobody can read it any more (D19). */
@Component({
  selector: "rct-password-shown",
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2 mat-dialog-title i18n>初始密码，只显示这一次</h2>
    <mat-dialog-content class="stack">
      @if (made.initialPassword; as password) {
        <p i18n>请把登录名和初始密码当面或用可靠的方式交给本人。首次登录后，须先改成自己的密码。</p>
        <dl>
          <dt i18n>登录名</dt>
          <dd class="code">{{ made.loginName }}</dd>
          <dt i18n>初始密码</dt>
          <dd class="code password">{{ password }}</dd>
        </dl>
        <p role="status" class="small">{{ copied() }}</p>
      } @else {
        <p i18n>账户已经建立。初始密码没有显示成功，也不能再查；请在人员名单里重发初始密码。</p>
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      @if (made.initialPassword) {
        <button matButton type="button" (click)="copy()" i18n>复制</button>
      }
      <button matButton="filled" mat-dialog-close type="button" i18n>已经记下</button>
    </mat-dialog-actions>
  `,
  styles: `
    dl {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: 8px 16px;
      margin: 0;
    }
    dd {
      margin: 0;
      user-select: all;
    }
    .password {
      font: var(--mat-sys-title-large);
      font-family: var(--rct-mono, monospace);
    }
  `,
})
export class PasswordShown {
  protected readonly made = inject<MemberAnswer>(MAT_DIALOG_DATA);
  protected readonly copied = signal("");

  protected async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(`${this.made.loginName} ${this.made.initialPassword}`);
      this.copied.set($localize`已复制登录名和初始密码。`);
    } catch {
      this.copied.set($localize`浏览器不允许复制，请手工抄写。`);
    }
  }
}

export async function showPassword(dialogs: MatDialog, made: MemberAnswer): Promise<void> {
  const dialog = dialogs.open<PasswordShown, MemberAnswer, void>(PasswordShown, {
    ...{ data: made, width: "480px", disableClose: true },
  });
  await firstValueFrom(dialog.afterClosed());
}
