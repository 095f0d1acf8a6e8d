import { Injectable, inject } from "@angular/core";
import { MatDialog } from "@angular/material/dialog";
import { giveBackTask, lendTask, listColleagues, transferTask } from "../../../../api/contracts/handing-over.ts";
import { type TaskView, addSigner, findSigners, removeSigner } from "../../../../api/contracts/tasks.ts";
import { Api } from "../api/api.ts";
import { CommandKeys } from "../api/command-keys.ts";
import { problemOf } from "../api/problem.ts";
import { Confirm } from "../shared/confirm.ts";
import { Messages } from "../shared/messages.ts";
import { Deciding } from "./deciding.ts";
import { askForColleague } from "./colleague-dialog.ts";
import { ReviewedTask } from "./reviewed-task.ts";
import { askForSigner } from "./signer-dialog.ts";

/** Who else deals with the reviewed task: a colleague for good or for a while (B-04), another office, too (B-09). */
@Injectable()
export class HandingOver {
  private readonly api = inject(Api);
  private readonly keyed = inject(CommandKeys);
  private readonly dialogs = inject(MatDialog);
  private readonly confirm = inject(Confirm);
  private readonly messages = inject(Messages);
  private readonly reviewed = inject(ReviewedTask);
  private readonly deciding = inject(Deciding);
  readonly busy = this.reviewed.busy.asReadonly();

  async transfer(): Promise<void> {
    const view = this.reviewed.view();
    const answer =
      view && (await askForColleague(this.dialogs, { act: "transfer", find: () => this.colleagues(view) }));
    if (!answer) return;
    await this.doing(async () => {
      const { to, reason } = answer;
      const body = { version: view.task.version, to, reason };
      const { holder } = await this.api.call(transferTask, { params: { id: view.task.taskId }, body });
      void this.messages.say($localize`已转交${holder}:name:`);
      this.deciding.toList();
    });
  }

  async lend(): Promise<void> {
    const view = this.reviewed.view();
    const answer = view && (await askForColleague(this.dialogs, { act: "lend", find: () => this.colleagues(view) }));
    if (!answer) return;
    await this.doing(async () => {
      const body = { version: view.task.version, ...answer };
      const { holder } = await this.api.call(lendTask, { params: { id: view.task.taskId }, body });
      void this.messages.say($localize`已请${holder}:name:先看，交回后由你决定。`);
    });
  }

  /** The borrower hands it back with what they think; the lender takes it back. */
  async giveBack(): Promise<void> {
    const view = this.reviewed.view();
    if (!view?.loan) return;
    const { lender, borrower, mine } = view.loan;
    const answer = await this.confirm.ask({
      title: mine ? $localize`交回${lender}:name:` : $localize`从${borrower}:name:那里收回？`,
      sentence: mine
        ? $localize`本件回到${lender}:name:手里，由${lender}:name:决定。你的意见留在办理记录里。`
        : $localize`本件回到${lender}:name:手里。${borrower}:name:还没交回的意见不会保存。`,
      act: mine ? $localize`交回` : $localize`收回`,
      reason: { label: mine ? $localize`你的意见` : $localize`说明`, required: mine, most: 1000 },
    });
    if (!answer) return;
    await this.doing(async () => {
      await this.api.call(giveBackTask, { params: { id: view.task.taskId }, body: { advice: answer.reason } });
      void this.messages.say(mine ? $localize`已交回${lender}:name:` : $localize`已收回，可以继续办理。`);
      if (mine) this.deciding.toList();
    });
  }

  async addSigner(): Promise<void> {
    const id = this.reviewed.id();
    const find = async (text: string) =>
      (await this.api.call(findSigners, { params: { id }, query: { text } })).offices;
    const answer = await askForSigner(this.dialogs, { find });
    if (!answer) return;
    await this.doing(async () => {
      const { office, reason } = answer;
      const key = this.keyed.of("add-signer", `${id} ${office.id}`);
      await this.api.call(addSigner, { params: { id }, body: { key, officeId: office.id, reason } });
      this.keyed.done("add-signer", `${id} ${office.id}`);
      void this.messages.say($localize`已请${office.name}:office:会签。`);
    });
  }

  async removeSigner(signer: NonNullable<TaskView["signing"]>["signers"][number]): Promise<void> {
    const answer = await this.confirm.ask({
      title: $localize`不再请${signer.office}:office:会签？`,
      sentence: $localize`它的待办随即关闭，其余机构的意见不变。`,
      act: $localize`减签`,
      reason: { label: $localize`原因`, required: true, most: 200 },
    });
    if (!answer) return;
    await this.doing(async () => {
      const key = this.keyed.of("remove-signer", signer.taskId);
      await this.api.call(removeSigner, { params: { id: signer.taskId }, body: { key, reason: answer.reason } });
      this.keyed.done("remove-signer", signer.taskId);
      void this.messages.say($localize`${signer.office}:office:不再会签。`);
    });
  }

  private async colleagues(view: TaskView) {
    return (await this.api.call(listColleagues, { params: { id: view.task.taskId } })).colleagues;
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
