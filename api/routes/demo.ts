import type Router from "@koa/router";
import type { Channel } from "../../domain/news.ts";
import { rows } from "../../db/connection.ts";
import { listDemoMail } from "../contracts/notifications.ts";
import { listDemoAccounts } from "../contracts/session.ts";
import { pageOf, readCursor } from "../cursor.ts";
import type { ApiDeps } from "../deps.ts";
import { serve } from "../serve.ts";

const pageSize = 30;

/** What exists in the demo alone; `serve` answers 404 everywhere else. */
export function registerDemo(router: Router, deps: ApiDeps): void {
  serve(router, listDemoAccounts, deps)(async () => ({ accounts: [...deps.configuration.demoAccounts] }));

  serve(
    router,
    listDemoMail,
    deps,
  )(async ({ query }) => {
    const after = readCursor(query.after);
    const found = await rows<{ id: string; to: string; subject: string; text: string; channel: Channel; at: Date }>(
      deps.database,
      `select id, "to", subject, text, channel, at from demo_mails
       where $1::timestamptz is null or (date_trunc('milliseconds', at), id) < ($1, $2::uuid)
       order by date_trunc('milliseconds', at) desc, id desc limit $3`,
      [after?.at ?? null, after?.id ?? null, pageSize + 1],
    );
    const { page, next } = pageOf(found, pageSize, ({ at }) => at);
    return { mails: page.map((mail) => ({ ...mail, at: mail.at.toISOString() })), next };
  });
}
