import type Router from "@koa/router";
import { loadCalendar } from "../../db/calendar.ts";
import { row, rows } from "../../db/connection.ts";
import type { NoticeRow } from "../../db/rows.ts";
import { civilDateAt } from "../../domain/civil-date.ts";
import { calendarStrip } from "../../domain/notice-days.ts";
import { Refusal } from "../../domain/refusal.ts";
import { cleanNumber } from "../../domain/text-input.ts";
import { uploadLimitBytes } from "../../ports/upload-check.ts";
import { checkFile, checkNumber, checkToken } from "../certificate-checks.ts";
import {
  fileObjection,
  getNotice,
  listNotices,
  verifyByNumber,
  verifyByToken,
  verifyFile,
} from "../contracts/public.ts";
import { pageOf, readCursor } from "../cursor.ts";
import type { ApiDeps } from "../deps.ts";
import { keepObjection } from "../objections.ts";
import { isRunning, nowOf, presentPublicNotice } from "../presenters/public-notice.ts";
import { serve } from "../serve.ts";

const pageSize = 20;

/** Pages without login: notices, objections, verification. */
export function registerPublic(router: Router, deps: ApiDeps): void {
  serve(
    router,
    listNotices,
    deps,
  )(async ({ query }) => {
    const after = readCursor(query.after);
    const found = await rows<NoticeRow>(
      deps.database,
      `select * from notices
       where state = 'running' and ends_at > now() + clock_ahead * interval '1 millisecond'
         and published_at <= coalesce($1::timestamptz, 'infinity')
         and ($1::timestamptz is null or published_at < $1 or id > $2::uuid)
       order by published_at desc, id limit $3`,
      [after?.at ?? null, after?.id ?? null, pageSize + 1],
    );
    const { page, next } = pageOf(found, pageSize, (notice) => notice.published_at);
    const calendar = await loadCalendar(deps.database);
    return { notices: page.map((notice) => presentPublicNotice(notice, calendar)), next };
  });

  serve(
    router,
    getNotice,
    deps,
  )(async ({ params }) => {
    const notice = await row<NoticeRow>(deps.database, "select * from notices where id = $1", [params.id]);
    // A declaration that was taken back is no longer anybody's business.
    if (!notice || notice.state === "closed") throw new Refusal("not-found");
    const calendar = await loadCalendar(deps.database);
    const now = nowOf(notice);
    return {
      ...presentPublicNotice(notice, calendar),
      changes: notice.changes,
      strip: calendarStrip(civilDateAt(notice.published_at.getTime()), notice.working_days, calendar, now),
      mayObject: isRunning(notice),
      now: new Date(now).toISOString(),
    };
  });

  serve(
    router,
    fileObjection,
    deps,
  )(async ({ params, body, ip }) => {
    await deps.limits.take("objection-address", ip);
    await keepObjection(deps, params.id, body);
    return { done: true as const };
  });

  serve(
    router,
    verifyByToken,
    deps,
  )(async ({ params, ip }) => {
    await deps.limits.take("verify-address", ip);
    return checkToken(deps, params.token);
  });

  serve(
    router,
    verifyByNumber,
    deps,
  )(async ({ body, ip }) => {
    await deps.limits.take("verify-number-address", ip);
    await deps.limits.take("verify-number", cleanNumber(body.number));
    return checkNumber(deps, body);
  });

  serve(
    router,
    verifyFile,
    deps,
  )(async ({ body, ip }) => {
    await deps.limits.take("verify-file-address", ip);
    return checkFile(deps, await body.read(uploadLimitBytes));
  });
}
