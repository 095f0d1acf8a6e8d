import type Router from "@koa/router";
import { row, rows } from "../../db/connection.ts";
import type { Actor } from "../../domain/actor.ts";
import { findMatter } from "../../domain/matters/index.ts";
import { authorize, can } from "../../domain/policy/index.ts";
import { reasonLabel } from "../../domain/ratings.ts";
import { Refusal } from "../../domain/refusal.ts";
import { writeAudit } from "../audit.ts";
import { answerRating, exportRatings, listRatings, rateCase, type OfficeRating } from "../contracts/ratings.ts";
import { pageOf } from "../cursor.ts";
import type { ApiDeps } from "../deps.ts";
import { ratingColumns } from "../exported-columns.ts";
import { serveList } from "../list-export.ts";
import type { AnalyticsScope } from "../queries/analytics.ts";
import { listScope } from "../queries/analytics-scope.ts";
import { getTimeline } from "../queries/case-timeline.ts";
import * as ratings from "../queries/ratings.ts";
import { serve } from "../serve.ts";
import { tellAccounts } from "../tell.ts";

/** 好差评: the applicant rates once, the office answers once; both stay as they were said. */
export function registerRatings(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(
    router,
    rateCase,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    const { subject, lastOfficeTask: rated } = await getTimeline(database, params.id);
    authorize("see-case", actor, subject);
    authorize("rate", actor, subject);
    if (!rated) throw new Refusal("not-now");
    await database.transaction(async (transaction) => {
      const officeId = await ratings.answeringOffice(database, rated.receiver_id, transaction);
      const written = await row(
        database,
        `insert into ratings (case_id, office_id, task_id, level, reasons, text, rated_by, rated_at)
         values ($1, $2, $3, $4, $5::text[], $6, $7, now()) on conflict do nothing returning case_id`,
        [params.id, officeId, rated.id, body.level, [...new Set(body.reasons)], body.text, actor.accountId],
        transaction,
      );
      if (!written) throw new Refusal("already-rated");
      const audit = { accountId: actor.accountId, subjectKind: "case", subjectId: params.id, requestId };
      await writeAudit(database, { ...audit, action: "case.rated", data: { level: body.level } }, transaction);
    });
    return { done: true as const };
  });

  serveList(router, deps, {
    ...{ list: listRatings, file: exportRatings, name: "好差评", columns: ratingColumns },
    rowsOf: ({ ratings }) => ratings,
  })(async ({ actor, query }) => {
    const { after, limit, ...filters } = query;
    const scope = await scopeOf(actor);
    const [found, counted] = await Promise.all([
      ratings.listRatings(database, scope, filters, { after, limit }),
      after ? null : ratings.countRatings(database, scope, filters),
    ]);
    const { page, next } = pageOf(found, limit, ({ rated_at: at }) => at);
    const count = counted?.reduce((sum, { count: many }) => sum + many, 0) ?? null;
    return { ratings: page.map((one) => presentRating(one, actor)), next, count };
  });

  serve(
    router,
    answerRating,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    await database.transaction(async (transaction) => {
      const found = await ratings.findRating(database, params.id, transaction);
      if (!found) throw new Refusal("not-found");
      authorize("answer-rating", actor, subjectOf(found));
      await rows(
        database,
        "update ratings set answer = $2, answered_by = $3, answered_by_name = $4, answered_at = now() where case_id = $1",
        [params.id, body.text, actor.accountId, actor.displayName],
        transaction,
      );
      const audit = { accountId: actor.accountId, subjectKind: "case", subjectId: params.id, requestId };
      await writeAudit(database, { ...audit, action: "rating.answered" }, transaction);
      const about = await row<{ number: string; who: string }>(
        database,
        "select c.number, o.name as who from cases c, offices o where c.id = $1 and o.id = $2",
        [params.id, found.office_id],
        transaction,
      );
      await tellAccounts(
        { database, sms: deps.configuration.sms },
        [found.rated_by],
        { kind: "rating-answered", params: { ...about, answer: body.text }, caseId: params.id },
        transaction,
      );
    });
    return { done: true as const };
  });

  /** Offices whose ratings the actor reads: a chief's with those below, a reviewer's own, an administrator's all. */
  async function scopeOf(actor: Actor): Promise<AnalyticsScope> {
    authorize("read-ratings", actor, null);
    const seats = actor.memberships.filter(({ standsInFor }) => !standsInFor);
    if (seats.some(({ role }) => role === "administrator")) return "everybody";
    const chief = seats.flatMap(({ role, officeId }) => (role === "chief" && officeId ? [officeId] : []));
    const below = chief.length === 0 ? [] : await listScope(database, chief);
    return [...below.map(({ id }) => id), ...seats.flatMap(({ officeId }) => officeId ?? [])];
  }
}

const subjectOf = (rating: ratings.RatingRow) => ({
  ...{ officeId: rating.office_id, answered: rating.answer !== null, ratedBy: rating.rated_by },
});

function presentRating(rating: ratings.ListedRating, actor: Actor): OfficeRating {
  const answerable = can("answer-rating", actor, subjectOf(rating));
  const own = actor.memberships.some(({ role, officeId }) => role !== "administrator" && officeId === rating.office_id);
  return {
    ...{ caseId: rating.case_id, taskId: own ? rating.task_id : null, caseNumber: rating.number },
    matterTitle: findMatter(rating.matter)?.title ?? rating.matter,
    ...{ officeName: rating.office_name, level: rating.level, text: rating.text, answerable },
    reasons: rating.reasons.map(reasonLabel),
    ratedAt: rating.rated_at.toISOString(),
    answer:
      rating.answer === null
        ? null
        : { text: rating.answer, by: rating.answered_by_name!, at: rating.answered_at!.toISOString() },
  };
}
