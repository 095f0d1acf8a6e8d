import { row, rows, type Database } from "../../db/connection.ts";
import type { CaseRow, TaskRow } from "../../db/rows.ts";
import { Refusal, type RefusalCode, type RefusalParams } from "../../domain/refusal.ts";
import type { BulkItem } from "../contracts/bulk-batches.ts";
import { taskSubject, type TaskWithCase } from "./task-subject.ts";

export interface BatchRow {
  id: string;
  account_id: string;
  matter: string;
  step: string;
  state: "draft" | "running" | "done";
  version: number;
  hash: string;
  made_at: Date;
  begun_at: Date | null;
  finished_at: Date | null;
  count: number;
  done: number;
  refused: number;
  unanswered: number;
}

const batchColumns = `b.id, b.account_id, b.matter, b.step, b.state, b.version, b.hash, b.made_at, b.begun_at, b.finished_at,
  i.count, i.done, i.refused, i.unanswered
  from bulk_batches b cross join lateral (
    select count(*)::int as count, (count(*) filter (where state = 'done'))::int as done,
      (count(*) filter (where state = 'refused'))::int as refused,
      (count(*) filter (where state = 'unanswered'))::int as unanswered
    from bulk_items where batch_id = b.id
  ) i`;

export function listBatches(database: Database, accountId: string): Promise<BatchRow[]> {
  return rows(database, `select ${batchColumns} where b.account_id = $1 order by b.made_at desc, b.id desc limit 50`, [
    accountId,
  ]);
}

/** @throws Refusal("not-found") when there is no such batch. */
export async function getBatch(database: Database, id: string): Promise<BatchRow> {
  const found = await row<BatchRow>(database, `select ${batchColumns} where b.id = $1`, [id]);
  if (!found) throw new Refusal("not-found");
  return found;
}

export interface ItemRow {
  task_id: string;
  version: number;
  decision: BulkItem["decision"];
  state: BulkItem["state"];
  refusal: { code: RefusalCode; params: RefusalParams } | null;
}

/** In the order in which they were chosen, each with its task as it is now. */
export async function listItems(database: Database, batchId: string): Promise<(TaskWithCase & { item: ItemRow })[]> {
  const items = await rows<ItemRow>(
    database,
    "select task_id, version, decision, state, refusal from bulk_items where batch_id = $1 order by place",
    [batchId],
  );
  const tasks = await listTasksWithCases(
    database,
    items.map(({ task_id: id }) => id),
  );
  return items.map((item) => ({ item, ...tasks.get(item.task_id)! }));
}

/** Several tasks in one query, by id; what does not exist is left out. */
export async function listTasksWithCases(
  database: Database,
  taskIds: readonly string[],
): Promise<Map<string, TaskWithCase>> {
  const found = await rows<{ task: string; agents: string[] } & TaskRow & { the_case: CaseRow }>(
    database,
    `select t.*, to_jsonb(c) as the_case,
       array(select distinct acted.decided_by from tasks acted where acted.case_id = t.case_id
         and acted.receiver_kind = 'organisation' and acted.decided_by is not null) as agents
     from tasks t join cases c on c.id = t.case_id where t.id = any($1::uuid[])`,
    [taskIds],
  );
  return new Map(
    found.map(({ agents, the_case: theCase, ...task }) => [
      task.id,
      { task, case: theCase, subject: taskSubject(task, theCase, agents) },
    ]),
  );
}
