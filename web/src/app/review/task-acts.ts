import { Injectable, inject } from "@angular/core";
import { recallDecision } from "../../../../api/contracts/cases.ts";
import { claimNext, claimTask, releaseTask } from "../../../../api/contracts/inbox.ts";
import { Api } from "../api/api.ts";
import { CommandKeys } from "../api/command-keys.ts";
import { problemOf } from "../api/problem.ts";
import { Confirm } from "../shared/confirm.ts";
import { Messages } from "../shared/messages.ts";
import { Deciding } from "./deciding.ts";
import { findOpenTask } from "./find-open-task.ts";
import { ReviewedTask } from "./reviewed-task.ts";

/** What a reviewer does with the task other than deciding it. One per review page. */
@Injectable()
export class TaskActs {
  private readonly api = inject(Api);
  private readonly keyed = inject(CommandKeys);
  private readonly confirm = inject(Confirm);
  private readonly messages = inject(Messages);
  private readonly reviewed = inject(ReviewedTask);
  private readonly deciding = inject(Deciding);

  claim(): Promise<void> {
    return this.doing(async () => {
      await this.api.call(claimTask, { params: { id: this.reviewed.id() } });
      void this.messages.say($localize`已认领，可以写意见了。`);
    });
  }

  claimNext(): Promise<void> {
    return this.doing(async () => {
      const { taskId } = await this.api.call(claimNext);
      if (taskId) this.deciding.open(taskId);
      else void this.messages.say($localize`没有等着认领的办件了。`);
    });
  }

  /** Somebody else's goes back with a reason, which they read in the timeline. */
  async release(): Promise<void> {
    const task = this.reviewed.view()?.task;
    const answer = task?.holder?.mine
      ? { reason: "" }
      : await this.confirm.ask({
          title: $localize`放回${task?.holder?.name ?? ""}:name:认领的办件？`,
          sentence: $localize`本件回到待认领，机构里谁都可以接着办。原因写进办理经过。`,
          act: $localize`放回`,
          reason: { label: $localize`为什么放回`, required: true, most: 200 },
        });
    if (!answer) return;
    await this.doing(async () => {
      await this.api.call(releaseTask, { params: { id: this.reviewed.id() }, body: { reason: answer.reason } });
      void this.messages.say($localize`已放回待认领，别人可以办了。`);
    });
  }

  /** Takes the reader's own decision back and opens the task that it becomes. */
  async recall(): Promise<void> {
    const answer = await this.confirm.ask({
      title: $localize`收回你的决定？`,
      sentence: $localize`本件回到你这一步，由你重新办理。下一步一开始处理就不能再收回。`,
      act: $localize`收回`,
      reason: { label: $localize`为什么收回`, required: false, most: 500 },
    });
    const view = this.reviewed.view();
    if (!answer || !view) return;
    await this.doing(async () => {
      const key = this.keyed.of("recall", view.task.caseId);
      await this.api.call(recallDecision, { params: { id: view.task.caseId }, body: { key, reason: answer.reason } });
      this.keyed.done("recall", view.task.caseId);
      void this.messages.say($localize`已收回，可以重新办理。`);
      this.deciding.open(await findOpenTask(this.api, view.task.caseId, view.number).catch(() => undefined));
    });
  }

  private async doing(act: () => Promise<void>): Promise<void> {
    if (this.reviewed.busy()) return;
    this.reviewed.busy.set(true);
    try {
      await act();
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    } finally {
      this.reviewed.busy.set(false);
      this.reviewed.loaded.reload();
    }
  }
}
