import type Router from "@koa/router";
import { row } from "../../db/connection.ts";
import { authorize, can } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import * as contract from "../contracts/offices.ts";
import type { ApiDeps } from "../deps.ts";
import { recordIdentityOf } from "../member-identity.ts";
import { getOffice, writeOfficeAudit } from "../office-editing.ts";
import { changeSeat, endSeat, makePasswordAnew, takeOn } from "../office-members.ts";
import { serve } from "../serve.ts";

/** Who sits in an office, their accounts, and the requests for them (S2-05, D19). */
export function registerMembers(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(
    router,
    contract.addMember,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    authorize("manage-members", actor, await getOffice(database, params.id));
    if (body.role === "administrator") authorize("grant-administrator", actor, null);
    return takeOn(deps, { actor, requestId }, params.id, body);
  });

  serve(
    router,
    contract.changeMembership,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    await changeSeat(database, { actor, requestId }, params.id, body);
    return { done: true as const };
  });

  serve(
    router,
    contract.endMembership,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    await endSeat(database, { actor, requestId }, params.id, body);
    return { done: true as const };
  });

  serve(
    router,
    contract.renewPassword,
    deps,
  )(async ({ actor, params, body, requestId }) => ({
    initialPassword: await makePasswordAnew(database, { actor, requestId }, params.id, body.officeId),
  }));

  serve(
    router,
    contract.recordIdentity,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    await recordIdentityOf(deps, { actor, requestId }, params.id, body);
    return { done: true as const };
  });

  serve(
    router,
    contract.requestAccount,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    authorize("request-account", actor, await getOffice(database, params.id));
    await database.transaction(async (transaction) => {
      const made = await row(
        database,
        `insert into account_requests (id, office_id, name, role, reason, requested_by, requested_at)
         values ($1, $2, $3, $4, $5, $6, now()) on conflict (id) do nothing returning id`,
        [body.key, params.id, body.name, body.role, body.reason, actor.accountId],
        transaction,
      );
      const doing = { actor, requestId };
      if (made)
        await writeOfficeAudit(database, doing, params.id, "account.requested", { requestId: body.key }, transaction);
    });
    return { done: true as const };
  });

  serve(
    router,
    contract.declineAccountRequest,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    const found = await row<{ office_id: string }>(database, "select office_id from account_requests where id = $1", [
      params.id,
    ]);
    if (!found) throw new Refusal("not-found");
    const office = await getOffice(database, found.office_id);
    if (!can("see-office", actor, office)) throw new Refusal("not-found");
    authorize("manage-members", actor, office);
    await database.transaction(async (transaction) => {
      const declined = await row(
        database,
        `update account_requests set state = 'declined', answer = $2, decided_by = $3, decided_at = now()
         where id = $1 and state = 'waiting' returning id`,
        [params.id, body.answer, actor.accountId],
        transaction,
      );
      if (!declined) throw new Refusal("stale-version");
      const doing = { actor, requestId };
      await writeOfficeAudit(database, doing, office.id, "account.declined", { requestId: params.id }, transaction);
    });
    return { done: true as const };
  });
}
