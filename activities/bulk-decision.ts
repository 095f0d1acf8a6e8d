import { createHash } from "node:crypto";
import { row, rows } from "../db/connection.ts";
import { Refusal, refusesRight, type RefusalCode, type RefusalParams } from "../domain/refusal.ts";
import type { Engine } from "../engine/engine.ts";
import type { Command } from "../workflows/messages.ts";
import type { ActivityDeps } from "./deps.ts";

type Decide = Extract<Command, { kind: "decide" }>;
type Deps = Pick<ActivityDeps, "database">;

const pageSize = 20;
/** A quarter of what may be in flight: single decisions go on beside it. */
const atOnce = 4;
/** After so long without an answer of its case an item holds up its batch no longer; it may be asked again. */
const awaitedMinutes = 10;

interface ItemRow {
  task_id: string;
  case_id: string;
  version: number;
  decision: Decide["decision"];
}

interface BatchRow {
  account_id: string;
  session_id: string | null;
  begun_at: Date;
}

/**
 * Decides the next items of a batch; answers whether more are left. Retry-safe: each item is a command with a key made
 * from batch and task, which its case follows once, however often it comes; what is answered is not asked again. One
 * whose case does not answer lets the others pass, and ends as unanswered after ten minutes.
 * @throws Error while no outcome of these items is known: the engine tries again, with the same keys.
 */
export async function decideNextItems(
  deps: Deps,
  engine: Pick<Engine, "command" | "lookAgain">,
  { batchId }: { batchId: string },
): Promise<boolean> {
  const batch = await row<BatchRow>(
    deps.database,
    "select account_id, session_id, begun_at from bulk_batches where id = $1 and state = 'running'",
    [batchId],
  );
  if (!batch) return false;
  const items = await rows<ItemRow>(
    deps.database,
    `select i.task_id, t.case_id, i.version, i.decision from bulk_items i join tasks t on t.id = i.task_id
     where i.batch_id = $1 and i.state = 'waiting' order by i.unanswered_since is not null, i.place limit ${pageSize}`,
    [batchId],
  );
  let unknown = 0;
  const queue = [...items];
  const lane = async () => {
    for (let item = queue.shift(); item; item = queue.shift())
      if (!(await decideItem(deps, engine, batchId, batch, item))) unknown++;
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  if (unknown > 0 && unknown === items.length) throw new Error(`the outcome of ${unknown} decisions is not known yet`);
  if (unknown > 0 || items.length === pageSize) return true;
  await rows(
    deps.database,
    `update bulk_batches set state = 'done', finished_at = now() where id = $1 and state = 'running'
     and not exists (select from bulk_items where batch_id = $1 and state = 'waiting')`,
    [batchId],
  );
  return false;
}

/** False while it is not known whether the case has taken the decision. */
async function decideItem(
  deps: Deps,
  engine: Pick<Engine, "command" | "lookAgain">,
  batchId: string,
  batch: BatchRow,
  item: ItemRow,
): Promise<boolean> {
  const command: Decide & Command = {
    ...{ kind: "decide", key: itemKey(batchId, item.task_id), batchId, taskId: item.task_id },
    ...{ version: item.version, decision: item.decision },
    ...{ accountId: batch.account_id, sessionId: batch.session_id, receivedAt: batch.begun_at.getTime() },
  };
  // With the trail of a right refused, in one statement: once, however often the item is answered.
  const keep = (refusal: { code: RefusalCode; params: RefusalParams } | null) =>
    rows(
      deps.database,
      `with kept as (
         update bulk_items set state = $3, refusal = $4, answered_at = now()
         where batch_id = $1 and task_id = $2 and state = 'waiting' returning task_id)
       insert into audit_log (at, account_id, action, subject_kind, subject_id, data)
       select now(), $5, 'access.refused', 'decideTask', task_id::text, $6::jsonb from kept where $7`,
      [
        ...[batchId, item.task_id, refusal ? "refused" : "done", refusal && JSON.stringify(refusal)],
        ...[batch.account_id, JSON.stringify({ code: refusal?.code ?? null, ability: null, batchId })],
        refusal !== null && refusesRight(refusal.code),
      ],
    );
  if (await isWritten(deps, item.case_id, command.key)) {
    // Written before a crash, perhaps without the engine's knowing of it.
    await engine.lookAgain(item.case_id, "operator");
    await keep(null);
    return true;
  }
  const answered = await ask(engine, item.case_id, command);
  switch (answered.state) {
    case "unknown":
      return giveUpWaiting(deps, batchId, item);
    case "accepted":
      await keep(null);
      return true;
    case "refused": {
      // What was written meanwhile under this key is what the refusal stumbled over.
      const written = await isWritten(deps, item.case_id, command.key);
      await keep(written ? null : { code: answered.code, params: answered.params });
      return true;
    }
  }
}

/** True when the item has ended as unanswered: its case was asked first so long ago. */
async function giveUpWaiting(deps: Deps, batchId: string, { task_id: taskId }: ItemRow): Promise<boolean> {
  const item = await row<{ state: string }>(
    deps.database,
    `update bulk_items set unanswered_since = coalesce(unanswered_since, now()),
       state = case when unanswered_since < now() - $3 * interval '1 minute' then 'unanswered' else state end
     where batch_id = $1 and task_id = $2 and state = 'waiting' returning state`,
    [batchId, taskId, awaitedMinutes],
  );
  return item?.state !== "waiting";
}

/** What a case wrote after its item had ended as unanswered is done; it is not asked for again. */
export async function settleUnanswered(deps: Deps): Promise<void> {
  const items = await rows<{ batch_id: string; task_id: string; case_id: string }>(
    deps.database,
    `select i.batch_id, i.task_id, t.case_id from bulk_items i join tasks t on t.id = i.task_id
     where i.state = 'unanswered' and t.state <> 'open' limit 500`,
  );
  for (const { batch_id: batchId, task_id: taskId, case_id: caseId } of items)
    if (await isWritten(deps, caseId, itemKey(batchId, taskId)))
      await rows(
        deps.database,
        `update bulk_items set state = 'done', answered_at = now()
         where batch_id = $1 and task_id = $2 and state = 'unanswered'`,
        [batchId, taskId],
      );
}

async function ask(engine: Pick<Engine, "command">, caseId: string, command: Command) {
  try {
    return await engine.command(caseId, command);
  } catch (error) {
    if (error instanceof Refusal && error.code === "engine-unreachable") return { state: "unknown" } as const;
    throw error;
  }
}

async function isWritten(deps: Deps, caseId: string, key: string): Promise<boolean> {
  return (
    (await row(deps.database, "select 1 as one from commands where case_id = $1 and key = $2", [caseId, key])) !==
    undefined
  );
}

/** The same batch and task have the same key on every machine and after every crash; a UUID by its shape (version 8). */
export function itemKey(batchId: string, taskId: string): string {
  const hex = createHash("sha256").update(`bulk-decision ${batchId} ${taskId}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A batch that was begun while the engine was away, or whose process died before the engine knew, is begun now. */
export async function beginForgottenBatches(deps: Deps, engine: Pick<Engine, "decideBatch">): Promise<void> {
  const forgotten = await rows<{ id: string }>(
    deps.database,
    "select id from bulk_batches where state = 'running' and begun_at < now() - interval '1 minute' order by begun_at limit 20",
  );
  for (const { id } of forgotten) await engine.decideBatch(id);
}
