import { createHash } from "node:crypto";
import type { Transaction } from "sequelize";
import { row, rows, type Database } from "../db/connection.ts";
import type { Actor } from "../domain/actor.ts";
import { getStep } from "../domain/matters/index.ts";
import { authorize } from "../domain/policy/index.ts";
import { Refusal } from "../domain/refusal.ts";
import type { BulkItem } from "./contracts/bulk-batches.ts";
import { getBatch, listTasksWithCases, type BatchRow } from "./queries/bulk-batches.ts";
import { findPhrases } from "./queries/phrases.ts";
import type { TaskWithCase } from "./queries/task-subject.ts";

type Decided = Pick<BulkItem, "taskId" | "decision">;
interface Item extends Decided {
  version: number;
}

/** How long the password that was entered for a batch counts. */
export const confirmedForMinutes = 5;

/** Names the content of a batch: whose it is, and for each item its task, the version looked over, and the decision. */
function hashOf(batchId: string, accountId: string, items: readonly Item[]): string {
  const content = [batchId, accountId, ...items.map((item) => [item.taskId, item.version, inOrder(item.decision)])];
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}

/** JSON does not promise an order of names. */
function inOrder(decision: BulkItem["decision"]): unknown {
  return Object.entries(decision).sort(([one], [other]) => (one < other ? -1 : 1));
}

/**
 * A batch of the tasks in their order, with the first phrase for approving as opinion, or with what stands in `from`.
 * The same key again answers the same batch.
 * @throws Refusal not-found for a task the actor does not see; bulk-not-alike unless all are reviews of one step.
 */
export async function makeBatch(
  database: Database,
  actor: Actor,
  { key, taskIds, from }: { key: string; taskIds: readonly string[]; from: string | null },
): Promise<string> {
  const known = await row<{ account_id: string }>(database, "select account_id from bulk_batches where id = $1", [key]);
  if (known && known.account_id !== actor.accountId) throw new Refusal("key-reused");
  if (known) return key;
  const tasks = await visibleTasks(database, actor, taskIds);
  const [first] = tasks;
  if (!first || tasks.some(({ task }) => !isAlike(task, first.task))) throw new Refusal("bulk-not-alike");
  if (from) authorize("see-bulk-batch", actor, subjectOf(await getBatch(database, from)));
  const before = await rows<{ task_id: string; decision: BulkItem["decision"] }>(
    database,
    "select task_id, decision from bulk_items where batch_id = $1",
    [from],
  );
  const phrases = await findPhrases(database, first.task);
  const opinion = phrases.find(({ outcome }) => outcome === "approve")?.text ?? "";
  const items = tasks.map(({ task }) => ({
    taskId: task.id,
    version: task.version,
    decision: before.find((one) => one.task_id === task.id)?.decision ?? { outcome: "approve" as const, opinion },
  }));
  await database.transaction(async (transaction) => {
    const made = await row(
      database,
      `insert into bulk_batches (id, account_id, matter, step, hash, made_at) values ($1, $2, $3, $4, $5, now())
       on conflict do nothing returning id`,
      [key, actor.accountId, first.task.matter, first.task.step, hashOf(key, actor.accountId, items)],
      transaction,
    );
    // The same press, sent twice at once, was quicker.
    if (!made) return;
    await insertItems(database, key, items, transaction);
  });
  return key;
}

const isAlike = (one: TaskWithCase["task"], first: TaskWithCase["task"]) =>
  one.kind === "review" && one.matter === first.matter && one.step === first.step;

async function visibleTasks(database: Database, actor: Actor, taskIds: readonly string[]): Promise<TaskWithCase[]> {
  const found = await listTasksWithCases(database, taskIds);
  return [...new Set(taskIds)].map((id) => {
    const task = found.get(id);
    if (!task) throw new Refusal("not-found");
    authorize("see-task", actor, task.subject);
    return task;
  });
}

async function insertItems(
  database: Database,
  batchId: string,
  items: readonly Item[],
  transaction: Transaction,
): Promise<void> {
  await rows(
    database,
    `insert into bulk_items (batch_id, task_id, place, version, decision)
     select $1, i."taskId", i.place, i.version, i.decision
     from jsonb_to_recordset($2::jsonb) as i("taskId" uuid, place int, version int, decision jsonb)`,
    [batchId, JSON.stringify(items.map((item, place) => ({ ...item, place })))],
    transaction,
  );
}

/**
 * Writes what is decided how; tasks that are not named leave the batch. The versions are those of this moment: what the
 * reader sees now is what the password is asked for.
 * @throws Refusal stale-version when the batch was changed elsewhere; not-found for a task that is not in it.
 */
export async function changeBatch(
  database: Database,
  batch: BatchRow,
  { version, items: decided }: { version: number; items: readonly Decided[] },
): Promise<{ version: number; hash: string }> {
  return database.transaction(async (transaction) => {
    const locked = await row<{ version: number; state: string }>(
      database,
      "select version, state from bulk_batches where id = $1 for update",
      [batch.id],
      transaction,
    );
    if (locked?.state !== "draft") throw new Refusal("bulk-begun");
    if (locked.version !== version) throw new Refusal("stale-version");
    const known = await rows<{ id: string; version: number }>(
      database,
      "select t.id, t.version from bulk_items i join tasks t on t.id = i.task_id where i.batch_id = $1",
      [batch.id],
      transaction,
    );
    const versions = new Map(known.map((task) => [task.id, task.version]));
    const items = decided.map(({ taskId, decision }) => {
      const now = versions.get(taskId);
      if (now === undefined) throw new Refusal("not-found");
      versions.delete(taskId);
      return { taskId, decision, version: now };
    });
    const hash = hashOf(batch.id, batch.account_id, items);
    await rows(database, "delete from bulk_items where batch_id = $1", [batch.id], transaction);
    await insertItems(database, batch.id, items, transaction);
    await rows(
      database,
      "update bulk_batches set version = version + 1, hash = $2 where id = $1",
      [batch.id, hash],
      transaction,
    );
    return { version: version + 1, hash };
  });
}

/** Does anything in it end with the office's seal? */
export async function needsPassword(database: Database, batch: BatchRow): Promise<boolean> {
  if (!getStep(batch.matter, batch.step).sealed) return false;
  const approval = await row(
    database,
    "select 1 as one from bulk_items where batch_id = $1 and decision ->> 'outcome' = 'approve' limit 1",
    [batch.id],
  );
  return approval !== undefined;
}

export function subjectOf(batch: BatchRow) {
  return { accountId: batch.account_id, state: batch.state };
}
