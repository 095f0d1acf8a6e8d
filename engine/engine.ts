import type { RefusalCode, RefusalParams } from "../domain/refusal.ts";
import type { Command, News, Position } from "../workflows/messages.ts";

/**
 * The three answers of one command. `unknown`: it may have been taken or not; asking again with the same key is safe
 * and is the only right thing to do.
 */
export type Answered =
  { state: "accepted" } | { state: "refused"; code: RefusalCode; params: RefusalParams } | { state: "unknown" };

export interface CalendarChange {
  version: number;
  /** The earliest civil date that changed, YYYY-MM-DD. */
  date: string;
  reason: string;
}

/** What the engine holds of one case. `silent`: it did not tell, because nothing runs the case's code or that code fails. */
export type Held =
  | { state: "running"; position: Position }
  | { state: "completed"; outcome: string }
  | { state: "ended"; how: "failed" | "terminated" | "timed-out" | "cancelled" }
  | { state: "missing" }
  | { state: "silent"; failure: string | null };

/** One line of the engine's own record of a run; `at` epoch ms of the case's clock, `data` with its payloads opened. */
export interface EngineEvent {
  id: number;
  at: number;
  type: string;
  data: unknown;
}
export interface EngineEventPage {
  events: readonly EngineEvent[];
  /** For the next page; null at the end. */
  next: string | null;
}

/** What a look at all cases is asked to do; carried by the engine, so that it goes on after a crash. */
export type Reconciliation = { scope: "all" | "suspects" } | { repair: readonly string[] };

/**
 * The engine as the rest of the product sees it. Every question is asked only where somebody is there, and waited for a
 * bounded time: each method but `close` throws Refusal("engine-unreachable") when nothing was sent, and, where its answer
 * does not say so itself, Refusal("engine-silent") when none came. Asking again is safe.
 */
export interface Engine {
  /** The first hand-in starts the case (Update-with-Start): one round trip, one command, no case without it. */
  begin(input: { caseId: string; matter: string }, command: Command): Promise<Answered>;
  command(caseId: string, command: Command): Promise<Answered>;
  lookAgain(caseId: string, news: News): Promise<void>;
  /** Moves one case's clock to an instant (epoch ms). Tests and the demo alone; throws anywhere else. */
  fastForward(caseId: string, to: number): Promise<void>;
  /** Lets the failing work of a case try again at once. */
  retryEffect(caseId: string): Promise<void>;
  /** Tells every running case that a calendar change touches to look again; goes on after a crash. */
  changeCalendar(change: CalendarChange): Promise<void>;
  /** Begins to decide the items of a bulk decision; one that is begun already goes on. */
  decideBatch(batchId: string): Promise<void>;
  /** Asks the case itself, wherever its run stands. */
  inspect(caseId: string): Promise<Held>;
  /** Ids of the cases that run; `failing`: only those whose code fails again and again. */
  listRunning(which?: "failing"): Promise<readonly string[]>;
  /** Begins a case again whose run ended before it, with the book that the run left. */
  beginAgain(input: { caseId: string; matter: string }): Promise<void>;
  /** Compares rows with the engine, or repairs; returns when it is begun, or when it is done. */
  reconcile(what: Reconciliation, options?: { untilDone: boolean }): Promise<void>;
  /** @throws Refusal("not-found") when the engine keeps no record of the case. */
  listEvents(caseId: string, after?: string): Promise<EngineEventPage>;
  /** Milliseconds the engine took to answer. */
  ping(): Promise<number>;
  close(): Promise<void>;
}
