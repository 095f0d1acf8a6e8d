import { randomBytes } from "node:crypto";
import type Router from "@koa/router";
import { uuidv7 } from "uuidv7";
import { row, rows } from "../../db/connection.ts";
import { personBehind } from "../../domain/actor.ts";
import { counterSeats } from "../../domain/policy/counter.ts";
import { authorize } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import { hashPassword } from "../../ports/passwords.ts";
import { writeAudit } from "../audit.ts";
import { beginCounterVisit, endCounterVisit, registerPerson } from "../contracts/counter.ts";
import type { ApiDeps } from "../deps.ts";
import * as registration from "../person-registration.ts";
import { serve } from "../serve.ts";

/**
 * 窗口代办: the clerk's own session acts for the person at the counter, with that person's rights and none of the
 * clerk's, until the visit ends. What is handed in then names the clerk (activities/actors.ts).
 */
export function registerCounter(router: Router, deps: ApiDeps): void {
  const { database, encryption } = deps;

  serve(
    router,
    beginCounterVisit,
    deps,
  )(async ({ actor, body, requestId }) => {
    authorize("begin-counter-visit", actor, null);
    await deps.limits.take("counter", actor.accountId);
    const person = await row<{ id: string; name: string }>(
      database,
      "select id, name from people where document_type = 'identity-card' and document_number_hash = $1",
      [encryption.hash("document-number", body.identityNumber)],
    );
    // Number and name must both be right: neither tells anything about the other.
    if (person?.name !== body.name) throw new Refusal("no-such-person");
    if (person.id === personBehind(actor)) throw new Refusal("own-case");
    const seat = counterSeats(actor)[0]!;
    // Nobody can sign in with it: its password is thrown away here.
    const password = await hashPassword(randomBytes(32).toString("hex"));
    await database.transaction(async (transaction) => {
      await rows(
        database,
        `insert into accounts (id, login_name, password_hash, display_name, person_id) values ($1, $2, $3, $4, $5)
         on conflict (person_id) do nothing`,
        [uuidv7(), `counter-${person.id}`, password, person.name, person.id],
        transaction,
      );
      const account = await row<{ id: string; seated: boolean }>(
        database,
        `select a.id, exists (select from seats_today s where s.account_id = a.id) as seated
         from accounts a where a.person_id = $1 and a.status = 'active'`,
        [person.id],
        transaction,
      );
      if (!account) throw new Refusal("no-such-person");
      // What a desk has in hand goes by the account: drafts, batches, messages are not for a colleague's eyes.
      if (account.seated) throw new Refusal("acts-for-a-body");
      await endVisit(actor.sessionId, transaction);
      await rows(
        database,
        `insert into counter_visits (id, session_id, clerk_id, clerk_name, office_id, office_name, account_id, begun_at, ends_at)
         values ($1, $2, $3, $4, $5, $6, $7, now(), now() + interval '2 hours')`,
        [uuidv7(), actor.sessionId, actor.accountId, actor.displayName, seat.officeId, seat.name, account.id],
        transaction,
      );
      const audit = { accountId: actor.accountId, subjectKind: "account", subjectId: account.id, requestId };
      await writeAudit(database, { ...audit, action: "counter.begun" }, transaction);
    });
    return { done: true as const };
  });

  serve(
    router,
    endCounterVisit,
    deps,
  )(async ({ actor, requestId }) => {
    authorize("end-counter-visit", actor, null);
    await database.transaction(async (transaction) => {
      await endVisit(actor.sessionId, transaction);
      const audit = {
        accountId: actor.counter!.clerkId,
        subjectKind: "account",
        subjectId: actor.accountId,
        requestId,
      };
      await writeAudit(database, { ...audit, action: "counter.ended" }, transaction);
    });
    return { done: true as const };
  });

  serve(
    router,
    registerPerson,
    deps,
  )(async ({ actor, body, requestId }) => {
    authorize("register-person", actor, null);
    await deps.limits.take("counter", actor.accountId);
    return registration.registerPerson(deps, actor, body, requestId);
  });

  async function endVisit(sessionId: string, transaction: Parameters<typeof rows>[3]): Promise<void> {
    await rows(
      database,
      "update counter_visits set ended_at = now() where session_id = $1 and ended_at is null",
      [sessionId],
      transaction,
    );
  }
}
