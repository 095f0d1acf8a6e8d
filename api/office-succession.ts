import type { Transaction } from "sequelize";
import { uuidv7 } from "uuidv7";
import { succeeded } from "../db/case-events.ts";
import { row, rows, type Database } from "../db/connection.ts";
import { moveCases } from "../db/office-history.ts";
import { Refusal } from "../domain/refusal.ts";
import { getOffice, staleOffice, writeOfficeAudit, type Doing } from "./office-editing.ts";
import { findNamingSets, successionVersion, type NamingSet } from "./queries/office-succession.ts";
import { notOver, today, type OfficeRow } from "./queries/offices.ts";
import type { SuccessionProposalRow } from "./queries/succession-proposals.ts";

interface Succession {
  database: Database;
  doing: Doing;
  from: OfficeRow;
  to: OfficeRow;
  proposal: SuccessionProposalRow;
  transaction: Transaction;
}

/**
 * An office ends and another one takes its place, in the transaction of whoever approves it, which has the offices
 * alone: afterwards all that goes on lies at the successor, or nothing has changed. Closed cases follow page by page
 * (activities/office-history.ts), and are read meanwhile as if they had. What was decided keeps the name of the office
 * that decided it, and so do certificates. Acts of cases wait meanwhile (lockCaseOfAct), so that none sends work to an
 * office that is no more. `version`: what whoever approves was shown.
 * @throws Refusal stale-version · successor-not-fit
 */
export async function putInPlace(
  database: Database,
  doing: Doing,
  { from, proposal, version }: { from: OfficeRow; proposal: SuccessionProposalRow; version: string },
  transaction: Transaction,
): Promise<void> {
  const to = await getOffice(database, proposal.successor_id, transaction);
  if (!mayFollow(from, to)) throw new Refusal("successor-not-fit");
  await lockPeople(database, from.id, transaction);
  if ((await successionVersion(database, [from.id, to.id], transaction)) !== version)
    throw await staleOffice(database, from.id);
  const succession = { database, doing, from, to, proposal, transaction };
  const tasks = await moveTasks(succession);
  const seats = await moveSeats(succession);
  const versions = await rewriteRules(succession);
  await moveRest(succession);
  await rows(
    database,
    `update offices set ended_at = now(), successor_id = $2, version = version + 1,
       history_moved_at = case when not exists (select from desk_cases where receiver_id = $1) then now() end where id = $1`,
    [from.id, to.id],
    transaction,
  );
  const counts = { proposalId: proposal.id, tasks, seats, ruleVersions: versions };
  const [ended, took] = [
    { officeId: to.id, ...counts },
    { officeId: from.id, ...counts },
  ];
  await writeOfficeAudit(database, doing, from.id, "office.succeeded", ended, transaction);
  await writeOfficeAudit(database, doing, to.id, "office.took-over", took, transaction);
}

/** Another office of the same kind that has not ended. A series' office follows its like, or one for all series. */
export function mayFollow(from: OfficeRow, to: OfficeRow): boolean {
  return to.id !== from.id && to.kind === from.kind && !to.ended && (to.series === null || to.series === from.series);
}

/** In the order in which everybody else locks them: accounts, then cases, then tasks. */
async function lockPeople(database: Database, id: string, transaction: Transaction): Promise<void> {
  await rows(
    database,
    `select a.id from accounts a where a.id in (select account_id from memberships where office_id = $1)
     order by a.id for no key update`,
    [id],
    transaction,
  );
}

/** Those of open cases, finished ones too: they decide what may be taken back. Open ones with a line in the case's history. */
async function moveTasks({ database, from, to, proposal, transaction }: Succession): Promise<number> {
  const cases = await rows<{ id: string }>(
    database,
    `select c.id from cases c where c.state = 'open' and c.id in (select case_id from desk_cases where receiver_id = $1)
     order by c.id for update`,
    [from.id],
    transaction,
  );
  const ids = cases.map(({ id }) => id);
  const told = await rows(
    database,
    `insert into case_events (case_id, seq, part, type, step, round, actor_id, actor_name, task_id, at, data)
     select c.id, c.last_seq, last.part + (row_number() over (partition by c.id order by t.id))::int, $2, t.step, c.round,
       null, '系统', t.id, now() + c.clock_ahead * interval '1 millisecond', $3::jsonb
     from tasks t join cases c on c.id = t.case_id
     cross join lateral (select coalesce(max(part), -1) as part from case_events e where e.case_id = c.id and e.seq = c.last_seq) last
     where t.receiver_id = $1 and t.case_id = any($4::uuid[]) and t.state in ('open', 'waiting') returning case_id`,
    [from.id, succeeded, JSON.stringify({ from: from.name, to: to.name, reason: proposal.reason }), ids],
    transaction,
  );
  await moveCases(database, { from: from.id, to }, ids, transaction);
  await rows(
    database,
    "update tasks set added_for_office_id = $2 where added_for_office_id = $1",
    [from.id, to.id],
    transaction,
  );
  // What was reported to it is reported to whoever has its place.
  await rows(
    database,
    "update tasks set escalated_to = $2 where escalated_to = $1 and state = 'open'",
    [from.id, to.id],
    transaction,
  );
  // Both inboxes are looked at again.
  await rows(
    database,
    "select pg_notify('rencaitong', json_build_object('topic', 'inbox', 'receiver', id)::text) from unnest($1::uuid[]) id",
    [[from.id, to.id]],
    transaction,
  );
  return told.length;
}

