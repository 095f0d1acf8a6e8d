import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
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
import { RouterLink } from "@angular/router";
import { firstValueFrom } from "rxjs";
import { type OfficeMember, endMembership } from "../../../../api/contracts/offices.ts";
import { Api } from "../api/api.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { ProblemBox } from "../shared/problem-box.ts";

/** 结束任职: at once; open work goes back to be claimed, or is handed over first. */
@Component({
  selector: "rct-end-member-dialog",
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle, RouterLink, ProblemBox],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2 mat-dialog-title i18n>结束{{ member.name }}的任职？</h2>
    <mat-dialog-content class="stack">
      <p i18n>现在起不能再以“{{ member.roleName }}”在本机构办理，其代办设置同时结束。记录保留。</p>
      @if (member.work) {
        <p class="work">
          <ng-container i18n
            >名下还有本机构 {{ member.work }} 件没有办结，将放回待认领。要指定接手的人，请改为</ng-container
          >
          <a routerLink="/leavers" [queryParams]="{ person: member.accountId }" mat-dialog-close i18n>办理离岗交接</a>
        </p>
      }
      <div class="field" [class.wrong]="wrong()">
        <label for="end-reason"
          ><ng-container i18n>原因</ng-container>&ngsp;<span class="required" aria-hidden="true">*</span></label
        >
        <input
          id="end-reason"
          class="plain-input"
          maxlength="200"
          [value]="reason()"
          (input)="reason.set($any($event.target).value)"
          [attr.aria-invalid]="wrong()"
          [attr.aria-describedby]="wrong() ? 'end-reason-wrong' : null"
          i18n-placeholder
          placeholder="例如 调离、退休"
        />
        @if (wrong()) {
          <p class="wrong-text" id="end-reason-wrong" i18n>请填写原因</p>
        }
      </div>
      @if (refused(); as problem) {
        <rct-problem-box [problem]="problem" [retry]="false" />
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton mat-dialog-close type="button" cdkFocusInitial i18n>取消</button>
      <button matButton="filled" class="rct-final" type="button" [disabled]="busy()" (click)="end()">
        @if (member.work) {
          <ng-container i18n>放回待认领并结束任职</ng-container>
        } @else {
          <ng-container i18n>结束任职</ng-container>
        }
      </button>
    </mat-dialog-actions>
  `,
  styles: `
    .work {
      padding: 8px 12px;
      border-radius: var(--mat-sys-corner-small);
      background: var(--rct-warning-container);
      color: var(--rct-on-warning-container);
    }
    .work a {
      color: inherit;
    }
  `,
})
export class EndMemberDialog {
  private readonly api = inject(Api);
  protected readonly member = inject<OfficeMember>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<EndMemberDialog, boolean>>(MatDialogRef);
  protected readonly reason = signal("");
  protected readonly wrong = signal(false);
  protected readonly busy = signal(false);
  protected readonly refused = signal<ApiProblem | undefined>(undefined);

  protected async end(): Promise<void> {
    const reason = this.reason().trim();
    this.wrong.set(!reason);
    if (!reason || this.busy()) return document.getElementById("end-reason")?.focus();
    const { membershipId: id, version, work } = this.member;
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      await this.api.call(endMembership, { params: { id }, body: { version, reason, release: work > 0 } });
      this.dialog.close(true);
    } catch (thrown) {
      this.refused.set(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}

export async function askToEnd(dialogs: MatDialog, member: OfficeMember): Promise<boolean> {
  const dialog = dialogs.open<EndMemberDialog, OfficeMember, boolean>(EndMemberDialog, {
    ...{ data: member, width: "480px", role: "alertdialog" },
  });
  return (await firstValueFrom(dialog.afterClosed())) ?? false;
}
