import { ApplicationFailure, condition } from "@temporalio/workflow";
import type { RefusalCode, RefusalParams } from "../domain/refusal.ts";
import type { Book } from "./book.ts";
import type { Acknowledgement, Command } from "./messages.ts";

/** A command that was let in and waits for its answer. */
export interface Waiting {
  command: Command;
  answer?: { refused: RefusalCode; params: RefusalParams } | "accepted";
}

/** A refusal, as the engine carries it: the type is the code, the details are the parameters. */
export function refuse(code: RefusalCode, params: RefusalParams = {}): ApplicationFailure {
  return ApplicationFailure.nonRetryable(code, code, params);
}

/** Where commands queue: they are served one by one, and answered when what they led to can be read. */
export class Desk {
  readonly queue: Waiting[] = [];
  private unanswered: Waiting[] = [];
  private serving: Waiting | undefined;
  /** Work that cannot be taken back is running. */
  working = false;
  closed = false;
  private readonly book: () => Book;

  constructor(book: () => Book) {
    this.book = book;
  }

  /**
   * Synchronous, and only what the case itself knows for certain. Which tasks are open is not among it: when a process
   * dies between a commit and the engine's knowing of it, the book is behind the rows, and the next command is what it
   * learns that from. What rows know is refused by `record`.
   */
  validate(command: Command): void {
    const book = this.book();
    if (this.closed) throw refuse("case-closed");
    if (this.working) throw refuse("not-now");
    const queued = this.serving ? [this.serving, ...this.queue] : this.queue;
    if (queued.some((waiting) => sameButton(waiting.command, command))) throw refuse("on-its-way");
    if (command.kind === "decide" && command.decision.outcome === "return" && !book.path.includes(command.decision.to))
      throw refuse("no-such-step", { step: command.decision.to });
    if (command.kind === "recall" && !book.before && !this.serving) throw refuse("nothing-to-recall");
  }

  async handle(caseId: string, command: Command): Promise<Acknowledgement> {
    const waiting: Waiting = { command };
    this.queue.push(waiting);
    await condition(() => waiting.answer !== undefined);
    if (typeof waiting.answer === "object") throw refuse(waiting.answer.refused, waiting.answer.params);
    return { caseId, key: command.key };
  }

  take(): Waiting | undefined {
    this.serving = this.queue.shift();
    return this.serving;
  }

  /** Served again before any other. */
  putBack(waiting: Waiting): void {
    this.queue.unshift(waiting);
    this.serving = undefined;
  }

  /** Written, but answered only when the next step is open: who asks then reads what they wrote. */
  recorded(waiting: Waiting): void {
    this.unanswered.push(waiting);
  }

  settle(): void {
    for (const waiting of this.unanswered) waiting.answer = "accepted";
    this.unanswered = [];
    this.serving = undefined;
  }

  refuseQueued(code: RefusalCode): void {
    for (const waiting of this.queue.splice(0)) waiting.answer = { refused: code, params: {} };
  }
}

function sameButton(one: Command, other: Command): boolean {
  if (one.accountId !== other.accountId || one.kind !== other.kind) return false;
  return one.kind !== "decide" || other.kind !== "decide" || one.taskId === other.taskId;
}
