import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { Router, RouterLink } from "@angular/router";
import {
  type SuccessionPreview,
  approveSuccession,
  declineSuccession,
  endOffice,
  listSuccessors,
  previewSuccession,
  proposeSuccession,
  withdrawSuccession,
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
import { InstantPipe } from "../shared/when.ts";
import { movesOf, staysOf } from "./succession-words.ts";

/**
 * 机构调整: an office ends, another one takes its place (B-17). All that moves is shown first; one administrator proposes
 * it, another one carries it out on what they see themselves.
 */
@Component({
  selector: "rct-succession-page",
  imports: [MatButton, RouterLink, InstantPipe, ProblemBox, Skeleton],
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
  protected readonly chosen = signal("");
  /** What waits to be approved is what is shown. */
  protected readonly proposal = computed(() => this.office.value()?.succession ?? undefined);
  protected readonly successor = computed(() => this.proposal()?.to.id ?? this.chosen());
  protected readonly preview = load(
    () => (this.office.value() && this.successor() ? { id: this.id(), successorId: this.successor() } : undefined),
    ({ id, successorId }) => this.api.call(previewSuccession, { params: { id }, query: { successorId } }),
  );
  protected readonly reason = signal("");
  protected readonly wrong = signal(false);
  protected readonly busy = signal(false);
  protected readonly refused = signal<ApiProblem | undefined>(undefined);
  protected readonly movesOf = movesOf;
  protected readonly staysOf = staysOf;

  protected valueOf(event: Event): string {
    this.refused.set(undefined);
    return (event.target as HTMLInputElement | HTMLSelectElement).value;
  }

  protected async propose(event: Event, shown: SuccessionPreview): Promise<void> {
    event.preventDefault();
    this.wrong.set(!this.reason().trim());
    if (this.wrong() || this.busy()) return document.getElementById("succession-reason")?.focus();
    const { version, from, to } = shown;
    const body = { successorId: to.id, version, reason: this.reason().trim() };
    const subject = JSON.stringify([from.id, body]);
    const key = this.keys.of("succession", subject);
    await this.send(async () => {
      await this.api.call(proposeSuccession, { params: { id: from.id }, body: { key, ...body } });
      void this.messages.say($localize`已送复核，由另一位管理员核对后移交。现在什么都没有变动。`);
    });
    if (this.refused()?.kind !== "offline") this.keys.done("succession", subject);
  }

  protected async approve(proposalId: string, { version, from, to }: SuccessionPreview): Promise<void> {
    const answer = await this.confirm.ask({
      title: $localize`由${to.name}:to:接替${from.name}:from:？`,
      sentence: $localize`确认后立即生效，不能恢复：${from.name}:from:停用，上面列出的全部移交。每件在办的记录里写明机构调整。`,
      act: $localize`停用并移交`,
      final: true,
    });
    if (!answer) return;
    await this.send(async () => {
      await this.api.call(approveSuccession, { params: { id: from.id }, body: { proposalId, version } });
      void this.messages.say($localize`${from.name}:from:已停用，由${to.name}:to:接替。`);
      await this.router.navigate(["/offices", to.id]);
    });
  }

  protected async decline(proposalId: string): Promise<void> {
    const answer = await this.confirm.ask({
      title: $localize`不同意这项机构调整？`,
      sentence: $localize`什么都不移交，提出的人会收到你写的原因。`,
      act: $localize`不同意`,
      reason: { label: $localize`原因`, required: true, most: 200 },
    });
    if (!answer) return;
    await this.send(async () => {
      const body = { proposalId, reason: answer.reason };
      await this.api.call(declineSuccession, { params: { id: this.id() }, body });
      void this.messages.say($localize`没有移交，已告诉提出的人。`);
    });
  }

  protected async withdraw(proposalId: string): Promise<void> {
    await this.send(async () => {
      await this.api.call(withdrawSuccession, { params: { id: this.id() }, body: { proposalId } });
      void this.messages.say($localize`已收回，什么都没有变动。`);
    });
  }

  protected async end({ id, name, version }: OfficeView): Promise<void> {
    const answer = await this.confirm.ask({
      title: $localize`停用${name}:office:？`,
      sentence: $localize`停用以后不再接收办件，不能恢复；资料和记录保留。`,
      act: $localize`停用`,
      final: true,
    });
    if (!answer) return;
    await this.send(async () => {
      await this.api.call(endOffice, { params: { id }, body: { version } });
      await this.router.navigate(["/offices", id]);
    });
  }

  /** Afterwards the page shows how it stands, whatever the answer was. */
  private async send(act: () => Promise<void>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      await act();
    } catch (thrown) {
      this.refused.set(problemOf(thrown));
    } finally {
      this.office.reload();
      if (this.refused()?.code === "stale-version") this.preview.reload();
      this.busy.set(false);
    }
  }
}
