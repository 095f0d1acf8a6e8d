import { barredBodies } from "../../db/barred-bodies.ts";
import { rows, row, type Database } from "../../db/connection.ts";
import type { DriftKind, DriftParams } from "../../domain/texts/drift.ts";

export interface OfficeRow {
  id: string;
  name: string;
  kind: string;
  area_name: string;
  parent_name: string | null;
  phone: string;
  open: number;
  overdue: number;
  oldest_due: Date | null;
}

/** Offices that have not ended, with what lies open and overdue at them. */
export async function listOffices(database: Database): Promise<OfficeRow[]> {
  return rows<OfficeRow>(
    database,
    `with load as (
       select receiver_id, count(*)::int as open, count(*) filter (where due_order <= $1)::int as overdue,
         min(due_at) filter (where due_order <= $1) as oldest_due
       from tasks where state = 'open' and kind <> 'ask' and receiver_kind = 'office' group by receiver_id
     )
     select o.id, o.name, o.kind, a.name as area_name, p.name as parent_name, o.phone,
       coalesce(l.open, 0) as open, coalesce(l.overdue, 0) as overdue, l.oldest_due
     from offices o join areas a on a.id = o.area_id left join offices p on p.id = o.parent_id left join load l on l.receiver_id = o.id
     where o.ended_at is null order by cardinality(a.path), o.kind, o.name`,
    [Date.now()],
  );
}

export interface OverdueRow {
  id: string;
  name: string;
  open: number;
  overdue: number;
  oldest_due: Date;
}

/** Offices and employers with work past its due date, most first; what applicants are asked for is not counted. */
export async function listOverdue(database: Database): Promise<OverdueRow[]> {
  return rows<OverdueRow>(
    database,
    `with load as (
       select receiver_id, count(*)::int as open, count(*) filter (where due_order <= $1)::int as overdue,
         min(due_at) filter (where due_order <= $1) as oldest_due
       from tasks where state = 'open' and kind <> 'ask' and receiver_kind <> 'applicant' group by receiver_id
     )
     select l.receiver_id as id, coalesce(o.name, b.name) as name, l.open, l.overdue, l.oldest_due
     from load l left join offices o on o.id = l.receiver_id left join organisations b on b.id = l.receiver_id
     where l.overdue > 0 order by l.overdue desc, name, l.receiver_id`,
    [Date.now()],
  );
}

export interface UndecidableRow {
  id: string;
  case_number: string;
  matter: string;
  step: string;
  receiver_kind: "office" | "organisation";
  receiver_id: string;
  receiver_name: string;
  /** All who sit there must stand aside; otherwise nobody sits there. */
  barred: boolean;
}

/** Open tasks at bodies in which nobody may decide them: members left since, or all must stand aside (D20, B-18). */
export async function listUndecidable(database: Database): Promise<UndecidableRow[]> {
  return rows<UndecidableRow>(
    database,
    `with ${barredBodies("null", "null")}, bodies as (
       select id from offices union all select id from organisations
     ), empty as (select id from bodies where id not in (select body_id from members)),
     found as (
       select t.id, t.opened_at, false as barred from empty e join tasks t on t.receiver_id = e.id and t.state = 'open' and t.kind <> 'ask'
       union all
       select t.id, t.opened_at, true from barred_bodies b join tasks t on t.case_id = b.case_id and t.receiver_id = b.body_id
         and t.state = 'open' and t.kind <> 'ask'
     )
     select t.id, t.case_number, t.matter, t.step, t.receiver_kind, t.receiver_id, t.receiver_name, found.barred
     from found join tasks t on t.id = found.id order by found.opened_at, t.id limit 50`,
  );
}

export interface StuckRow {
  case_id: string;
  number: string | null;
  matter: string | null;
  /** Which act fails; null where none does and the case has yet not gone on. */
  act: "open" | "look" | "record" | "begin" | "effect" | "close" | "workflow" | null;
  step: string;
  since: Date;
  attempts: number;
  failure: string | null;
}

/** A case that has nothing open for so long has not been moved on by engine and worker. */
const quietMinutes = 2;

