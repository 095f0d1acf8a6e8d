import { Injectable, computed, effect, inject, linkedSignal, untracked } from "@angular/core";
import { MatDialog } from "@angular/material/dialog";
import { Router } from "@angular/router";
import type { Decision } from "../../../../api/contracts/tasks.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { Desk } from "../inbox/desk.ts";
import { Confirm } from "../shared/confirm.ts";
import { Messages } from "../shared/messages.ts";
import { askForDecision } from "./ask-decision.ts";
import { Decide, type Outcome, decidableOf } from "./decide.ts";
import { ReviewedTask } from "./reviewed-task.ts";

/** The opinion being written on the reviewed task, its sending, and what opens afterwards. One per review page. */
@Injectable()
export class Deciding {
  private readonly reviewed = inject(ReviewedTask);
  private readonly router = inject(Router);
  private readonly dialogs = inject(MatDialog);
  private readonly messages = inject(Messages);
  private readonly confirm = inject(Confirm);
  private readonly decide = inject(Decide);
  private readonly desk = inject(Desk);
  private unsent: Decision | undefined;

  readonly opinion = linkedSignal({
    source: () => this.reviewed.id(),
    computation: (id) => this.desk.typedFor(id) ?? "",
  });
  readonly refused = linkedSignal<string, ApiProblem | undefined>({
    source: () => this.reviewed.id(),
    computation: () => undefined,
  });
  /** What is wrong with the opinion. */
  readonly wrong = linkedSignal({ source: () => this.reviewed.id(), computation: () => "" });
  /** The list the reviewer came from. */
  readonly back = computed(
    () => this.desk.list() ?? { title: $localize`我的待办`, address: { queue: "mine" as const } },
  );

  constructor() {
    effect(() => {
      const opinion = this.opinion();
      untracked(() => this.desk.keep(this.reviewed.id(), opinion));
    });
  }

  /** Asks what the outcome needs, then sends. Resolves to `no-opinion` when the step wants one that is not written. */
  async begin(outcome: Outcome): Promise<"no-opinion" | undefined> {
    const view = this.reviewed.view();
    if (!view || this.reviewed.busy()) return undefined;
    const decision = await askForDecision(outcome, view, this.opinion().trim(), this.dialogs, this.confirm);
    if (decision === "no-opinion") {
      this.wrong.set($localize`请写意见，或点一句常用语`);
      return decision;
    }
    if (decision) await this.send(decision);
    return undefined;
  }

  /** The outcome is not known yet: the same decision, the same key. */
  again(): void {
    if (this.unsent) void this.send(this.unsent);
  }

  open(taskId: string | undefined): void {
    if (taskId) void this.router.navigate(["/tasks", taskId]);
  }

  toList(): void {
    void this.router.navigate(["/inbox"], { queryParams: this.back().address });
  }

  private async send(decision: Decision): Promise<void> {
    const view = this.reviewed.view();
    if (!view) return;
    this.reviewed.busy.set(true);
    this.wrong.set("");
    this.refused.set(undefined);
    this.unsent = decision;
    try {
      const reply = await this.decide.send(decidableOf(view), decision);
      if (!reply) return;
      this.unsent = undefined;
      this.leave(view.task.taskId, decision.outcome, view.task.applicantName, reply.nextTaskId);
    } catch (thrown) {
      const problem = problemOf(thrown);
      const field = problem.fields.find((candidate) => candidate.path.endsWith("opinion"));
      if (field) this.wrong.set(field.message);
      else this.refused.set(problem);
      // The page shows what is true now; what was typed stays.
      if (problem.kind === "refusal") this.reviewed.loaded.reload();
    } finally {
      this.reviewed.busy.set(false);
    }
  }

  private leave(taskId: string, outcome: Outcome, name: string, nextTaskId: string | null): void {
    const next = this.desk.decided(taskId, nextTaskId);
    const said = {
      approve: $localize`${name}:name:：已通过`,
      return: $localize`${name}:name:：已退回`,
      reject: $localize`${name}:name:：不予通过`,
      dismiss: $localize`${name}:name:：异议不成立`,
      uphold: $localize`${name}:name:：异议成立`,
    }[outcome];
    const after = next ? $localize`，这是下一件` : $localize`，这个队列都办完了`;
    void this.messages.say(said + after, { label: $localize`看刚才那件`, do: () => this.open(taskId) });
    if (next) this.open(next);
    else this.toList();
  }
}
