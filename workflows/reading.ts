import type { Outcome, Yield } from "./book.ts";
import type { Case, Prose } from "./case.ts";
import { certificateReplacement } from "./certificate-replacement.ts";

export type Verb = "ask" | "review" | "notice" | "term" | "outcomeOf" | "carryOut";
export interface ReadStep {
  step: string;
  verb: Verb;
}
export interface Reading {
  /** Steps and effects in the order in which the prose meets them. */
  path: readonly ReadStep[];
  outcome: Outcome | "rejected" | "objection-upheld" | undefined;
}

/** What a step yields in a reading; `undefined` stops the reading there (rejected, upheld, not yet known). */
export type Answers = (step: string, verb: Verb) => Yield | undefined;

type AnyProse = Prose<string, string>;

/** One line per matter, like workflows/index.ts: the same functions, read instead of run. */
const proses: Readonly<Record<string, AnyProse>> = {
  "certificate-replacement": certificateReplacement.prose as AnyProse,
};

class Stop {}

/**
 * The second reading: the prose of a matter given a `c` that records instead of waiting. Route, step k of n, the
 * process picture and the dry run come from it, so that order is written once. Touches nothing of the engine's runtime.
 */
export async function read(
  prose: AnyProse,
  answers: Answers,
  since: (change: string) => boolean = () => true,
): Promise<Reading> {
  const path: ReadStep[] = [];
  const meet = (verb: Verb) => async (step: string) => {
    if (path.some((met) => met.step === step)) throw new Error(`step ${step} stands twice in one reading`);
    path.push({ step, verb });
    const yields = answers(step, verb);
    if (yields === undefined) throw new Stop();
    return yields;
  };
  const review = async (step: string) => ((await meet("review")(step)) === "skipped" ? "skipped" : "approved");
  const c: Case<string, string> = {
    ask: async (step) => {
      const facts = await meet("ask")(step);
      return typeof facts === "string" ? {} : facts;
    },
    review,
    inOrder: async (...steps) => {
      for (const step of steps) await review(step);
    },
    notice: async (step) => ((await meet("notice")(step)) === "skipped" ? "skipped" : "unopposed"),
    term: async (step) => {
      await meet("term")(step);
      return "over";
    },
    outcomeOf: async <Result extends string>(step: string) => (await meet("outcomeOf")(step)) as Result,
    carryOut: async (effect) => {
      await meet("carryOut")(effect);
    },
    since,
  };
  try {
    return { path, outcome: await prose(c) };
  } catch (thrown) {
    if (thrown instanceof Stop) return { path, outcome: undefined };
    throw thrown;
  }
}

/**
 * The route a case takes from here: what was kept stays, every other review passes, every notice goes unopposed.
 * @throws Error when the matter is unknown.
 */
export async function readRoute(
  matter: string,
  kept: Readonly<Record<string, Yield>> = {},
): Promise<readonly ReadStep[]> {
  const prose = proses[matter];
  if (!prose) throw new Error(`no prose for ${matter}`);
  return (await read(prose, (step, verb) => kept[step] ?? usual[verb])).path;
}

const usual: Readonly<Record<Verb, Yield>> = {
  ask: {},
  review: "approved",
  notice: "unopposed",
  term: "over",
  outcomeOf: "passed",
  carryOut: "done",
};
