import type { Transaction } from "sequelize";
import { uuidv7 } from "uuidv7";
import type { z } from "zod";
import { officesShared } from "../db/case-events.ts";
import { row, rows, type Database } from "../db/connection.ts";
import { civilDateAt } from "../domain/civil-date.ts";
import { authorize } from "../domain/policy/index.ts";
import { Refusal } from "../domain/refusal.ts";
import { drawPassword, hashPassword } from "../ports/passwords.ts";
import type { addMember, changeMembership, endMembership } from "./contracts/offices.ts";
import { keepIdentity, type IdentityDeps } from "./member-identity.ts";
import { endSubstitutions, passOn } from "./leaver-handover.ts";
import { refuseLast } from "./last-administrator.ts";
import { getOffice, staleOffice, writeOfficeAudit, type Doing } from "./office-editing.ts";
import { findStandIns, findWork } from "./queries/leavers.ts";
import { accountSubject, notOver, today } from "./queries/offices.ts";

type Wanted = z.output<typeof addMember.body>;

/**
 * A seat for a new account, whose initial password is in the answer and nowhere else (D19), or for one that exists. The
 * same press again finds the seat made; the password cannot be shown again, a new one can be made.
 * @throws Refusal key-reused · login-name-taken · no-such-account · person-otherwise-named · already-a-member · term-past · stale-version · office-ended
 */
export async function takeOn(
  deps: IdentityDeps,
  doing: Doing,
  officeId: string,
  wanted: Wanted,
): Promise<{ accountId: string; initialPassword: string | null }> {
  const { database } = deps;
  const { account } = wanted;
  const initialPassword = account.kind === "new" ? drawPassword() : null;
  const hash = initialPassword && (await hashPassword(initialPassword));
  return database.transaction(async (transaction) => {
    // None ends, and none is succeeded, between being asked and having one more seat.
    await rows(database, officesShared, [], transaction);
    authorize("manage-members", doing.actor, await getOffice(database, officeId, transaction));
    const made = await row<{ account_id: string; office_id: string | null }>(
      database,
      "select account_id, office_id from memberships where id = $1",
      [wanted.key],
      transaction,
    );
    if (made && made.office_id !== officeId) throw new Refusal("key-reused");
    if (made) return { accountId: made.account_id, initialPassword: null };
    if (wanted.from < civilDateAt(Date.now())) throw new Refusal("term-past");
    refuseTerm(wanted);
    const { loginName } = account;
    const found = await row<{ id: string; display_name: string }>(
      database,
      account.kind === "new"
        ? `insert into accounts (id, login_name, display_name, password_hash, must_change_password)
           values ($1, $2, $3, $4, true) on conflict (login_name) do nothing returning id, display_name`
        : "select id, display_name from accounts where login_name = $1 and status = 'active' for no key update",
      account.kind === "new" ? [uuidv7(), loginName, account.name, hash] : [loginName],
      transaction,
    );
    if (!found) throw new Refusal(account.kind === "new" ? "login-name-taken" : "no-such-account", { loginName });
    if (account.kind === "new") await keepIdentity(deps, found, account.identityNumber, transaction);
    await refuseOverlap(database, { ...wanted, id: wanted.key, officeId, account: found }, transaction);
    await rows(
      database,
      "insert into memberships (id, account_id, office_id, role, valid_from, valid_to) values ($1, $2, $3, $4, $5, $6)",
      [wanted.key, found.id, officeId, wanted.role, wanted.from, wanted.to],
      transaction,
    );
    if (wanted.requestId) await grant(database, doing, officeId, wanted.requestId, transaction);
    const data = { membershipId: wanted.key, accountId: found.id, role: wanted.role };
    await writeOfficeAudit(database, doing, officeId, "member.added", data, transaction);
    return { accountId: found.id, initialPassword };
  });
}

async function grant(
  database: Database,
  { actor }: Doing,
  officeId: string,
  requestId: string,
  transaction: Transaction,
): Promise<void> {
  const granted = await row(
    database,
    `update account_requests set state = 'granted', decided_by = $3, decided_at = now()
     where id = $1 and office_id = $2 and state = 'waiting' returning id`,
    [requestId, officeId, actor.accountId],
    transaction,
  );
  if (!granted) throw new Refusal("stale-version");
}

