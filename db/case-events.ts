import type { Transaction } from "sequelize";
import { row, rows, type Database } from "./connection.ts";

export interface HandingOverEvent {
  caseId: string;
  taskId: string;
  type: "task.transferred" | "task.lent" | "task.given-back" | "task.taken-over";
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

/**
 * What happens to a task without an act of its case: who holds it is written by the API, and stands in the timeline
 * behind the case's last act. Locks the case, so that no act comes in between; `at` is the case's own present.
 */
export async function appendHandingOver(
  database: Database,
  event: HandingOverEvent,
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
