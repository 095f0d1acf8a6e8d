import type { RefusalCode, RefusalParams } from "../domain/refusal.ts";
import type { Command } from "./messages.ts";

/** What a step yields to the prose: facts from a form, or one word. Kept in the book and in history: ids and codes only. */
export type Yield = string | Readonly<Record<string, string>>;

/** How a case ends. `refused` never becomes a case: the first hand-in was turned down. */
export type Outcome = "completed" | "not-passed" | "rejected" | "withdrawn" | "objection-upheld";

export interface Standing {
  step: string;
  tasks: readonly string[];
  /** When to look again by itself, epoch ms. */
  until: number | null;
}

/** Everything a case remembers; also what it hands on when it continues as new. */
export interface Book {
  /** step → what it yielded. */
  kept: Readonly<Record<string, Yield>>;
  /** Steps met in this reading, in order. */
  path: readonly string[];
  /** The book before the last act of a person, while that act can be recalled. */
  before: { kept: Readonly<Record<string, Yield>>; round: number } | null;
  standing: Standing | null;
  round: number;
  /** Number of the last act; (case, seq) keys every row an activity writes. */
  seq: number;
  /** Answers of `since`, for the life of the case. */
  changes: Readonly<Record<string, boolean>>;
}

export const emptyBook: Book = { kept: {}, path: [], before: null, standing: null, round: 1, seq: 0, changes: {} };

/** What the three local activities answer; each is one transaction keyed by (case, seq). */
export type Looked =
  | { state: "open"; tasks: readonly string[]; until: number | null }
  | { state: "done"; yields: Yield }
  | { state: "ended"; outcome: Outcome };

export type Recorded =
  | Looked
  | { state: "refused"; code: RefusalCode; params: RefusalParams }
  /** `straight`: only the target leaves the book; otherwise every step from there on. */
  | { state: "back"; to: string; straight: boolean }
  | { state: "recalled" }
  /** This key was written by an earlier act: acknowledged, and nothing follows from it again. */
  | { state: "already" };

export interface ActInput {
  caseId: string;
  matter: string;
  step: string;
  round: number;
  seq: number;
  /** The case's own present, epoch ms: the only "now" an activity may stamp or compare with. */
  at: number;
}

/**
 * Every answer names its step. The engine compares only the kind of activity when it replays: without the name, a
 * sentence put into the prose before another of the same verb would read that one's answer and pass the replay gate.
 */
export type Named<Answer> = Answer & { step: string };

/**
 * What an act that was asked for finds when another one was written under its number: a command was committed, its
 * process died before the engine knew, and something else came first. The book follows what was written; whoever asked
 * now is served again under the next number.
 */
export type Written<Answer> = Answer | (Recorded & { elsewhere: true });

/** What a case waits with, as its book holds it: rows that say otherwise are written again from it. */
export type HeldStanding = Pick<Standing, "tasks" | "until">;

/** Implemented by activities/; each says there why a retry is safe. */
export interface CaseActivities {
  openStep(act: ActInput): Promise<Named<Looked>>;
  lookAtStep(act: ActInput & { held?: HeldStanding }): Promise<Named<Written<Looked>>>;
  recordCommand(act: ActInput & { command: Command; first: boolean }): Promise<Named<Written<Recorded>>>;
  beginEffect(act: ActInput): Promise<Named<object>>;
  closeCase(act: Omit<ActInput, "step"> & { outcome: Outcome }): Promise<void>;
}

/** Work that cannot be taken back, on the documents queue; named by the effect. */
export interface EffectActivities {
  carryOutEffect(act: ActInput): Promise<void>;
}

/** The book after a return: what leaves it is opened again. A step before the target stays kept. */
export function strike(
  book: Pick<Book, "kept" | "path">,
  to: string,
  straight: boolean,
): Readonly<Record<string, Yield>> {
  const from = book.path.indexOf(to);
  const struck = new Set(straight ? [to] : book.path.slice(from));
  return Object.fromEntries(Object.entries(book.kept).filter(([step]) => !struck.has(step)));
}
