import type Router from "@koa/router";
import { row, rows } from "../../db/connection.ts";
import { getStep } from "../../domain/matters/index.ts";
import { authorize } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import { writeAudit } from "../audit.ts";
import { changeBatch, confirmedForMinutes, makeBatch, needsPassword, subjectOf } from "../bulk-batch-writing.ts";
import * as contract from "../contracts/bulk-batches.ts";
import type { ApiDeps } from "../deps.ts";
import { itemColumns } from "../exported-columns.ts";
import { serveList } from "../list-export.ts";
import { presentBatch, presentBatchWithItems } from "../presenters/bulk-batch.ts";
import { getBatch, listBatches, listItems } from "../queries/bulk-batches.ts";
import { serve } from "../serve.ts";
import { checkPassword, forgetFailures } from "../sign-in.ts";

/** Many tasks of one step decided as one piece of work, each with its own opinion and its own result (B-07). */
export function registerBulkBatches(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(
    router,
    contract.listBulkBatches,
    deps,
  )(async ({ actor }) => {
    authorize("read-inbox", actor, null);
    return { batches: (await listBatches(database, actor.accountId)).map(presentBatch) };
  });

  serve(
    router,
    contract.makeBulkBatch,
    deps,
  )(async ({ actor, body }) => {
    authorize("read-inbox", actor, null);
    return { id: await makeBatch(database, actor, body) };
  });

  serveList(router, deps, {
    ...{ list: contract.getBulkBatch, file: contract.exportBulkBatch, name: "批量办理", columns: itemColumns },
    rowsOf: ({ items }) => items,
  })(async ({ actor, params }) => {
    const batch = await getBatch(database, params.id);
    authorize("see-bulk-batch", actor, subjectOf(batch));
    return presentBatchWithItems(actor, batch, await listItems(database, batch.id));
  });

  serve(
    router,
    contract.changeBulkBatch,
    deps,
  )(async ({ actor, params, body }) => {
    const batch = await getBatch(database, params.id);
    authorize("change-bulk-batch", actor, subjectOf(batch));
    return changeBatch(database, batch, body);
  });

  serve(
    router,
    contract.dropBulkBatch,
    deps,
  )(async ({ actor, params }) => {
    const batch = await getBatch(database, params.id);
    authorize("change-bulk-batch", actor, subjectOf(batch));
    await rows(database, "delete from bulk_batches where id = $1 and state = 'draft'", [batch.id]);
    return { done: true as const };
  });

  serve(
    router,
    contract.confirmBulkBatch,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    const batch = await getBatch(database, params.id);
    authorize("change-bulk-batch", actor, subjectOf(batch));
    if (batch.hash !== body.hash) throw new Refusal("stale-version");
    await deps.limits.take("step-up", actor.accountId);
    await checkPassword(deps, actor, body.password, { requestId, action: "session.step-up" });
    await forgetFailures(deps, actor.accountId);
    await deps.limits.giveBack("step-up", actor.accountId);
    const confirmed = await row<{ until: Date }>(
      database,
      `update bulk_batches set confirmed_hash = hash, confirmed_at = now() where id = $1 and state = 'draft' and hash = $2
       returning confirmed_at + $3 * interval '1 minute' as until`,
      [batch.id, body.hash, confirmedForMinutes],
    );
    if (!confirmed) throw new Refusal("stale-version");
    await writeAudit(database, {
      ...{ accountId: actor.accountId, action: "bulk.confirmed", subjectKind: "bulk-batch", subjectId: batch.id },
      ...{ data: { hash: body.hash, count: batch.count }, requestId },
    });
    return { until: confirmed.until.toISOString() };
  });

  registerBeginning(router, deps);
}

function registerBeginning(router: Router, deps: ApiDeps): void {
  const { database } = deps;
  serve(
    router,
    contract.beginBulkBatch,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    const batch = await getBatch(database, params.id);
    // The same press again: its answer was lost, or cases did not answer, which are asked once more with the same keys.
    if (batch.account_id === actor.accountId && batch.state !== "draft" && batch.hash === body.hash) {
      if (await askUnansweredAgain(deps, batch.id)) await tellEngine(deps, batch.id);
      return { done: true as const };
    }
    authorize("change-bulk-batch", actor, subjectOf(batch));
    if (batch.hash !== body.hash) throw new Refusal("stale-version");
    if (getStep(batch.matter, batch.step).opinionRequired && (await hasEmptyOpinion(deps, batch.id)))
      throw new Refusal("opinion-required");
    const sealed = await needsPassword(database, batch);
    await database.transaction(async (transaction) => {
      const begun = await row(
        database,
        `update bulk_batches set state = 'running', begun_at = now(), session_id = $3
         where id = $1 and state = 'draft' and hash = $2
           and (not $4 or (confirmed_hash = hash and confirmed_at > now() - $5 * interval '1 minute')) returning id`,
        [batch.id, body.hash, actor.sessionId, sealed, confirmedForMinutes],
        transaction,
      );
      if (!begun) throw new Refusal(sealed ? "step-up-needed" : "stale-version");
      await writeAudit(
        database,
        {
          ...{ accountId: actor.accountId, action: "bulk.begun", subjectKind: "bulk-batch", subjectId: batch.id },
          ...{ data: { hash: body.hash, count: batch.count, sealed }, requestId },
        },
        transaction,
      );
    });
    await tellEngine(deps, batch.id);
    return { done: true as const };
  });
}

/** Written is begun: where the engine is away, the sweep tells it when it is back. */
async function tellEngine({ engine, log }: ApiDeps, batchId: string): Promise<void> {
  await engine.decideBatch(batchId).catch((error: unknown) => {
    log.warn({ error }, "a bulk decision waits for the engine");
  });
}

/** What has ended without an answer waits again, under the press and the password it was begun with. */
async function askUnansweredAgain({ database }: Pick<ApiDeps, "database">, batchId: string): Promise<boolean> {
  return database.transaction(async (transaction) => {
    const done = await row(
      database,
      "select id from bulk_batches where id = $1 and state = 'done' for update",
      [batchId],
      transaction,
    );
    if (!done) return false;
    const waiting = await rows(
      database,
      `update bulk_items set state = 'waiting', unanswered_since = null where batch_id = $1 and state = 'unanswered'
       returning task_id`,
      [batchId],
      transaction,
    );
    if (waiting.length > 0)
      await rows(
        database,
        "update bulk_batches set state = 'running', finished_at = null where id = $1",
        [batchId],
        transaction,
      );
    return waiting.length > 0;
  });
}

async function hasEmptyOpinion({ database }: Pick<ApiDeps, "database">, batchId: string): Promise<boolean> {
  const empty = await row(
    database,
    "select 1 as one from bulk_items where batch_id = $1 and decision ->> 'opinion' = '' limit 1",
    [batchId],
  );
  return empty !== undefined;
}
