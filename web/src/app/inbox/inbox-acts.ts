import { Injectable, inject, signal } from "@angular/core";
import { Router } from "@angular/router";
import { makeBulkBatch } from "../../../../api/contracts/bulk-batches.ts";
import { claimNext, claimTask, releaseTask } from "../../../../api/contracts/inbox.ts";
import { Api } from "../api/api.ts";
import { newKey } from "../api/command-keys.ts";
import { problemOf } from "../api/problem.ts";
import { Messages } from "../shared/messages.ts";
import { whyNotTogether } from "./bulk-bar.ts";
import { InboxCounts } from "./inbox-counts.ts";
import { InboxList } from "./inbox-list.ts";
import type { ShownRow } from "./inbox-merge.ts";
import { InboxSelection } from "./inbox-selection.ts";

/** What a reviewer does with rows of the list. One per inbox page. */
@Injectable()
export class InboxActs {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly messages = inject(Messages);
  private readonly list = inject(InboxList);
  private readonly counts = inject(InboxCounts);
  private readonly selection = inject(InboxSelection);
  /** An act is under way: nothing else may begin. */
  readonly busy = signal(false);

  /** `act`: what the review page is to begin with. */
  open(row: ShownRow, act?: "approve" | "return"): void {
    void this.router.navigate(["/tasks", row.taskId], { queryParams: act ? { act } : {} });
  }

  claim(row: ShownRow): Promise<void> {
    return this.doing(async () => {
      await this.api.call(claimTask, { params: { id: row.taskId } });
      this.list.change(row.taskId, { gone: this.counts.asked().queue === "to-claim" });
      void this.messages.say($localize`已认领：${row.applicantName}:name:，${row.caseNumber}:number:`, {
        label: $localize`打开`,
        do: () => this.open(row),
      });
    });
  }

  release(row: ShownRow): Promise<void> {
    return this.doing(async () => {
      await this.api.call(releaseTask, { params: { id: row.taskId }, body: { reason: "" } });
      this.list.change(row.taskId, { gone: this.counts.asked().queue === "mine", holder: null });
      void this.messages.say($localize`已放回待认领：${row.applicantName}:name:`);
    });
  }

  claimNext(): Promise<void> {
    return this.doing(async () => {
      const { taskId } = await this.api.call(claimNext);
      if (taskId) await this.router.navigate(["/tasks", taskId]);
      else void this.messages.say($localize`没有等着认领的办件了。`);
    });
  }

  /** The chosen tasks become a batch; how each is decided is written on its page. */
  bulk(act: "approve" | "return"): Promise<void> {
    const rows = this.selection.rows();
    const why = whyNotTogether(rows);
    if (why) {
      void this.messages.say(why);
      return Promise.resolve();
    }
    return this.doing(async () => {
      const body = { key: newKey(), taskIds: rows.map((row) => row.taskId), from: null };
      const { id } = await this.api.call(makeBulkBatch, { body });
      this.selection.all(false);
      await this.router.navigate(["/bulk", id], { queryParams: act === "return" ? { act } : {} });
    });
  }

  reload(): void {
    this.counts.reload();
    void this.list.open(this.counts.asked());
  }

  /** A conflict says who and when; the list then shows what is true. */
  private async doing(act: () => Promise<void>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    try {
      await act();
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
      void this.list.look();
    } finally {
      this.busy.set(false);
      this.counts.reload();
    }
  }
}
