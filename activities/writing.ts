import type { Transaction } from "sequelize";
import { uuidv7 } from "uuidv7";
import { lockCaseOfAct } from "../db/case-events.ts";
import { row, rows, type Database } from "../db/connection.ts";
import type { CaseRow } from "../db/rows.ts";
import type { ActInput } from "../workflows/book.ts";
import type { ActivityDeps } from "./deps.ts";

/** A case whose clock runs ahead by less is on time: worker and database may differ by that much. */
const clockTolerance = 60_000;

export interface Actor {
  id: string | null;
  /** Ready to print: 莫雨桐，柳州市示例机械有限公司. */
  name: string;
}
export const systemActor: Actor = { id: null, name: "系统" };

/** One act being written: its transaction, its case, and the events it leaves. */
export class Writing {
  readonly deps: ActivityDeps;
  readonly act: Omit<ActInput, "step"> & { step?: string };
  readonly transaction: Transaction;
  /** Locked until the act is written; absent only while the first hand-in makes it. */
  found: CaseRow | undefined;
  private part = 0;

  constructor(deps: ActivityDeps, act: Writing["act"], transaction: Transaction, found: CaseRow | undefined) {
    this.deps = deps;
    this.act = act;
    this.transaction = transaction;
    this.found = found;
  }

  get case(): CaseRow {
    if (!this.found) throw new Error(`case ${this.act.caseId} has no row`);
    return this.found;
  }

  get database(): Database {
    return this.deps.database;
  }

  /** The case's own present. */
  get at(): Date {
    return new Date(this.act.at);
  }

  get clockAhead(): number {
    const ahead = this.act.at - Date.now();
    return ahead > clockTolerance ? Math.round(ahead) : 0;
  }

  /** Events written from outside an act stand behind those the act left. */
  continueFrom(part: number): void {
    this.part = part;
  }

  rows<Row extends object>(sql: string, bind: readonly unknown[] = []): Promise<Row[]> {
    return rows<Row>(this.database, sql, bind, this.transaction);
  }

  row<Row extends object>(sql: string, bind: readonly unknown[] = []): Promise<Row | undefined> {
    return row<Row>(this.database, sql, bind, this.transaction);
  }

  /** Timeline and audit trail in one: append-only, numbered by the act. */
  async event(
    type: string,
    data: object = {},
    actor: Actor = systemActor,
    taskId: string | null = null,
  ): Promise<void> {
    const { caseId, seq, round, step } = this.act;
    await this.rows(
      `insert into case_events (case_id, seq, part, type, step, round, actor_id, actor_name, task_id, at, data)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        caseId,
        seq,
        this.part++,
        type,
        step ?? null,
        round,
        actor.id,
        actor.name,
        taskId,
        this.at,
        JSON.stringify(data),
      ],
    );
  }
}

/**
 * Nothing was written under this number, and something was under a later one: a refused command had used it up before the
 * engine forgot. The book moves on by one and serves whoever asked again; written here, the case would go backwards.
 */
export const passedOver = { state: "already", elsewhere: true } as const;

/**
 * Runs one act once; `name` tells it from another act under the same number. Retry-safe: the answer is written in the
 * act's own transaction under (case, seq), so a retry after a crash either finds nothing and does it, or finds the
 * answer and gives it; `passed` is the answer where the case has passed the number.
 * @throws Error when it has and there is no such answer: only what a person or time brings can come at another number.
 */
export async function writeOnce<Answer extends object>(
  deps: ActivityDeps,
  act: Writing["act"],
  name: string,
  work: (writing: Writing) => Promise<Answer>,
  passed?: Answer,
): Promise<Answer> {
  return deps.database.transaction(async (transaction) => {
    const found = await lockCaseToWrite(deps.database, act.caseId, transaction);
    if (found && found.last_seq >= act.seq) {
      const before = await row<{ act: string; answer: Answer }>(
        deps.database,
        "select act, answer from acts where case_id = $1 and seq = $2",
        [act.caseId, act.seq],
        transaction,
      );
      if (before) return before.act === name ? before.answer : { ...before.answer, elsewhere: true };
      if (passed) return passed;
      throw new Error(`case ${act.caseId} has passed act ${act.seq} (${name}), which was never written`);
    }
    const writing = new Writing(deps, act, transaction, found);
    const answer = await work(writing);
    if (writing.found) await finish(writing, name, answer);
    return answer;
  });
}

/**
 * The first hand-in has no row to lock yet: two attempts of it wait for each other all the same, or the second would find
 * its own draft handed in and refuse what the first has just written.
 */
async function lockCaseToWrite(
  database: Database,
  caseId: string,
  transaction: Transaction,
): Promise<CaseRow | undefined> {
  const found = await lockCaseOfAct(database, caseId, transaction);
  if (found) return found;
  await rows(database, "select pg_advisory_xact_lock(hashtextextended('case ' || $1, 0))", [caseId], transaction);
  return lockCaseOfAct(database, caseId, transaction);
}

async function finish(writing: Writing, name: string, answer: object): Promise<void> {
  const { act, clockAhead } = writing;
  await writing.rows(
    `with kept as (insert into acts (case_id, seq, act, answer) values ($1, $2, $6, $3)),
       healed as (delete from act_failures where case_id = $1 and act not in ('effect', 'workflow'))
     update cases set last_seq = $2, round = $4, clock_ahead = $5 where id = $1`,
    [act.caseId, act.seq, JSON.stringify(answer), act.round, clockAhead, name],
  );
  if (clockAhead === writing.case.clock_ahead) return;
  // What this act decided too: analytics asks when the wall clock saw it.
  await writing.rows(
    "update tasks set clock_ahead = $2 where case_id = $1 and (state = 'open' or (state = 'decided' and decided_at = $3))",
    [act.caseId, clockAhead, writing.at],
  );
  await writing.rows("update notices set clock_ahead = $2 where case_id = $1", [act.caseId, clockAhead]);
}

/** What a sweep, a repair or an effect tells later stands behind what the last act told. */
export async function nextPart(writing: Writing): Promise<void> {
  const last = await writing.row<{ part: number }>(
    "select coalesce(max(part), -1) + 1 as part from case_events where case_id = $1 and seq = $2",
    [writing.act.caseId, writing.act.seq],
  );
  writing.continueFrom(last?.part ?? 0);
}

export function newId(): string {
  return uuidv7();
}
