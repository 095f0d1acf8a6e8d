import type Router from "@koa/router";
import { row, rows } from "../../db/connection.ts";
import { authorize } from "../../domain/policy/index.ts";
import * as contract from "../contracts/own-desk.ts";
import type { ReplyOf } from "../contracts/endpoint.ts";
import type { ApiDeps } from "../deps.ts";
import { getTaskWithCase } from "../queries/task-subject.ts";
import { serve } from "../serve.ts";

/** What a reviewer keeps for themselves: the opinion not sent yet, a private note (B-11), the columns of lists (B-02). */
export function registerOwnDesk(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(
    router,
    contract.getOwnNote,
    deps,
  )(async ({ actor, params }) => {
    authorize("keep-own-note", actor, (await getTaskWithCase(database, params.id)).subject);
    const kept = await row<{ opinion: string; note: string; saved_at: Date }>(
      database,
      "select opinion, note, saved_at from own_notes where task_id = $1 and account_id = $2",
      [params.id, actor.accountId],
    );
    return { opinion: kept?.opinion ?? "", note: kept?.note ?? "", savedAt: kept?.saved_at.toISOString() ?? null };
  });

  serve(
    router,
    contract.keepOwnNote,
    deps,
  )(async ({ actor, params, body }) => {
    authorize("keep-own-note", actor, (await getTaskWithCase(database, params.id)).subject);
    // The task's lock orders it with a decision: what arrives after one leaves no opinion behind.
    const kept = await database.transaction(async (transaction) => {
      const task = await row<{ state: string }>(
        database,
        "select state from tasks where id = $1 for share",
        [params.id],
        transaction,
      );
      return row<{ saved_at: Date }>(
        database,
        `insert into own_notes (task_id, account_id, opinion, note, saved_at) values ($1, $2, $3, $4, now())
         on conflict (task_id, account_id) do update set opinion = excluded.opinion, note = excluded.note, saved_at = excluded.saved_at
         returning saved_at`,
        [params.id, actor.accountId, task?.state === "open" ? body.opinion : "", body.note],
        transaction,
      );
    });
    return { savedAt: kept!.saved_at.toISOString() };
  });

  serve(
    router,
    contract.getColumns,
    deps,
  )(async ({ actor }) => {
    authorize("read-inbox", actor, null);
    const chosen = await rows<{ list: contract.ListName; columns: string[] }>(
      database,
      "select list, columns from chosen_columns where account_id = $1",
      [actor.accountId],
    );
    // A column that a later release has given up is left out.
    const known = (list: contract.ListName) =>
      chosen
        .find((one) => one.list === list)
        ?.columns.filter((name) => (contract.listColumns[list] as readonly string[]).includes(name)) ?? null;
    return { inbox: known("inbox"), search: known("search") } as ReplyOf<typeof contract.getColumns>;
  });

  serve(
    router,
    contract.chooseColumns,
    deps,
  )(async ({ actor, body }) => {
    authorize("read-inbox", actor, null);
    if (body.columns === null)
      await rows(database, "delete from chosen_columns where account_id = $1 and list = $2", [
        actor.accountId,
        body.list,
      ]);
    else
      await rows(
        database,
        `insert into chosen_columns (account_id, list, columns) values ($1, $2, $3::text[])
         on conflict (account_id, list) do update set columns = excluded.columns`,
        [actor.accountId, body.list, body.columns],
      );
    return { done: true as const };
  });
}