/** Cases whose work fails, and cases that wait for nobody: neither a task nor a notice is open. Longest first. */
export async function listStuckCases(database: Database): Promise<StuckRow[]> {
  return rows<StuckRow>(
    database,
    `select f.case_id, c.number, c.matter, f.act, f.step, f.first_at as since, f.attempts, f.failure
     from act_failures f left join cases c on c.id = f.case_id
     union all
     select c.id, c.number, c.matter, null, coalesce(c.step, ''), last.at, 0, null
     from cases c cross join lateral (
       select e.at - c.clock_ahead * interval '1 millisecond' as at from case_events e where e.case_id = c.id order by e.seq desc, e.part desc limit 1
     ) last
     where c.state = 'open' and last.at < now() - interval '${quietMinutes} minutes'
       and not exists (select from tasks t where t.case_id = c.id and t.state = 'open')
       and not exists (select from notices n where n.case_id = c.id and n.state = 'running')
       and not exists (select from act_failures f where f.case_id = c.id)
     order by since limit 200`,
  );
}

export interface DriftRow {
  case_id: string;
  number: string | null;
  findings: { kind: DriftKind; params: DriftParams }[];
  since: Date;
}

/** Cases whose rows differ from the engine, as the last looks found them; the oldest first. */
export async function listDrift(database: Database): Promise<DriftRow[]> {
  return rows<DriftRow>(
    database,
    `select f.case_id, c.number, min(f.first_seen_at) as since,
       jsonb_agg(jsonb_build_object('kind', f.kind, 'params', f.params) order by f.first_seen_at, f.id) as findings
     from drift_findings f left join cases c on c.id = f.case_id where f.healed_at is null
     group by f.case_id, c.number order by since, f.case_id limit 200`,
  );
}

export interface ReconciliationRow {
  started_at: Date;
  finished_at: Date | null;
  asked: number;
  unanswered: number;
}

/** The last look of either kind. */
export async function findReconciliation(database: Database): Promise<ReconciliationRow | undefined> {
  return row<ReconciliationRow>(
    database,
    "select started_at, finished_at, asked, unanswered from reconciliations order by started_at desc limit 1",
  );
}

export async function countFailingDeliveries(database: Database): Promise<number> {
  const counted = await row<{ count: number }>(
    database,
    "select count(*)::int as count from deliveries where state = 'waiting' and attempts > 0",
  );
  return counted?.count ?? 0;
}

/** Cases whose papers do not come about at the moment, and the newest sentence of why; undefined where none is. */
export async function findFailingPapers(database: Database): Promise<{ cases: number; failure: string } | undefined> {
  return row(
    database,
    `select count(*) over ()::int as cases, failure from act_failures where act = 'effect' order by last_at desc limit 1`,
  );
}

/** Files in quarantine. */
export async function countWaitingFiles(database: Database): Promise<number> {
  const counted = await row<{ count: number }>(
    database,
    "select count(*)::int as count from files where scan_state = 'quarantined'",
  );
  return counted?.count ?? 0;
}

export interface UnscannableRow {
  hash: string;
  type: string;
  size_in_bytes: number;
  stored_at: Date;
  scan_failure: string;
  number: string | null;
}

/** Files in quarantine that the scanner was shown and could not look at; the oldest first. */
export async function listUnscannable(database: Database): Promise<UnscannableRow[]> {
  return rows<UnscannableRow>(
    database,
    `select f.hash, f.type, f.size_in_bytes, f.stored_at, f.scan_failure, min(c.number) as number
     from files f left join materials m on m.file_hash = f.hash left join drafts d on d.id = m.draft_id
       left join cases c on c.id = d.case_id
     where f.scan_state = 'quarantined' and f.scan_failure is not null group by f.hash order by f.stored_at limit 50`,
  );
}

/** Open cases per step of a matter, and since when the oldest waits there. */
export async function countOpenBySteps(
  database: Database,
  matter: string,
  areaId: string | null,
): Promise<ReadonlyMap<string, { open: number; oldestSince: Date | null }>> {
  const counted = await rows<{ step: string; open: number; oldest: Date | null }>(
    database,
    `select c.step, count(*)::int as open, min(coalesce(t.opened_at, n.published_at, c.opened_at)) as oldest from cases c
     left join lateral (select min(opened_at) as opened_at from tasks where case_id = c.id and state = 'open' and kind <> 'objection') t on true
     left join lateral (select published_at from notices where case_id = c.id and state = 'running') n on true
     where c.matter = $1 and c.state = 'open' and c.step is not null and ($2::uuid is null or $2 = any(c.area_path)) group by c.step`,
    [matter, areaId],
  );
  return new Map(counted.map(({ step, open, oldest }) => [step, { open, oldestSince: oldest }]));
}
