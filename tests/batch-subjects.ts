import { randomUUID } from "node:crypto";
import { row, rows } from "../db/connection.ts";
import type { BulkBatchSubject } from "../domain/policy/bulk-batches.ts";
import type { Stage } from "./stage.ts";

export interface BatchNamed {
  name: string;
  id: string;
  /** Of its one item; null where it has none. */
  taskId: string | null;
  hash: string;
  subject: BulkBatchSubject;
}

const hash = "a".repeat(64);

/** Bulk decisions of the employer's agent: one being written, two that are over. */
export async function plantBatches({ desk: { database, world }, cases }: Stage): Promise<BatchNamed[]> {
  const accountId = world.accounts["danwei"]!;
  const task = await row<{ id: string }>(database, "select id from tasks where case_id = $1 and state = 'open'", [
    cases.employer.id,
  ]);
  const planted: BatchNamed[] = [];
  for (const [name, state] of [
    ["batch being written", "draft"],
    ["batch that is over", "done"],
  ] as const) {
    const id = randomUUID();
    await rows(
      database,
      `insert into bulk_batches (id, account_id, matter, step, state, hash, made_at, begun_at, finished_at)
       values ($1, $2, 'certificate-replacement', 'employer', $3, $4, now(),
         case when $3 = 'done' then now() end, case when $3 = 'done' then now() end)`,
      [id, accountId, state, hash],
    );
    planted.push({ name, id, taskId: null, hash, subject: { accountId, state } });
  }
  const first = planted[0]!;
  await rows(
    database,
    `insert into bulk_items (batch_id, task_id, place, version, decision) values ($1, $2, 0, $3, $4)`,
    // Looked over in a version that the task never had: begun, it decides nothing.
    [first.id, task!.id, 1_000, JSON.stringify({ outcome: "reject", opinion: "不符" })],
  );
  return [{ ...first, taskId: task!.id }, planted[1]!];
}
