import type Router from "@koa/router";
import type { Transaction } from "sequelize";
import { uuidv7 } from "uuidv7";
import { appendHandingOver } from "../../db/case-events.ts";
import { row, rows } from "../../db/connection.ts";
import type { TaskRow } from "../../db/rows.ts";
import type { Actor } from "../../domain/actor.ts";
import { civilDateAt } from "../../domain/civil-date.ts";
import { authorize, denialOf } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import { giveBackTask, lendTask, listColleagues, transferTask } from "../contracts/handing-over.ts";
import type { ApiDeps } from "../deps.ts";
import { findColleagues, type Colleague } from "../queries/colleagues.ts";
import { getTaskWithCase, type TaskWithCase } from "../queries/task-subject.ts";
import { serve } from "../serve.ts";

/** Who holds a task changes hands: for good, or for a while (B-04). Each change stands in the case's timeline. */
export function registerHandingOver(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(
    router,
    listColleagues,
    deps,
  )(async ({ actor, params }) => {
    const found = await getTaskWithCase(database, params.id);
    authorize("see-task", actor, found.subject);
    authorize("transfer-task", actor, found.subject);
    const colleagues = await findColleagues(database, found);
    return {
      colleagues: colleagues
        .filter((one) => mayTake(one, found) && one.actor.accountId !== found.task.holder_id)
        .map(({ actor: { accountId, displayName: name }, open }) => ({ accountId, name, open })),
    };
  });

  serve(
    router,
    transferTask,
    deps,
  )(async ({ actor, params, body }) => {
    const found = await getTaskWithCase(database, params.id);
    authorize("see-task", actor, found.subject);
    authorize("transfer-task", actor, found.subject);
    const to = await colleagueFor(deps, found, body.to);
    return database.transaction(async (transaction) => {
      const event = { from: found.task.holder_name, to: to.displayName, reason: body.reason };
      await append(deps, found, "task.transferred", actor, event, transaction);
      return hold(deps, found, { holder: to, lender: null, version: body.version }, transaction);
    });
  });

  serve(
    router,
    lendTask,
    deps,
  )(async ({ actor, params, body }) => {
    const found = await getTaskWithCase(database, params.id);
    authorize("see-task", actor, found.subject);
    authorize("lend-task", actor, found.subject);
    if (body.until < civilDateAt(Date.now())) throw new Refusal("loan-end-past");
    const to = await colleagueFor(deps, found, body.to);
    return database.transaction(async (transaction) => {
      const event = { to: to.displayName, until: body.until, reason: body.reason };
      await append(deps, found, "task.lent", actor, event, transaction);
      const held = await hold(deps, found, { holder: to, lender: actor, version: body.version }, transaction);
      await rows(
        database,
        `insert into loans (id, task_id, lender_id, lender_name, borrower_id, borrower_name, reason, lent_at, until)
         values ($1, $2, $3, $4, $5, $6, $7, now(), $8)`,
        [
          ...[uuidv7(), found.task.id, actor.accountId, actor.displayName, to.accountId, to.displayName],
          ...[body.reason, body.until],
        ],
        transaction,
      );
      return held;
    });
  });

  serve(
    router,
    giveBackTask,
    deps,
  )(async ({ actor, params, body }) => {
    const found = await getTaskWithCase(database, params.id);
    authorize("see-task", actor, found.subject);
    authorize("give-back-task", actor, found.subject);
    await database.transaction(async (transaction) => {
      const loan = await row<{ lender_id: string; lender_name: string }>(
        database,
        "update loans set ended_at = now() where task_id = $1 and ended_at is null returning lender_id, lender_name",
        [found.task.id],
        transaction,
      );
      if (!loan) throw new Refusal("stale-version");
      const event = { to: loan.lender_name, opinion: body.advice };
      await append(deps, found, "task.given-back", actor, event, transaction);
      const holder = { accountId: loan.lender_id, displayName: loan.lender_name };
      await hold(deps, found, { holder, lender: null, version: found.task.version }, transaction);
    });
    return { done: true as const };
  });
}

/** D20 holds for whoever takes it over: they are asked what a claim asks. */
function mayTake(colleague: Colleague, { subject }: TaskWithCase): boolean {
  return denialOf("claim-task", colleague.actor, { ...subject, holderId: null, holderName: null }) === undefined;
}

async function colleagueFor({ database }: ApiDeps, found: TaskWithCase, accountId: string): Promise<Actor> {
  const colleague = (await findColleagues(database, found)).find((one) => one.actor.accountId === accountId);
  if (!colleague) throw new Refusal("no-such-colleague");
  const denial = denialOf("claim-task", colleague.actor, { ...found.subject, holderId: null, holderName: null });
  if (denial) throw new Refusal("colleague-barred", { who: colleague.actor.displayName });
  return colleague.actor;
}

/** Compare-and-set on the version that was read: of two that hand over at once one is told so. */
async function hold(
  { database }: ApiDeps,
  { task }: TaskWithCase,
  to: { holder: Pick<Actor, "accountId" | "displayName">; lender: Pick<Actor, "accountId"> | null; version: number },
  transaction: Transaction,
): Promise<{ version: number; holder: string }> {
  const held = await row<TaskRow>(
    database,
    `update tasks set holder_id = $3, holder_name = $4, lender_id = $5, version = version + 1,
       claimed_at = now() + clock_ahead * interval '1 millisecond'
     where id = $1 and version = $2 and state = 'open' returning *`,
    [task.id, to.version, to.holder.accountId, to.holder.displayName, to.lender?.accountId ?? null],
    transaction,
  );
  if (!held) throw new Refusal("stale-version");
  return { version: held.version, holder: to.holder.displayName };
}

function append(
  { database }: ApiDeps,
  { task, case: theCase }: TaskWithCase,
  type: Parameters<typeof appendHandingOver>[1]["type"],
  actor: Actor,
  data: object,
  transaction: Transaction,
): Promise<void> {
  const by = { id: actor.accountId, name: `${actor.displayName}，${task.receiver_name}` };
  return appendHandingOver(database, { caseId: theCase.id, taskId: task.id, type, actor: by, data }, transaction);
}
