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
import { firstValueFrom } from "rxjs";
import { type RegisteredCertificate, revokeCertificate } from "../../../../api/contracts/certificate-register.ts";
import { misuseKinds, type MisuseKind } from "../../../../domain/texts/certificates.ts";
import { Api } from "../api/api.ts";
import { CommandKeys } from "../api/command-keys.ts";
import { type ApiProblem, problemOf, settles } from "../api/problem.ts";
import { StepUp } from "../session/step-up.ts";
import { ProblemBox } from "../shared/problem-box.ts";

/** 撤销: why, on which paper, what goes into the record; then the password again. */
@Component({
  selector: "rct-revoke-dialog",
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle, ProblemBox],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h2 mat-dialog-title i18n>撤销{{ certificate.holder }}的{{ certificate.title }}证书？</h2>
    <mat-dialog-content class="stack">
      <p i18n>核验页随即显示“已撤销”，不能恢复。持证人会收到通知和复核途径。</p>
      @if (certificate.openCaseNumber) {
        <p class="strong" i18n>这本证书正在办理补办（{{ certificate.openCaseNumber }}），撤销后该办件只能不予通过。</p>
      }
      <div class="field" [class.wrong]="wrong()['reason']">
        <label for="revoke-reason"
          ><ng-container i18n>撤销原因</ng-container><span class="required" aria-hidden="true">*</span></label
        >
        <textarea
          id="revoke-reason"
          class="plain-input"
          rows="3"
          maxlength="300"
          [value]="reason()"
          (input)="reason.set(valueOf($event))"
          [attr.aria-invalid]="!!wrong()['reason']"
          aria-describedby="revoke-reason-hint"
        ></textarea>
        <p class="hint" id="revoke-reason-hint">
          @if (wrong()["reason"]) {
            <span class="wrong-text">{{ wrong()["reason"] }}</span>
          }
          <ng-container i18n>会显示在公开的核验页上，请不要写个人信息。</ng-container>
        </p>
      </div>
      <div class="field" [class.wrong]="wrong()['basis']">
        <label for="revoke-basis"
          ><ng-container i18n>依据文号</ng-container><span class="required" aria-hidden="true">*</span></label
        >
        <input
          id="revoke-basis"
          class="plain-input"
          maxlength="80"
          [value]="basis()"
          (input)="basis.set(valueOf($event))"
          [attr.aria-invalid]="!!wrong()['basis']"
          [attr.aria-describedby]="wrong()['basis'] ? 'revoke-basis-wrong' : null"
          i18n-placeholder
          placeholder="例如 柳职办〔2026〕3号"
        />
        @if (wrong()["basis"]) {
          <p class="wrong-text" id="revoke-basis-wrong">{{ wrong()["basis"] }}</p>
        }
      </div>
      <div class="field">
        <label for="revoke-misuse" i18n>记入个人信用记录</label>
        <select id="revoke-misuse" class="plain-input" [value]="misuse()" (change)="misuse.set($any(valueOf($event)))">
          <option value="" i18n>不记</option>
          @for (kind of kinds; track kind.value) {
            <option [value]="kind.value">{{ kind.label }}</option>
          }
        </select>
      </div>
      @if (misuse()) {
        <div class="field">
          <label for="revoke-referral" i18n>移送情况</label>
          <textarea
            id="revoke-referral"
            class="plain-input"
            rows="2"
            maxlength="300"
            [value]="referral()"
            (input)="referral.set(valueOf($event))"
            i18n-placeholder
            placeholder="移送给哪个部门、何时；没有移送可以不填"
          ></textarea>
        </div>
      }
      @if (refused(); as problem) {
        <rct-problem-box [problem]="problem" [retry]="false" />
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton mat-dialog-close type="button" i18n>取消</button>
      <button matButton="filled" class="rct-final" type="button" [disabled]="busy()" (click)="revoke()" i18n>
        撤销证书
      </button>
    </mat-dialog-actions>
  `,
})
export class RevokeDialog {
  private readonly api = inject(Api);
  private readonly keys = inject(CommandKeys);
  private readonly stepUp = inject(StepUp);
  private readonly dialog = inject<MatDialogRef<RevokeDialog, boolean>>(MatDialogRef);
  protected readonly certificate = inject<RegisteredCertificate>(MAT_DIALOG_DATA);
  protected readonly kinds = Object.entries(misuseKinds).map(([value, label]) => ({ value, label }));
  protected readonly reason = signal("");
  protected readonly basis = signal("");
  protected readonly misuse = signal<MisuseKind | "">("");
  protected readonly referral = signal("");
  protected readonly wrong = signal<Readonly<Record<string, string>>>({});
  protected readonly busy = signal(false);
  protected readonly refused = signal<ApiProblem | undefined>(undefined);

  protected valueOf(event: Event): string {
    return (event.target as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement).value;
  }

  protected async revoke(): Promise<void> {
    const { id } = this.certificate;
    const kind = this.misuse();
    const given = {
      ...{ key: this.keys.of("revoke", id), reason: this.reason(), basis: this.basis() },
      misuse: kind ? { kind, referral: this.referral() } : null,
    };
    const read = revokeCertificate.body.safeParse(given);
    const faults = read.error?.issues ?? [];
    this.wrong.set(Object.fromEntries(faults.map(({ path, message }) => [String(path[0]), message])));
    if (!read.success) return document.getElementById(`revoke-${String(faults[0]?.path[0])}`)?.focus();
    if (this.busy() || !(await this.stepUp.ensure($localize`撤销证书不能恢复，请确认是你本人。`))) return;
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      await this.api.call(revokeCertificate, { params: { id }, body: given });
      this.keys.done("revoke", id);
      this.dialog.close(true);
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (settles(problem)) this.keys.done("revoke", id);
      this.refused.set(problem);
    } finally {
      this.busy.set(false);
    }
  }
}

/** Resolves to true when the certificate is revoked. */
export async function askToRevoke(dialogs: MatDialog, certificate: RegisteredCertificate): Promise<boolean> {
  const dialog = dialogs.open<RevokeDialog, RegisteredCertificate, boolean>(RevokeDialog, {
    ...{ data: certificate, width: "560px", maxHeight: "92vh", role: "alertdialog", autoFocus: "first-tabbable" },
  });
  return (await firstValueFrom(dialog.afterClosed())) ?? false;
}
