import { Injectable, inject } from "@angular/core";
import type { ReplyOf } from "../../../../api/contracts/endpoint.ts";
import { type Decision, type TaskView, decideTask } from "../../../../api/contracts/tasks.ts";
import { Api } from "../api/api.ts";
import { CommandKeys } from "../api/command-keys.ts";
import { ApiProblem, settles } from "../api/problem.ts";
import { StepUp } from "../session/step-up.ts";

export type Outcome = Decision["outcome"];
export type Decided = Extract<ReplyOf<typeof decideTask>, { state: "accepted" }>;

/** What is needed to decide one task, from the review page or from a row of the list. */
export interface Decidable {
  taskId: string;
  version: number;
  needsSeal: boolean;
  sealName: string | null;
}

export function decidableOf(view: TaskView): Decidable {
  return { taskId: view.task.taskId, version: view.task.version, needsSeal: view.needsSeal, sealName: view.sealName };
}

/** Sends decisions: password before a seal, one key per decision until its outcome is known. */
@Injectable({ providedIn: "root" })
export class Decide {
  private readonly api = inject(Api);
  private readonly keys = inject(CommandKeys);
  private readonly stepUp = inject(StepUp);

  /** Asks for the password where the decision ends with a seal. Resolves to false when the reader cancels. */
  async mayBegin(
    decision: Pick<Decision, "outcome">,
    task: Pick<Decidable, "needsSeal" | "sealName">,
    fresh = false,
  ): Promise<boolean> {
    if (!fresh && (!task.needsSeal || decision.outcome === "return")) return true;
    const seal = task.sealName ?? $localize`本单位`;
    return this.stepUp.ensure($localize`决定会盖上 ${seal}:seal: 的电子印章。`, fresh);
  }

  /**
   * Resolves to undefined when the reader cancels at the password. The same decision sent again before its outcome is
   * known carries the same key; another decision on the same task another one.
   * @throws ApiProblem: refusals and conflicts; `unknown` when the engine has not answered yet.
   */
  async send(task: Decidable, decision: Decision): Promise<Decided | undefined> {
    if (!(await this.mayBegin(decision, task))) return undefined;
    try {
      return await this.once(task, decision);
    } catch (thrown) {
      if (!(thrown instanceof ApiProblem) || thrown.code !== "step-up-needed") throw thrown;
      if (!(await this.mayBegin(decision, task, true))) return undefined;
      return this.once(task, decision);
    }
  }

  private async once(task: Decidable, decision: Decision): Promise<Decided> {
    const subject = `${task.taskId} ${JSON.stringify(decision)}`;
    const key = this.keys.of("decide", subject);
    try {
      const reply = await this.api.call(decideTask, {
        params: { id: task.taskId },
        body: { key, version: task.version, decision },
      });
      this.keys.done("decide", subject);
      return reply as Decided;
    } catch (thrown) {
      // What was refused did not happen; what is unknown or was not reached may have, and keeps its key.
      if (thrown instanceof ApiProblem && settles(thrown)) this.keys.done("decide", subject);
      throw thrown;
    }
  }
}