/** Everybody who sits there, or will, sits at the successor from now on, for the same term; what they hold stays in their hands. */
async function moveSeats({ database, from, to, transaction }: Succession): Promise<number> {
  const seats = await rows<{ id: string; account_id: string; role: string; valid_from: string; valid_to: string }>(
    database,
    `select m.id, m.account_id, m.role, greatest(m.valid_from, ${today})::text as valid_from, m.valid_to::text
     from memberships m where m.office_id = $1 and ${notOver} order by m.id`,
    [from.id],
    transaction,
  );
  for (const seat of seats)
    await rows(
      database,
      `insert into memberships (id, account_id, office_id, role, valid_from, valid_to)
       select $1, $2, $3, $4, $5::date, $6::date where not exists (select from memberships m
         where m.account_id = $2 and m.office_id = $3 and m.role = $4
           and m.valid_from <= $5::date and (m.valid_to is null or m.valid_to >= coalesce($6::date, 'infinity')))`,
      [uuidv7(), seat.account_id, to.id, seat.role, seat.valid_from, seat.valid_to],
      transaction,
    );
  await rows(
    database,
    `update memberships m set valid_to = ${today} - 1, valid_from = least(valid_from, ${today} - 1), version = version + 1
     where m.office_id = $1 and ${notOver}`,
    [from.id],
    transaction,
  );
  return seats.length;
}

/** What is published never changes: the version that holds, and each to come, is published again with the successor in it. */
async function rewriteRules(succession: Succession): Promise<number> {
  const { database, from, transaction } = succession;
  await rows(database, "lock table rule_sets in share row exclusive mode", [], transaction);
  const sets = await findNamingSets(database, from.id, transaction);
  let last = (await row<{ version: number }>(
    database,
    "select max(version)::int as version from rule_sets",
    [],
    transaction,
  ))!.version;
  for (const set of sets) await publishAgain(succession, set, ++last);
  return sets.length;
}

async function publishAgain(succession: Succession, set: NamingSet, version: number): Promise<void> {
  const { database, doing, from, to, proposal, transaction } = succession;
  const id = uuidv7();
  const rewritten = JSON.stringify(set.rules).replaceAll(from.id, to.id);
  const fallback = set.fallback_office_id === from.id ? to.id : set.fallback_office_id;
  await rows(
    database,
    `insert into rule_sets (id, version, effective_from, author, author_id, approver, approver_id, note, published_at, based_on, fallback_office_id)
     values ($1, $2, greatest($3::timestamptz, clock_timestamp()), $4, $5, $6, $7, $8, clock_timestamp(), $9, $10)`,
    [
      ...[id, version, set.effective_from, proposal.author, proposal.author_id],
      ...[doing.actor.displayName, doing.actor.accountId],
      ...[`机构调整：${from.name}由${to.name}接替，第 ${set.version} 版其余内容不变`, set.version, fallback],
    ],
    transaction,
  );
  await rows(
    database,
    `insert into routing_rules (id, rule_set_id, matter, step, area_id, rule)
     select (r->>'id')::uuid, $1, r->>'matter', r->>'step', (r->>'areaId')::uuid, r from jsonb_array_elements($2::jsonb) r`,
    [id, rewritten],
    transaction,
  );
}

/** Employers, offices below, requests, phrases, shared filters, ratings to answer; and the counter of the numbers it has given (D14). */
async function moveRest({ database, from, to, transaction }: Succession): Promise<void> {
  const moves = [
    // A successor from further down steps up first: its parents would else come to lie below it.
    `update offices set parent_id = (select parent_id from offices where id = $1) where id = $2 and $1 in (
       with recursive above as (select parent_id as id from offices where id = $2
         union select o.parent_id from above a join offices o on o.id = a.id)
       select id from above)`,
    "update organisations set department_id = $2, version = version + 1 where department_id = $1",
    "update offices set parent_id = $2, version = version + 1 where parent_id = $1",
    "update account_requests set office_id = $2 where office_id = $1 and state = 'waiting'",
    "update phrases set office_id = $2 where office_id = $1",
    "update saved_filters set office_id = $2 where office_id = $1",
    "update ratings set office_id = $2 where office_id = $1 and answer is null",
    "update counter_receipts set office_id = $2 where office_id = $1",
    `insert into certificate_counters (issuer_office_id, kind, year, last_number)
     select $2, kind, year, last_number from certificate_counters where issuer_office_id = $1 for update
     on conflict (issuer_office_id, kind, year)
       do update set last_number = greatest(certificate_counters.last_number, excluded.last_number)`,
  ];
  for (const move of moves) await rows(database, move, [from.id, to.id], transaction);
}
