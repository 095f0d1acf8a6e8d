import type { Engine } from "../engine/engine.ts";
import type { ActInput, CaseActivities, EffectActivities } from "../workflows/book.ts";
import { beginForgottenBatches, decideNextItems, settleUnanswered } from "./bulk-decision.ts";
import { beginForgottenRecomputation, tellCasesOfCalendar } from "./calendar-change.ts";
import { beginEffect, closeCase } from "./close.ts";
import type { ActivityDeps } from "./deps.ts";
import { withSignsOfLife } from "./sign-of-life.ts";
import { sweepDueTasks } from "./due-sweep.ts";
import { carryOutEffect } from "./effects.ts";
import { keepingFailures, type FailingAct } from "./failures.ts";
import { tellForgottenNews } from "./forgotten-news.ts";
import { returnLoans } from "./loans.ts";
import { keepLastRun } from "./last-runs.ts";
import { lookAtStep } from "./look.ts";
import { moveOfficeHistory } from "./office-history.ts";
import { openStep } from "./open.ts";
import { reconcileCases, repairCases } from "./reconcile.ts";
import { recordCommand } from "./record.ts";
import { endSubstitutions } from "./substitutions.ts";

/** The activities of the cases queue: one transaction each, on the path a person waits for. */
export function createCaseActivities(deps: ActivityDeps): CaseActivities {
  const named = async <Answer extends object>(kind: FailingAct, act: ActInput, work: () => Promise<Answer>) => ({
    ...(await keepingFailures(deps, kind, act, work)),
    step: act.step,
  });
  return {
    openStep: (act) => named("open", act, () => openStep(deps, act)),
    lookAtStep: (act) => named("look", act, () => lookAtStep(deps, act)),
    recordCommand: (act) => named("record", act, () => recordCommand(deps, act)),
    beginEffect: (act) => named("begin", act, () => beginEffect(deps, act)),
    closeCase: (act) => keepingFailures(deps, "close", act, () => closeCase(deps, act)),
  };
}

/** The activities of the documents queue: what takes long, and what runs by schedule. */
export function createDocumentActivities(deps: ActivityDeps, engine: Engine) {
  return {
    carryOutEffect: (act) =>
      withSignsOfLife(() => keepingFailures(deps, "effect", act, () => carryOutEffect(deps, act))),
    reconcileCases: (input: Parameters<typeof reconcileCases>[2]) => reconcileCases(deps, engine, input),
    repairCases: (input: { caseIds: readonly string[] }) => repairCases(deps, engine, input.caseIds),
    sweepDueTasks: async (input: { at: number }) => {
      await beginForgottenRecomputation(deps, engine);
      await beginForgottenBatches(deps, engine);
      await settleUnanswered(deps);
      await tellForgottenNews(deps, engine);
      await returnLoans(deps);
      await endSubstitutions(deps);
      const swept = await sweepDueTasks(deps, input);
      await keepLastRun(deps.database, "due-sweep");
      await moveOfficeHistory(deps);
      return swept;
    },
    decideNextItems: (input: { batchId: string }) => withSignsOfLife(() => decideNextItems(deps, engine, input)),
    tellCasesOfCalendar: (input: Parameters<typeof tellCasesOfCalendar>[2]) => tellCasesOfCalendar(deps, engine, input),
  } satisfies EffectActivities & Record<string, unknown>;
}
