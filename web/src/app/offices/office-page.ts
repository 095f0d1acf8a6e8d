import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatDialog } from "@angular/material/dialog";
import { MatIcon } from "@angular/material/icon";
import { RouterLink } from "@angular/router";
import {
  type AccountRequest,
  type OfficeMember,
  type OfficeView,
  declineAccountRequest,
  getOffice,
  renewPassword,
} from "../../../../api/contracts/offices.ts";
import { civilDateAt, formatDate, formatInstant, parseCivilDate } from "../../../../domain/civil-date.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { problemOf } from "../api/problem.ts";
import { Confirm } from "../shared/confirm.ts";
import { Messages } from "../shared/messages.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { askToEnd } from "./end-member-dialog.ts";
import { askForMember } from "./member-dialog.ts";
import { askForOffice } from "./office-dialog.ts";
import { showPassword } from "./password-shown.ts";
import { RequestForm } from "./request-form.ts";

/** One office: what it is, who sits in it and may, which accounts it asks for, what was done to it (S2-05). */
@Component({
  selector: "rct-office-page",
  imports: [MatButton, MatIcon, RouterLink, ProblemBox, RequestForm, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./office-page.html",
  styleUrls: ["../admin/admin-page.css", "./office-page.css"],
})
export class OfficePage {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly dialogs = inject(MatDialog);
  private readonly messages = inject(Messages);
  readonly id = input.required<string>();
  protected readonly loaded = load(
    () => this.id(),
    (id) => this.api.call(getOffice, { params: { id } }),
  );
  protected readonly busy = signal(false);
  protected readonly shown = computed(() =>
    (this.loaded.value()?.members ?? []).filter((one) => one.state !== "ended"),
  );
  protected readonly former = computed(() =>
    (this.loaded.value()?.members ?? []).filter((one) => one.state === "ended"),
  );

  protected factsOf(office: OfficeView): string {
    return [
      office.kindName,
      office.areaName,
      office.series,
      office.parent && $localize`上级 ${office.parent.name}:office:`,
      office.phone && $localize`电话 ${office.phone}:phone:`,
      $localize`在办 ${office.openTasks}:count: 件`,
    ]
      .filter(Boolean)
      .join("，");
  }

  protected endedOf({ endedAt, successor }: OfficeView): string {
    const day = formatDate(civilDateAt(Date.parse(endedAt ?? "")));
    return successor
      ? $localize`本机构已于${day}:day:停用，由${successor.name}:office:接替。`
      : $localize`本机构已于${day}:day:停用。`;
  }

  protected termOf({ from, to, state }: OfficeMember): string {
    const first = formatDate(parseCivilDate(from));
    const term = to ? $localize`${first}:from: 至 ${formatDate(parseCivilDate(to))}:to:` : $localize`${first}:from: 起`;
    return state === "coming" ? $localize`${term}:term:（未开始）` : term;
  }

  protected instantOf(at: string): string {
    return formatInstant(Date.parse(at));
  }

  protected async edit(office: OfficeView): Promise<void> {
    if (await askForOffice(this.dialogs, office)) this.say($localize`已保存。`);
    this.loaded.reload();
  }

  protected async add(office: OfficeView, request?: AccountRequest): Promise<void> {
    const made = await askForMember(this.dialogs, {
      ...{ officeId: office.id, officeName: office.name, administrator: office.allowed.grantAdministrator },
      ...(request ? { request } : {}),
    });
    if (!made) return;
    this.loaded.reload();
    if (made.isNew) await showPassword(this.dialogs, made);
    else this.say($localize`已增加任职。`);
  }

  protected async change(office: OfficeView, member: OfficeMember): Promise<void> {
    const changed = await askForMember(this.dialogs, {
      ...{ officeId: office.id, officeName: office.name, administrator: office.allowed.grantAdministrator, member },
    });
    if (changed) this.say($localize`已保存。`);
    this.loaded.reload();
  }

  protected async end(member: OfficeMember): Promise<void> {
    if (await askToEnd(this.dialogs, member)) this.say($localize`${member.name}:name:的任职已结束。`);
    this.loaded.reload();
  }

  protected async renew({ accountId, name, loginName }: OfficeMember): Promise<void> {
    const answer = await this.confirm.ask({
      title: $localize`重发${name}:name:的初始密码？`,
      sentence: $localize`现在的密码随即失效，正在使用的登录全部结束；本人用新的初始密码登录后须先修改。`,
      act: $localize`重发初始密码`,
    });
    if (!answer) return;
    await this.run(async () => {
      const { initialPassword } = await this.api.call(renewPassword, {
        ...{ params: { id: accountId }, body: { officeId: this.id() } },
      });
      await showPassword(this.dialogs, { name, loginName, initialPassword, isNew: false });
    });
  }

  protected async decline({ id, name }: AccountRequest): Promise<void> {
    const answer = await this.confirm.ask({
      title: $localize`不予建立${name}:name:的账户？`,
      sentence: $localize`申请的机构会看到原因。`,
      act: $localize`不予建立`,
      reason: { label: $localize`原因`, required: true, most: 200 },
    });
    if (!answer) return;
    await this.run(() => this.api.call(declineAccountRequest, { params: { id }, body: { answer: answer.reason } }));
  }

  protected say(text: string): void {
    void this.messages.say(text);
  }

  private async run(act: () => Promise<unknown>): Promise<void> {
    this.busy.set(true);
    try {
      await act();
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    } finally {
      this.busy.set(false);
      this.loaded.reload();
    }
  }
}
