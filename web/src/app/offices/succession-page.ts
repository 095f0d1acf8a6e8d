import { ChangeDetectionStrategy, Component, inject, input, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { Router, RouterLink } from "@angular/router";
import {
  type SuccessionPreview,
  endOffice,
  listSuccessors,
  previewSuccession,
  succeedOffice,
} from "../../../../api/contracts/office-endings.ts";
import { type OfficeView, getOffice } from "../../../../api/contracts/offices.ts";
import { Api } from "../api/api.ts";
import { CommandKeys } from "../api/command-keys.ts";
import { load } from "../api/load.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { Confirm } from "../shared/confirm.ts";
import { Messages } from "../shared/messages.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";

/** 机构调整: an office ends, another one takes its place; all that moves is shown first (B-17). */
@Component({
  selector: "rct-succession-page",
  imports: [MatButton, RouterLink, ProblemBox, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./succession-page.html",
  styleUrls: ["../admin/admin-page.css", "./office-page.css"],
})
export class SuccessionPage {
  private readonly api = inject(Api);
  private readonly keys = inject(CommandKeys);
  private readonly confirm = inject(Confirm);
  private readonly messages = inject(Messages);
  private readonly router = inject(Router);
  readonly id = input.required<string>();
  protected readonly office = load(
    () => this.id(),
    (id) => this.api.call(getOffice, { params: { id } }),
  );
  protected readonly successors = load(
    () => this.id(),
    async (id) => (await this.api.call(listSuccessors, { params: { id } })).offices,
  );
  protected readonly successor = signal("");
  protected readonly preview = load(
    () => (this.successor() ? { id: this.id(), successorId: this.successor() } : undefined),
    ({ id, successorId }) => this.api.call(previewSuccession, { params: { id }, query: { successorId } }),
  );
  protected readonly reason = signal("");
  protected readonly wrong = signal(false);
  protected readonly busy = signal(false);
  protected readonly refused = signal<ApiProblem | undefined>(undefined);

  protected valueOf(event: Event): string {
    this.refused.set(undefined);
    return (event.target as HTMLInputElement | HTMLSelectElement).value;
  }

  /** One line for each thing that moves. */
  protected movesOf(shown: SuccessionPreview): string[] {
    return [
      $localize`在办 ${shown.open}:count: 件，其中已认领 ${shown.held}:held: 件，仍由原办理人办理，期限不变`,
      ...(shown.members.length
        ? [$localize`人员 ${shown.members.join("、")}:names:，任期不变，代办设置继续有效`]
        : [$localize`没有在任人员`]),
      ...shown.substitutions.map((one) => $localize`代办：${one}:who:`),
      ...shown.rules.map(
        ({ version, steps }) =>
          $localize`第 ${version}:version: 版路由规则${steps.length ? "（" + steps.join("、") + "）" : ""}:steps:改写后作为新的一版起用`,
      ),
      ...(shown.employers ? [$localize`所属单位 ${shown.employers}:count: 家`] : []),
      ...shown.children.map((name) => $localize`下级机构：${name}:name:`),
      ...(shown.requests ? [$localize`待办理的账户申请 ${shown.requests}:count: 件`] : []),
      ...(shown.phrases ? [$localize`常用语 ${shown.phrases}:count: 条`] : []),
    ];
  }

  protected staysOf(shown: SuccessionPreview): string[] {
    return [
      $localize`已签发的证书 ${shown.certificates}:count: 本，签发单位仍是${shown.from.name}:office:`,
      $localize`已经作出的 ${shown.finished}:count: 项办理记录和盖章，仍写${shown.from.name}:office:，由接替的机构查看`,
      $localize`以后的办理盖${shown.to.name}:office:的章`,
    ];
  }

  protected async save(event: Event, shown: SuccessionPreview): Promise<void> {
    event.preventDefault();
    this.wrong.set(!this.reason().trim());
    if (this.wrong() || this.busy()) return document.getElementById("succession-reason")?.focus();
    const answer = await this.confirm.ask({
      title: $localize`由${shown.to.name}:to:接替${shown.from.name}:from:？`,
      sentence: $localize`确认后立即生效，不能恢复：${shown.from.name}:from:停用，上面列出的全部移交。每件在办的记录里写明机构调整。`,
      act: $localize`停用并移交`,
      final: true,
    });
    if (answer) await this.send(shown);
  }

  protected async end({ id, name, version }: OfficeView): Promise<void> {
    const answer = await this.confirm.ask({
      title: $localize`停用${name}:office:？`,
      sentence: $localize`停用以后不再接收办件，不能恢复；资料和记录保留。`,
      act: $localize`停用`,
      final: true,
    });
    if (!answer) return;
    this.busy.set(true);
    try {
      await this.api.call(endOffice, { params: { id }, body: { version } });
      await this.router.navigate(["/offices", id]);
    } catch (thrown) {
      this.refused.set(problemOf(thrown));
      this.office.reload();
    } finally {
      this.busy.set(false);
    }
  }

  private async send({ version, from, to }: SuccessionPreview): Promise<void> {
    const body = { successorId: to.id, version, reason: this.reason().trim() };
    const subject = JSON.stringify([from.id, body]);
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      const key = this.keys.of("succession", subject);
      await this.api.call(succeedOffice, { params: { id: from.id }, body: { key, ...body } });
      this.keys.done("succession", subject);
      void this.messages.say($localize`${from.name}:from:已停用，由${to.name}:to:接替。`);
      await this.router.navigate(["/offices", to.id]);
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.kind !== "offline") this.keys.done("succession", subject);
      if (problem.code === "stale-version") this.preview.reload();
      this.refused.set(problem);
    } finally {
      this.busy.set(false);
    }
  }
}
