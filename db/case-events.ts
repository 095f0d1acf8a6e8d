import type { Transaction } from "sequelize";
import type { HandToHand } from "../domain/handing-over.ts";
import { row, rows, type Database } from "./connection.ts";
import type { CaseRow } from "./rows.ts";

export interface HandingOverEvent {
  caseId: string;
  taskId: string;
  /** Among them that the office above urges, or takes over (B-16). */
  type: HandToHand | "task.urged" | "task.escalated";
  actor: { id: string | null; name: string };
  data: object;
}

/**
 * Every act locks its case before its tasks; whoever changes a task's holder does so too, or the two would wait for each
 * other. Held until the transaction ends.
 */
export async function lockCase(database: Database, caseId: string, transaction: Transaction): Promise<void> {
  await row(database, "select id from cases where id = $1 for update", [caseId], transaction);
}

/** An office ended, and its open tasks went to the one that succeeds it. */
export const succeeded = "task.succeeded";

/** One lock over who the offices are: acts that choose a receiver share it, who changes offices has it alone. */
const offices = "hashtextextended('offices', 0)";
export const officesAlone = `select pg_advisory_xact_lock(${offices})`;
export const officesShared = `select pg_advisory_xact_lock_shared(${offices})`;

/**
 * The case of an act, locked as `lockCase` does, after the offices: none ends between being chosen and having its task.
 * Always in this order, or an act and the end of an office would wait for each other.
 */
export async function lockCaseOfAct(
  database: Database,
  caseId: string,
  transaction: Transaction,
): Promise<CaseRow | undefined> {
  return row<CaseRow>(
    database,
    `select c.* from (${officesShared}) held, cases c where c.id = $1 for update of c`,
    [caseId],
    transaction,
  );
}

/** What happens to a task without an act of its case: who holds it. */
export async function appendHandingOver(
  database: Database,
  event: HandingOverEvent,
  transaction: Transaction,
): Promise<void> {
  await append(database, event, transaction);
}

/** The certificate that a case issued, or is about, is revoked. */
export async function appendRevocation(
  database: Database,
  event: Pick<HandingOverEvent, "caseId" | "actor" | "data">,
  transaction: Transaction,
): Promise<void> {
  await append(database, { ...event, type: "certificate.revoked", taskId: null }, transaction);
}

/**
 * What the API writes stands in the timeline behind the case's last act. Locks the case, so that no act comes in
 * between; `at` is the case's own present.
 */
async function append(
  database: Database,
  event: Omit<HandingOverEvent, "type" | "taskId"> & { type: string; taskId: string | null },
  transaction: Transaction,
): Promise<void> {
  await lockCase(database, event.caseId, transaction);
  await rows(
    database,
    `insert into case_events (case_id, seq, part, type, step, round, actor_id, actor_name, task_id, at, data)
     select c.id, c.last_seq, (select coalesce(max(part), -1) + 1 from case_events where case_id = c.id and seq = c.last_seq),
       $2, c.step, c.round, $3, $4, $5, now() + c.clock_ahead * interval '1 millisecond', $6
     from cases c where c.id = $1`,
    [event.caseId, event.type, event.actor.id, event.actor.name, event.taskId, JSON.stringify(event.data)],
    transaction,
  );
}