interface Seat {
  id: string;
  account_id: string;
  name: string;
  office_id: string;
  role: "reviewer" | "chief" | "administrator";
  valid_from: string;
  valid_to: string | null;
  version: number;
  over: boolean;
}

/** The seat, locked, with its account, so that two who change one person's seats wait for each other. @throws Refusal not-found */
async function lockSeat(database: Database, doing: Doing, id: string, transaction: Transaction): Promise<Seat> {
  await rows(
    database,
    "select id from accounts where id = (select account_id from memberships where id = $1) for no key update",
    [id],
    transaction,
  );
  const seat = await row<Seat>(
    database,
    `select m.id, m.account_id, a.display_name as name, m.office_id, m.role, m.valid_from::text, m.valid_to::text, m.version,
       not ${notOver} as over
     from memberships m join accounts a on a.id = m.account_id where m.id = $1 and m.office_id is not null for update of m`,
    [id],
    transaction,
  );
  if (!seat) throw new Refusal("not-found");
  authorize("manage-members", doing.actor, await getOffice(database, seat.office_id, transaction));
  if (seat.role === "administrator") authorize("grant-administrator", doing.actor, null);
  return seat;
}

/** @throws Refusal stale-version · term-past · already-a-member · member-has-work · last-administrator */
export async function changeSeat(
  database: Database,
  doing: Doing,
  id: string,
  wanted: z.output<typeof changeMembership.body>,
): Promise<void> {
  await database.transaction(async (transaction) => {
    const seat = await lockSeat(database, doing, id, transaction);
    if (wanted.role === "administrator") authorize("grant-administrator", doing.actor, null);
    if (seat.version !== wanted.version || seat.over) throw await staleOffice(database, seat.office_id, id);
    const day = civilDateAt(Date.now());
    // A term that has begun began when it did.
    if (wanted.from !== seat.valid_from && (seat.valid_from <= day || wanted.from < day))
      throw new Refusal("term-past");
    refuseTerm(wanted);
    const account = { id: seat.account_id, display_name: seat.name };
    await refuseOverlap(database, { ...wanted, id, officeId: seat.office_id, account }, transaction);
    if (seat.role === "administrator" && (wanted.role !== seat.role || wanted.to !== null))
      await refuseLast(database, id, transaction);
    if (seat.role !== "administrator" && wanted.role === "administrator") {
      const count = (await workOf(database, seat, transaction)).length;
      if (count > 0) throw new Refusal("member-has-work", { who: seat.name, count });
    }
    const fields = [
      ...(seat.role === wanted.role ? [] : ["role"]),
      ...(seat.valid_from === wanted.from ? [] : ["from"]),
      ...(seat.valid_to === wanted.to ? [] : ["to"]),
    ].join(" ");
    if (!fields) return;
    await rows(
      database,
      "update memberships set role = $2, valid_from = $3, valid_to = $4, version = version + 1 where id = $1",
      [id, wanted.role, wanted.from, wanted.to],
      transaction,
    );
    const data = { membershipId: id, accountId: seat.account_id, fields };
    await writeOfficeAudit(database, doing, seat.office_id, "member.changed", data, transaction);
  });
}

/**
 * Ends a seat now, and what it allowed with it: work of the office goes back among what waits to be claimed, absences
 * end, and who sits nowhere any more is signed out. @throws Refusal member-has-work {who, count} · last-administrator · stale-version
 */
export async function endSeat(
  database: Database,
  doing: Doing,
  id: string,
  wanted: z.output<typeof endMembership.body>,
): Promise<void> {
  await database.transaction(async (transaction) => {
    const seat = await lockSeat(database, doing, id, transaction);
    if (seat.over) return;
    if (seat.version !== wanted.version) throw await staleOffice(database, seat.office_id, id);
    if (seat.role === "administrator") await refuseLast(database, id, transaction);
    else await releaseWork(database, doing, seat, wanted, transaction);
    // Seats are dated by days and hold to the end of theirs: the last day is yesterday, so that it ends now.
    await rows(
      database,
      `update memberships set valid_to = ${today} - 1, valid_from = least(valid_from, ${today} - 1), version = version + 1
       where id = $1`,
      [id],
      transaction,
    );
    await rows(
      database,
      `update sessions set ended_at = now() where account_id = $1 and ended_at is null
         and not exists (select from memberships m where m.account_id = $1 and ${notOver})
         and not exists (select from accounts a where a.id = $1 and a.person_id is not null)`,
      [seat.account_id],
      transaction,
    );
    const data = { membershipId: id, accountId: seat.account_id };
    await writeOfficeAudit(database, doing, seat.office_id, "member.ended", data, transaction);
  });
}

