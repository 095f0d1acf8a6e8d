import type { Engine } from "../engine/engine.ts";
import type { CaseActivities, EffectActivities } from "../workflows/book.ts";
import { tellCasesOfCalendar } from "./calendar-change.ts";
import { beginEffect, closeCase } from "./close.ts";
import type { ActivityDeps } from "./deps.ts";
import { sweepDueTasks } from "./due-sweep.ts";
import { carryOutEffect } from "./effects.ts";
import { tellForgottenNews } from "./forgotten-news.ts";
import { returnLoans } from "./loans.ts";
import { lookAtStep } from "./look.ts";
import { openStep } from "./open.ts";
import { recordCommand } from "./record.ts";

/** The activities of the cases queue: one transaction each, on the path a person waits for. */
export function createCaseActivities(deps: ActivityDeps): CaseActivities {
  return {
    openStep: async (act) => ({ ...(await openStep(deps, act)), step: act.step }),
    lookAtStep: async (act) => ({ ...(await lookAtStep(deps, act)), step: act.step }),
    recordCommand: async (act) => ({ ...(await recordCommand(deps, act)), step: act.step }),
    beginEffect: async (act) => ({ ...(await beginEffect(deps, act)), step: act.step }),
    closeCase: (act) => closeCase(deps, act),
  };
}

/** The activities of the documents queue: what takes long, and what runs by schedule. */
export function createDocumentActivities(deps: ActivityDeps, engine: Pick<Engine, "lookAgain">) {
  return {
    carryOutEffect: (act) => carryOutEffect(deps, act),
    sweepDueTasks: async (input: { at: number }) => {
      await tellForgottenNews(deps, engine);
      await returnLoans(deps);
      return sweepDueTasks(deps, input);
    },
    tellCasesOfCalendar: (input: Parameters<typeof tellCasesOfCalendar>[2]) => tellCasesOfCalendar(deps, engine, input),
  } satisfies EffectActivities & Record<string, unknown>;
}
