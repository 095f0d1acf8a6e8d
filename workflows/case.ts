import type { Outcome } from "./book.ts";

/** The verbs of the prose. A verb whose step is in the book returns at once; otherwise it opens the step and waits. */
export interface Case<Step extends string, Effect extends string> {
  /** A party hands something in; yields the facts that routing and branching use. */
  ask(step: Step): Promise<Readonly<Record<string, string>>>;
  /** An office decides; rejection ends the case. */
  review(step: Step): Promise<"approved" | "skipped">;
  /** Reviews, one after another. */
  inOrder(...steps: Step[]): Promise<void>;
  /** Published for its working days; objections are decided inside; one upheld ends the case. */
  notice(step: Step): Promise<"unopposed" | "skipped">;
  /** Waits for an instant that the calendar gives. */
  term(step: Step): Promise<"over">;
  /** Others decide elsewhere and tell the case to look. */
  outcomeOf<Result extends string>(step: Step): Promise<Result>;
  /** Work that cannot be taken back. Nothing before it can be recalled afterwards. */
  carryOut(effect: Effect): Promise<void>;
  /** Has this case taken (or will it take) a sentence that came with a later release? Asked once; the first answer holds. */
  since(change: string): boolean;
}

/** A matter in prose: a function of `c` alone, read again from the top after a return. */
export type Prose<Step extends string, Effect extends string> = (c: Case<Step, Effect>) => Promise<Outcome>;
