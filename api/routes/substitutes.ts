import type Router from "@koa/router";
import { row, rows } from "../../db/connection.ts";
import * as db from "../../db/substitutes.ts";
import { civilDateAt } from "../../domain/civil-date.ts";
import { findMatter, matters } from "../../domain/matters/index.ts";
import { authorize, can } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import { writeAudit } from "../audit.ts";
import { BadInput } from "../bad-input.ts";
import * as contract from "../contracts/substitutes.ts";
import type { ApiDeps } from "../deps.ts";
import { absenceOf, findAbsentees, findSubstitutes, findSubstitutions } from "../queries/substitutes.ts";
import { serve } from "../serve.ts";

/** Who stands in for whom, when and in which matters (B-05). */
export function registerSubstitutes(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(
    router,
    contract.listSubstitutions,
    deps,
  )(async ({ actor }) => {
    authorize("read-inbox", actor, null);
    const [found, people] = await Promise.all([findSubstitutions(database, actor), findAbsentees(database, actor)]);
    return {
      substitutions: found.map((one) => ({
        ...{ id: one.id, absent: one.absent, substitute: one.substitute, reason: one.reason, madeBy: one.made_by },
        ...{ from: one.valid_from, to: one.valid_to, state: one.state, forMe: one.substitute_id === actor.accountId },
        matters: one.matters && one.matters.map((matter) => findMatter(matter)?.title ?? matter),
        mayEnd:
          one.state !== "ended" &&
          can("arrange-substitute", actor, { accountId: one.account_id, officeIds: one.office_ids }),
      })),
      people: people
        .filter((person) => can("arrange-substitute", actor, person))
        .map(({ accountId, name, body }) => ({ accountId, name, body })),
      matters: matters.map(({ matter, title }) => ({ matter, title })),
    };
  });

  serve(
    router,
    contract.listSubstitutes,
    deps,
  )(async ({ actor, params }) => {
    authorize("arrange-substitute", actor, await absenceOf(database, params.id));
    return { people: await findSubstitutes(database, params.id) };
  });

  serve(
    router,
    contract.arrangeSubstitute,
    deps,
  )(async ({ actor, body, requestId }) => {
    authorize("arrange-substitute", actor, await absenceOf(database, body.accountId));
    if (body.from < civilDateAt(Date.now()) || body.to < body.from) throw new Refusal("substitution-past");
    if (body.matters?.some((matter) => !findMatter(matter)))
      throw new BadInput([{ path: "body.matters", message: "没有这个事项，请重新选择" }]);
    const possible = await findSubstitutes(database, body.accountId);
    if (!possible.some(({ accountId }) => accountId === body.substituteId)) throw new Refusal("no-such-substitute");
    await database.transaction(async (transaction) => {
      // The same press sent twice is one substitution.
      const made = await row(
        database,
        `insert into substitutes (id, account_id, substitute_id, matters, valid_from, valid_to, reason, made_by, made_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, now()) on conflict (id) do nothing returning id`,
        [
          ...[body.key, body.accountId, body.substituteId, body.matters, body.from, body.to],
          ...[body.reason, actor.accountId],
        ],
        transaction,
      );
      if (!made) return;
      const { from, to, accountId: absentId, substituteId } = body;
      const data = { absentId, substituteId, from, to, matters: body.matters?.join(" ") ?? null };
      await writeAudit(
        database,
        {
          ...{ accountId: actor.accountId, action: "substitute.arranged", subjectKind: "substitute" },
          ...{ subjectId: body.key, data, requestId },
        },
        transaction,
      );
    });
    return { done: true as const };
  });

  serve(
    router,
    contract.endSubstitution,
    deps,
  )(async ({ actor, params, requestId }) => {
    const [found] = await rows<{ account_id: string; substitute_id: string }>(
      database,
      "select account_id, substitute_id from substitutes where id = $1",
      [params.id],
    );
    if (!found) throw new Refusal("not-found");
    const absence = await absenceOf(database, found.account_id);
    if (!can("arrange-substitute", actor, absence) && found.substitute_id !== actor.accountId)
      throw new Refusal("not-found");
    authorize("arrange-substitute", actor, absence);
    await database.transaction(async (transaction) => {
      const by = { id: actor.accountId, name: actor.displayName };
      if (!(await db.endSubstitution(database, params.id, by, transaction))) return;
      await writeAudit(
        database,
        {
          ...{ accountId: actor.accountId, action: "substitute.ended", subjectKind: "substitute" },
          ...{ subjectId: params.id, requestId },
        },
        transaction,
      );
    });
    return { done: true as const };
  });
}
