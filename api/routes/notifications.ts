import type Router from "@koa/router";
import { row, rows } from "../../db/connection.ts";
import { Refusal } from "../../domain/refusal.ts";
import { followEvents, listNotifications, readNotification } from "../contracts/notifications.ts";
import { pageOf, readCursor } from "../cursor.ts";
import type { ApiDeps } from "../deps.ts";
import { feedFor } from "../event-feed.ts";
import { serve } from "../serve.ts";

const pageSize = 30;

interface NotificationRow {
  id: string;
  kind: string;
  title: string;
  body: string;
  case_id: string | null;
  task_id: string | null;
  at: Date;
  read_at: Date | null;
}

export function registerNotifications(router: Router, deps: ApiDeps): void {
  serve(
    router,
    listNotifications,
    deps,
  )(async ({ actor, query }) => {
    const after = readCursor(query.after);
    const found = await rows<NotificationRow>(
      deps.database,
      `select id, kind, title, body, case_id, task_id, at, read_at from notifications
       where account_id = $1 and at <= coalesce($2::timestamptz, 'infinity')
         and ($2::timestamptz is null or at < $2 or id > $3::uuid)
       order by at desc, id limit $4`,
      [actor.accountId, after?.at ?? null, after?.id ?? null, pageSize + 1],
    );
    const unread = await row<{ count: number }>(
      deps.database,
      "select count(*)::int as count from notifications where account_id = $1 and read_at is null",
      [actor.accountId],
    );
    const { page, next } = pageOf(found, pageSize, ({ at }) => at);
    return {
      notifications: page.map((each) => ({
        id: each.id,
        kind: each.kind,
        title: each.title,
        body: each.body,
        caseId: each.case_id,
        taskId: each.task_id,
        at: each.at.toISOString(),
        read: each.read_at !== null,
      })),
      next,
      unread: unread?.count ?? 0,
    };
  });

  serve(
    router,
    readNotification,
    deps,
  )(async ({ actor, params }) => {
    const found = await row(
      deps.database,
      "update notifications set read_at = coalesce(read_at, now()) where id = $1 and account_id = $2 returning id",
      [params.id, actor.accountId],
    );
    if (!found) throw new Refusal("not-found");
    return { done: true as const };
  });

  serve(router, followEvents, deps)(async ({ actor }) => feedFor(deps, actor));
}
