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
import {
  type AccountRequest,
  type OfficeMember,
  type OfficeRole,
  addMember,
  changeMembership,
  recordIdentity,
} from "../../../../api/contracts/offices.ts";
import { civilDateAt } from "../../../../domain/civil-date.ts";
import { identityNumber } from "../../../../domain/identity-number.ts";
import { roleNames } from "../../../../domain/texts/statuses.ts";
import { Api } from "../api/api.ts";
import { newKey } from "../api/command-keys.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { ProblemBox } from "../shared/problem-box.ts";

export interface MemberQuestion {
  officeId: string;
  officeName: string;
  /** May the reader make administrators? */
  administrator: boolean;
  /** The seat to be changed; otherwise somebody is added. */
  member?: OfficeMember;
  /** Granted with it. */
  request?: AccountRequest;
}

export interface MemberAnswer {
  name: string;
  loginName: string;
  /** Of a new account; null when its answer was lost. */
  initialPassword: string | null;
  isNew: boolean;
}

/** 增加人员, 变更任职. */
@Component({
  selector: "rct-member-dialog",
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle, ProblemBox],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./member-dialog.html",
  styles: `
    form {
      display: contents;
    }
    .days {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(160px, 1fr));
      gap: 12px;
    }
    label input[type="radio"] {
      margin-right: 8px;
    }
  `,
})
export class MemberDialog {
  private readonly api = inject(Api);
  protected readonly question = inject<MemberQuestion>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<MemberDialog, MemberAnswer>>(MatDialogRef);
  private readonly key = newKey();
  protected readonly member = this.question.member;
  protected readonly today: string = civilDateAt(Date.now());
  protected readonly begun = this.member !== undefined && this.member.from <= this.today;
  protected readonly roles = (["reviewer", "chief", "administrator"] as const)
    .filter((role) => role !== "administrator" || this.question.administrator)
    .map((role) => ({ role, name: roleNames[role] }));
  protected readonly existing = signal(false);
  protected readonly name = signal(this.question.request?.name ?? "");
  protected readonly loginName = signal("");
  protected readonly identityNumber = signal("");
  protected readonly role = signal<OfficeRole>(this.member?.role ?? this.question.request?.role ?? "reviewer");
  protected readonly from = signal<string>(this.member?.from ?? this.today);
  protected readonly to = signal(this.member?.to ?? "");
  private readonly tried = signal(false);
  protected readonly busy = signal(false);
  protected readonly refused = signal<ApiProblem | undefined>(undefined);
  /** Asked for with a new account; of one that exists it may be recorded now. */
  protected readonly asksIdentity = computed(() => (this.member ? this.member.mayRecordIdentity : !this.existing()));
  protected readonly wrongIdentity = computed(() => {
    const said = this.refused()?.fields.find(({ path }) => path.includes("identityNumber"))?.message;
    if (said || !this.tried() || !this.asksIdentity()) return said;
    const number = this.identityNumber();
    if (this.member && !number.trim()) return undefined;
    return identityNumber().safeParse(number).error?.issues[0]?.message;
  });
  protected readonly wrongLogin = computed(() => {
    const said = this.refused()?.fields.find(({ path }) => path.includes("loginName"))?.message;
    if (said || !this.tried()) return said;
    return this.loginName().trim() ? undefined : $localize`请填写登录名`;
  });
  protected readonly wrongName = computed(() =>
    this.tried() && !this.existing() && [...this.name().trim()].length < 2 ? $localize`请填写姓名` : undefined,
  );
  protected readonly wrongDays = computed(() =>
    this.tried() && this.to() && (this.to() < this.from() || this.to() < this.today)
      ? $localize`结束日期不能早于开始日期，也不能早于今天`
      : undefined,
  );

  protected valueOf(event: Event): string {
    this.refused.set(undefined);
    return (event.target as HTMLInputElement | HTMLSelectElement).value;
  }

  protected chooseRole(event: Event): void {
    this.role.set(this.valueOf(event) as OfficeRole);
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    const missing = this.wrongIdentity() || (!this.member && (this.wrongLogin() || this.wrongName()));
    if (this.busy() || missing || this.wrongDays()) {
      (event.target as HTMLFormElement).querySelector<HTMLElement>(".wrong .plain-input")?.focus();
      return;
    }
    this.busy.set(true);
    try {
      this.dialog.close(await this.send());
    } catch (thrown) {
      this.refused.set(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }

  private async send(): Promise<MemberAnswer> {
    const term = { role: this.role(), from: this.from(), to: this.to() || null };
    const identityNumber = this.identityNumber();
    if (this.member) {
      const { membershipId: id, accountId, version, name, loginName } = this.member;
      const { officeId } = this.question;
      if (identityNumber.trim())
        await this.api.call(recordIdentity, { params: { id: accountId }, body: { officeId, identityNumber } });
      await this.api.call(changeMembership, { params: { id }, body: { ...term, version } });
      return { name, loginName, initialPassword: null, isNew: false };
    }
    const [name, loginName] = [this.name().trim(), this.loginName().trim()];
    const account = this.existing()
      ? { kind: "existing" as const, loginName }
      : { kind: "new" as const, loginName, name, identityNumber };
    const body = { ...term, key: this.key, account, requestId: this.question.request?.id ?? null };
    const { initialPassword } = await this.api.call(addMember, { params: { id: this.question.officeId }, body });
    return { name, loginName, initialPassword, isNew: !this.existing() };
  }
}

export function askForMember(dialogs: MatDialog, question: MemberQuestion): Promise<MemberAnswer | undefined> {
  const dialog = dialogs.open<MemberDialog, MemberQuestion, MemberAnswer>(MemberDialog, {
    ...{ data: question, width: "520px", maxHeight: "92vh", autoFocus: "first-tabbable" },
  });
  return firstValueFrom(dialog.afterClosed());
}
