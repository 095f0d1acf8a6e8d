import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  patched,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from "@temporalio/workflow";
import { emptyBook, strike } from "./book.ts";
import type {
  ActInput,
  Book,
  CaseActivities,
  EffectActivities,
  Looked,
  Named,
  Outcome,
  Recorded,
  Yield,
} from "./book.ts";
import type { Case, Prose } from "./case.ts";
import { Desk, type Waiting } from "./desk.ts";
import { bookQuery, commandUpdate, lookAgainSignal, positionQuery } from "./messages.ts";

export interface CaseInput {
  caseId: string;
  matter: string;
  book?: Book;
}

/** The reading ends here and begins again with this book. */
class Turn {
  readonly kept: Readonly<Record<string, Yield>>;
  readonly round: number;
  readonly before: Book["before"];
  constructor(kept: Readonly<Record<string, Yield>>, round: number, before: Book["before"]) {
    this.kept = kept;
    this.round = round;
    this.before = before;
  }
}

/** A rejection, a withdrawal or an upheld objection ends the reading wherever it stands. */
class End {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    this.outcome = outcome;
  }
}

// One transaction each, on the path a person waits for: local, so that the engine pays nothing for them (engine.md).
const act = proxyLocalActivities<CaseActivities>({
  startToCloseTimeout: "20s",
  retry: { initialInterval: "100ms", backoffCoefficient: 2, maximumInterval: "10s" },
});
const effects = proxyActivities<EffectActivities>({
  taskQueue: "documents",
  startToCloseTimeout: "3 minutes",
  // A worker that died in the middle is missed after this, not after the whole time allowed.
  heartbeatTimeout: "20s",
  retry: { initialInterval: "1s", backoffCoefficient: 2, maximumInterval: "2 minutes" },
});

/** Makes the durable workflow of a matter from its prose, and leaves the prose readable (reading.ts). */
export function matter<Step extends string, Effect extends string>(prose: Prose<Step, Effect>) {
  async function run(input: CaseInput): Promise<Outcome> {
    const c = new RunningCase<Step, Effect>(input);
    let outcome: Outcome | undefined;
    while (outcome === undefined) {
      try {
        outcome = await prose(c.begin());
      } catch (thrown) {
        if (thrown instanceof Turn) c.turn(thrown);
        else if (thrown instanceof End) outcome = thrown.outcome;
        // Cancellation, continue-as-new, a refused first hand-in, or a bug: the case stays and shows as stuck.
        else throw thrown;
      }
    }
    const ending = outcome;
    await CancellationScope.nonCancellable(() => c.close(ending));
    await condition(allHandlersFinished);
    return ending;
  }
  return Object.assign(run, { prose });
}

class RunningCase<Step extends string, Effect extends string> implements Case<Step, Effect> {
  private readonly input: CaseInput;
  private readonly desk: Desk;
  private book: Book;
  private news = false;
  private renewal = false;

  /** Synchronous: every handler stands before the first await, or an Update in the first task would be lost. */
  constructor(input: CaseInput) {
    this.input = input;
    this.book = input.book ?? emptyBook;
    this.desk = new Desk(() => this.book);
    setHandler(commandUpdate, (command) => this.desk.handle(input.caseId, command), {
      validator: (command) => this.desk.validate(command),
    });
    setHandler(lookAgainSignal, (news) => {
      if (news === "renew") this.renewal = true;
      else this.news = true;
    });
    setHandler(positionQuery, () => ({
      step: this.book.standing?.step ?? null,
      tasks: this.book.standing?.tasks ?? [],
      until: this.book.standing?.until ?? null,
      round: this.book.round,
      path: this.book.path,
      kept: Object.keys(this.book.kept),
      seq: this.book.seq,
      effect: this.desk.working ? (this.book.path.at(-1) ?? null) : null,
    }));
    setHandler(bookQuery, () => this.book);
  }

  begin(): this {
    this.book = { ...this.book, path: [] };
    return this;
  }

  turn(turn: Turn): void {
    this.book = { ...this.book, kept: turn.kept, round: turn.round, before: turn.before, standing: null };
  }

  async ask(step: Step): Promise<Readonly<Record<string, string>>> {
    const facts = await this.hold(step);
    return typeof facts === "string" ? {} : facts;
  }

  async review(step: Step): Promise<"approved" | "skipped"> {
    return (await this.hold(step)) === "skipped" ? "skipped" : "approved";
  }

  async inOrder(...steps: Step[]): Promise<void> {
    for (const step of steps) await this.review(step);
  }

  async notice(step: Step): Promise<"unopposed" | "skipped"> {
    return (await this.hold(step)) === "skipped" ? "skipped" : "unopposed";
  }

  async term(step: Step): Promise<"over"> {
    await this.hold(step);
    return "over";
  }

  async outcomeOf<Result extends string>(step: Step): Promise<Result> {
    return (await this.hold(step)) as Result;
  }

  async carryOut(effect: Effect): Promise<void> {
    this.meet(effect);
    if (effect in this.book.kept) return;
    this.book = { ...this.book, before: null, standing: null };
    const acting = this.next(effect);
    this.desk.working = true;
    told(effect, await act.beginEffect(acting));
    this.desk.refuseQueued("not-now");
    this.desk.settle();
    await effects.carryOutEffect(acting);
    this.desk.working = false;
    this.keep(effect, "done");
  }

  since(change: string): boolean {
    const known = this.book.changes[change];
    if (known !== undefined) return known;
    const answer = patched(change);
    this.book = { ...this.book, changes: { ...this.book.changes, [change]: answer } };
    return answer;
  }

