import type { Transaction } from "sequelize";
import type { z } from "zod";
import { appendHandingOver, lockCase } from "../db/case-events.ts";
import { row, rows, type Database } from "../db/connection.ts";
import { endSubstitution } from "../db/substitutes.ts";
import type { Actor } from "../domain/actor.ts";
import { Refusal } from "../domain/refusal.ts";
import { writeAudit } from "./audit.ts";
import type { handOver } from "./contracts/leavers.ts";
import type { Colleague } from "./queries/colleagues.ts";
import { refuseLast } from "./last-administrator.ts";
import { findReceivers, findWork, mayReceive, versionOf, type Work } from "./queries/leavers.ts";

type Wanted = z.output<typeof handOver.body>;

/**
 * All of a leaver's work, their seats and their sessions in one transaction (B-06): afterwards nothing lies with somebody
 * who is gone, or nothing has changed. The same key again finds it done.
 * @throws Refusal `stale-version` when the work is not what was previewed, `colleague-barred` when somebody may not take a task
 */
export async function handOverLeaver(
  database: Database,
  by: Actor,
  leaver: { accountId: string; name: string },
  wanted: Wanted,
  requestId: string | null,
): Promise<void> {
  await database.transaction(async (transaction) => {
    // Two who hand over the same person wait for each other.
    await rows(database, "select id from accounts where id = $1 for no key update", [leaver.accountId], transaction);
    if (await isHandedOver(database, leaver.accountId, wanted.key, transaction)) return;
    if (versionOf(await findWork(database, leaver.accountId, transaction)) !== wanted.version)
      throw new Refusal("stale-version");
    await endSubstitutions(database, by, leaver.accountId, transaction);
    const work = await findWork(database, leaver.accountId, transaction);
    const receivers = await findReceivers(database, work, leaver.accountId);
    for (const one of work) {
      const to = one.how === "borrowed" ? null : receiverOf(one, wanted, receivers);
      await passOn(database, one, to, { by, leaver, reason: wanted.reason, transaction });
    }
    await endSeats(database, leaver.accountId, transaction);
    const data = { key: wanted.key, tasks: work.length };
    const about = { subjectKind: "account", subjectId: leaver.accountId, data, requestId };
    await writeAudit(database, { accountId: by.accountId, action: "leaver.handed-over", ...about }, transaction);
  });
}

/** Was this press, by its key, carried out? */
export async function isHandedOver(
  database: Database,
  accountId: string,
  key: string,
  transaction?: Transaction,
): Promise<boolean> {
  const found = await row(
    database,
    `select 1 as one from audit_log where subject_kind = 'account' and action = 'leaver.handed-over' and subject_id = $1 and data ->> 'key' = $2`,
    [accountId, key],
    transaction,
  );
  return found !== undefined;
}

/** What was done in the leaver's seat comes back to them first, what they did in another's goes back to its owner. */
export async function endSubstitutions(
  database: Database,
  by: Actor,
  accountId: string,
  transaction: Transaction,
): Promise<void> {
  const running = await rows<{ id: string }>(
    database,
    "select id from substitutes where ended_at is null and (account_id = $1 or substitute_id = $1) order by id",
    [accountId],
    transaction,
  );
  for (const { id } of running)
    await endSubstitution(database, id, { id: by.accountId, name: by.displayName }, transaction);
}

function receiverOf(one: Work, wanted: Wanted, receivers: ReadonlyMap<string, Colleague[]>): Actor | null {
  const { id, receiver_id: body } = one.task;
  const own = wanted.tasks.find((task) => task.id === id);
  const to = own ? own.to : (wanted.bodies.find((group) => group.id === body)?.to ?? null);
  if (to === null) return null;
  const colleague = receivers.get(body)?.find(({ actor }) => actor.accountId === to);
  if (!colleague) throw new Refusal("no-such-colleague");
  if (!mayReceive(colleague.actor, one)) throw new Refusal("colleague-barred", { who: colleague.actor.displayName });
  return colleague.actor;
}