async function releaseWork(
  database: Database,
  { actor }: Doing,
  seat: Seat,
  { release, reason }: { release: boolean; reason: string },
  transaction: Transaction,
): Promise<void> {
  const another = `select 1 as one from memberships m where m.account_id = $1 and m.office_id = $2 and m.id <> $3
    and m.role in ('reviewer', 'chief') and m.valid_from <= ${today} and ${notOver}`;
  if (await row(database, another, [seat.account_id, seat.office_id, seat.id], transaction)) return;
  const elsewhere = `select 1 as one from memberships m where m.account_id = $1 and m.id <> $2
    and m.role in ('agent', 'reviewer', 'chief') and ${notOver}`;
  if (!(await row(database, elsewhere, [seat.account_id, seat.id], transaction)))
    await endSubstitutions(database, actor, seat.account_id, transaction);
  const leavers = [
    { accountId: seat.account_id, name: seat.name },
    ...(await findStandIns(database, seat, transaction)),
  ];
  const left = [];
  for (const leaver of leavers)
    for (const one of await workOf(database, { ...seat, account_id: leaver.accountId }, transaction))
      left.push({ one, leaver });
  if (left.length > 0 && !release) throw new Refusal("member-has-work", { who: seat.name, count: left.length });
  for (const { one, leaver } of left) await passOn(database, one, null, { by: actor, leaver, reason, transaction });
}

async function workOf(database: Database, seat: Pick<Seat, "account_id" | "office_id">, transaction: Transaction) {
  const work = await findWork(database, seat.account_id, transaction);
  return work.filter(({ task }) => task.receiver_id === seat.office_id);
}

/**
 * A new random password, shown once; whoever was signed in with the old one is signed out (D19).
 * @throws Refusal not-found when the account does not sit in the office
 */
export async function makePasswordAnew(
  database: Database,
  doing: Doing,
  accountId: string,
  officeId: string,
): Promise<string> {
  const password = drawPassword();
  await database.transaction(async (transaction) => {
    // Nobody gives it a seat or somebody's place between the question and the act.
    await rows(database, "select id from accounts where id = $1 for no key update", [accountId], transaction);
    const subject = await accountSubject(database, accountId, transaction);
    if (!subject) throw new Refusal("not-found");
    authorize("renew-password", doing.actor, subject);
    const sits = `select 1 as one from memberships m where m.account_id = $1 and m.office_id = $2 and ${notOver}`;
    if (!(await row(database, sits, [accountId, officeId], transaction))) throw new Refusal("not-found");
    const hash = await hashPassword(password);
    await rows(
      database,
      `update accounts set password_hash = $2, must_change_password = true, failed_logins = 0, locked_until = null where id = $1`,
      [accountId, hash],
      transaction,
    );
    await rows(
      database,
      "update sessions set ended_at = now() where account_id = $1 and ended_at is null",
      [accountId],
      transaction,
    );
    await writeOfficeAudit(database, doing, officeId, "password.renewed", { accountId }, transaction);
  });
  return password;
}

function refuseTerm({ from, to }: { from: string; to: string | null }): void {
  if (to !== null && (to < from || to < civilDateAt(Date.now()))) throw new Refusal("term-past");
}

interface Term {
  id: string;
  officeId: string;
  account: { id: string; display_name: string };
  role: string;
  from: string;
  to: string | null;
}

async function refuseOverlap(database: Database, term: Term, transaction: Transaction): Promise<void> {
  const overlapping = `select 1 as one from memberships where account_id = $1 and office_id = $2 and role = $3 and id <> $6
    and valid_from <= coalesce($5::date, 'infinity') and coalesce(valid_to, 'infinity') >= $4::date`;
  const { id, officeId, account, role, from, to } = term;
  if (await row(database, overlapping, [account.id, officeId, role, from, to, id], transaction))
    throw new Refusal("already-a-member", { who: account.display_name });
}