  async close(outcome: Outcome): Promise<void> {
    this.book = { ...this.book, standing: null, before: null };
    this.desk.closed = true;
    const { step: _step, ...acting } = this.next("close");
    await act.closeCase({ ...acting, outcome });
    this.desk.refuseQueued("case-closed");
    this.desk.settle();
  }

  /** The only place where a case waits, and the only loop that changes it. */
  private async hold(step: Step): Promise<Yield> {
    this.meet(step);
    const kept = this.book.kept[step];
    if (kept !== undefined) return kept;
    let looked = await this.stand(step);
    for (;;) {
      if (looked.state === "ended") throw new End(looked.outcome);
      if (looked.state === "done") return this.keep(step, looked.yields);
      this.book = { ...this.book, standing: { step, tasks: looked.tasks, until: looked.until } };
      const waiting = await this.take(looked.until);
      if (waiting === "look") {
        looked = await this.look(step, looked);
        // Time or news moved it on: what a person did before can no longer be recalled.
        if (looked.state === "done") this.book = { ...this.book, before: null };
      } else looked = (await this.record(step, waiting)) ?? looked;
    }
  }

  /** Opens the step; one taken over by continue-as-new is looked at; the very first is opened by its own hand-in. */
  private async stand(step: Step): Promise<Looked> {
    const { standing } = this.book;
    if (standing?.step === step)
      return this.look(step, { state: "open", tasks: standing.tasks, until: standing.until });
    if (this.book.seq === 0) return { state: "open", tasks: [], until: null };
    this.book = { ...this.book, standing: null };
    return told(step, await act.openStep(this.next(step)));
  }

  private async look(step: Step, before: Looked): Promise<Looked> {
    const held = before.state === "open" ? { held: { tasks: before.tasks, until: before.until } } : {};
    const answer = told(step, await act.lookAtStep({ ...this.next(step), ...held }));
    // The rows were ahead and may be so still: looked again until they are not, or a second lost act would wait for news.
    if ("elsewhere" in answer) this.news = true;
    return this.follow(answer) ?? before;
  }

  /** `undefined`: refused, or known already; nothing has changed. */
  private async record(step: Step, waiting: Waiting): Promise<Looked | undefined> {
    const first = this.book.seq === 0;
    const recorded = told(step, await act.recordCommand({ ...this.next(step), command: waiting.command, first }));
    if ("elsewhere" in recorded) {
      // Another command stands written under this number: the book follows that one, and this one is served next.
      this.desk.putBack(waiting);
      this.news = true;
      return this.follow(recorded);
    }
    if (recorded.state === "refused") {
      waiting.answer = { refused: recorded.code, params: recorded.params };
      if (!first) return undefined;
      // No case was made: the run fails, so that the same draft may be handed in again (reuse after failure only).
      this.desk.refuseQueued("case-closed");
      await condition(allHandlersFinished);
      throw ApplicationFailure.nonRetryable(recorded.code, recorded.code, recorded.params);
    }
    this.desk.recorded(waiting);
    const { kept, round } = this.book;
    const followed = this.follow(recorded);
    if (followed) this.book = { ...this.book, before: { kept, round } };
    return followed;
  }

  /** Turns the book as an act says; `undefined` when nothing follows from it. */
  private follow(recorded: Recorded): Looked | undefined {
    if (recorded.state === "refused" || recorded.state === "already") return undefined;
    const { kept, round, before } = this.book;
    if (recorded.state === "recalled") throw new Turn(before?.kept ?? kept, before?.round ?? round, null);
    if (recorded.state === "back")
      throw new Turn(strike(this.book, recorded.to, recorded.straight), round + 1, { kept, round });
    return recorded;
  }

  /** Answers who waits (the next desk has its row), then waits for a command, for news or for the instant. */
  private async take(until: number | null): Promise<Waiting | "look"> {
    this.desk.settle();
    const wantsRenewal = () => this.renewal || workflowInfo().continueAsNewSuggested;
    const stirred = () =>
      this.desk.queue.length > 0 || this.news || (this.book.seq > 0 && wantsRenewal() && allHandlersFinished());
    if (until === null) await condition(stirred);
    else await condition(stirred, Math.max(1, until - Date.now()));
    const waiting = this.desk.take();
    if (waiting) return waiting;
    // No await between the check and the continuation: nothing can queue in between.
    if (this.book.seq > 0 && wantsRenewal() && allHandlersFinished())
      await continueAsNew<(input: CaseInput) => Promise<Outcome>>({ ...this.input, book: this.book });
    this.news = false;
    return "look";
  }

  private meet(step: string): void {
    if (this.book.path.includes(step)) throw new Error(`step ${step} stands twice in one reading`);
    this.book = { ...this.book, path: [...this.book.path, step] };
  }

  private keep(step: string, yields: Yield): Yield {
    this.book = { ...this.book, kept: { ...this.book.kept, [step]: yields }, standing: null };
    return yields;
  }

  private next(step: string): ActInput {
    this.book = { ...this.book, seq: this.book.seq + 1 };
    const { caseId, matter } = this.input;
    return { caseId, matter, step, round: this.book.round, seq: this.book.seq, at: Date.now() };
  }
}

/** The answer, if it is one about this step; else the prose is not the one that made this history. */
function told<Answer>(step: string, answer: Named<Answer>): Answer {
  if (answer?.step !== step) throw new Error(`the history tells of ${answer?.step} where the prose stands at ${step}`);
  return answer;
}