interface Handing {
  by: Actor;
  /** Whose hands it leaves. */
  leaver: { accountId: string; name: string };
  reason: string;
  transaction: Transaction;
}

/** One task to somebody, or, without one, among what waits to be claimed; what was borrowed goes back to its lender. */
export async function passOn(database: Database, one: Work, to: Actor | null, handing: Handing): Promise<void> {
  if (one.how === "borrowed") await giveBack(database, one, handing);
  else await move(database, one, to, handing);
}

async function move(database: Database, { task, how }: Work, to: Actor | null, handing: Handing): Promise<void> {
  const { leaver, reason, transaction } = handing;
  const data = { from: leaver.name, to: to?.displayName ?? null, reason };
  await append(database, task, "task.transferred", data, handing);
  // The colleague who looks at it keeps it, and gives it to whoever decides from now on.
  if (how === "lent" && to && to.accountId !== task.holder_id) {
    await rows(
      database,
      "update loans set lender_id = $2, lender_name = $3 where task_id = $1 and ended_at is null",
      [task.id, to.accountId, to.displayName],
      transaction,
    );
    await rows(
      database,
      "update tasks set lender_id = $2, version = version + 1 where id = $1",
      [task.id, to.accountId],
      transaction,
    );
    return;
  }
  await endLoan(database, task.id, transaction);
  await hold(database, task.id, to && { id: to.accountId, name: to.displayName }, transaction);
}

async function giveBack(database: Database, { task }: Work, handing: Handing): Promise<void> {
  await lockCase(database, task.case_id, handing.transaction);
  const loan = await endLoan(database, task.id, handing.transaction);
  if (!loan) throw new Refusal("stale-version");
  await append(database, task, "task.given-back", { to: loan.lender_name }, handing);
  await hold(database, task.id, { id: loan.lender_id, name: loan.lender_name }, handing.transaction);
}

function endLoan(database: Database, taskId: string, transaction: Transaction) {
  return row<{ lender_id: string; lender_name: string }>(
    database,
    "update loans set ended_at = now() where task_id = $1 and ended_at is null returning lender_id, lender_name",
    [taskId],
    transaction,
  );
}

/** @throws Refusal `stale-version` when it was decided meanwhile: then nothing of all this happens. */
async function hold(
  database: Database,
  taskId: string,
  to: { id: string; name: string } | null,
  transaction: Transaction,
): Promise<void> {
  const held = await row(
    database,
    `update tasks set holder_id = $2, holder_name = $3, lender_id = null, version = version + 1,
       claimed_at = case when $2::uuid is null then null else now() + clock_ahead * interval '1 millisecond' end
     where id = $1 and state = 'open' returning id`,
    [taskId, to?.id ?? null, to?.name ?? null],
    transaction,
  );
  if (!held) throw new Refusal("stale-version");
}

function append(
  database: Database,
  task: Work["task"],
  type: "task.transferred" | "task.given-back",
  data: object,
  { by, transaction }: Handing,
): Promise<void> {
  const actor = { id: by.accountId, name: by.displayName };
  return appendHandingOver(database, { caseId: task.case_id, taskId: task.id, type, actor, data }, transaction);
}

/** Seats are dated by days and hold to the end of theirs: the last day is yesterday, so that they end now. */
async function endSeats(database: Database, accountId: string, transaction: Transaction): Promise<void> {
  const administering = await rows<{ id: string }>(
    database,
    "select id from memberships where account_id = $1 and role = 'administrator' and valid_to is null",
    [accountId],
    transaction,
  );
  for (const { id } of administering) await refuseLast(database, id, transaction);
  await rows(
    database,
    `update memberships set valid_to = (now() at time zone 'Asia/Shanghai')::date - 1,
       valid_from = least(valid_from, (now() at time zone 'Asia/Shanghai')::date - 1)
     where account_id = $1 and (valid_to is null or valid_to >= (now() at time zone 'Asia/Shanghai')::date)`,
    [accountId],
    transaction,
  );
  await rows(
    database,
    "update sessions set ended_at = now() where account_id = $1 and ended_at is null",
    [accountId],
    transaction,
  );
}
