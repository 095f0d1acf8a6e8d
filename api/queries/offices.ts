import type { Transaction } from "sequelize";
import { row, rows, type Database } from "../../db/connection.ts";
import type { AccountSubject, OfficeSubject } from "../../domain/policy/offices.ts";
import type { RefusalParams } from "../../domain/refusal.ts";

export const today = "(now() at time zone 'Asia/Shanghai')::date";

/** An office `o` in area `a`, as the policy sees it. */
const subjectColumns = `o.id, o.kind, o.ended_at is not null as ended,
  case when o.kind = 'title-office' and (o.series is not null or a.level = 'county') then (
    select c.id from offices c join areas ca on ca.id = c.area_id
    where c.kind = 'title-office' and c.series is null and c.ended_at is null and ca.level = 'city' and ca.id = any(a.path)
    order by c.id limit 1) end as "cityTitleOfficeId"`;

export interface OfficeRow extends OfficeSubject {
  version: number;
  name: string;
  area_id: string;
  area_name: string;
  series: string | null;
  parent_id: string | null;
  parent_name: string | null;
  successor_id: string | null;
  successor_name: string | null;
  phone: string;
  ended_at: Date | null;
  open: number;
  overdue: number;
  requests: number;
  succession_waits: boolean;
}

/** Every office, with what lies open and overdue at it; those that have ended last. One by `id`, else all. */
export async function findOffices(
  database: Database,
  id: string | null = null,
  transaction?: Transaction,
): Promise<OfficeRow[]> {
  return rows<OfficeRow>(
    database,
    `with load as (
       select receiver_id, count(*)::int as open, count(*) filter (where due_order <= $2)::int as overdue
       from tasks where state = 'open' and kind <> 'ask' and receiver_kind = 'office' and ($1::uuid is null or receiver_id = $1)
       group by receiver_id
     )
     select ${subjectColumns}, o.version, o.name, o.area_id, a.name as area_name, o.series, o.parent_id, p.name as parent_name,
       o.successor_id, s.name as successor_name, o.phone, o.ended_at, coalesce(l.open, 0) as open,
       coalesce(l.overdue, 0) as overdue,
       (select count(*)::int from account_requests r where r.office_id = o.id and r.state = 'waiting') as requests,
       exists (select from succession_proposals p where p.office_id = o.id and p.state = 'waiting') as succession_waits
     from offices o join areas a on a.id = o.area_id left join offices p on p.id = o.parent_id
     left join offices s on s.id = o.successor_id left join load l on l.receiver_id = o.id
     where ($1::uuid is null or o.id = $1)
     order by o.ended_at is not null, cardinality(a.path), o.kind, o.name, o.id`,
    [id, Date.now()],
    transaction,
  );
}

export interface SeatRow {
  id: string;
  office_id: string;
  account_id: string;
  name: string;
  login_name: string;
  role: "reviewer" | "chief" | "administrator";
  valid_from: string;
  valid_to: string | null;
  version: number;
  initial_password: boolean;
  identity_known: boolean;
  state: "coming" | "current" | "ended";
  work: number;
}

/** Who sits, sat and will sit in an office; without one: who sits in the offices today. */
export async function findSeats(database: Database, officeId: string | null = null): Promise<SeatRow[]> {
  return rows<SeatRow>(
    database,
    `select m.id, m.office_id, a.id as account_id, a.display_name as name, a.login_name, m.role, m.valid_from::text,
       m.valid_to::text, m.version, a.must_change_password as initial_password,
       a.person_id is not null or a.identity_number_hash is not null as identity_known,
       case when m.valid_to < ${today} then 'ended' when m.valid_from > ${today} then 'coming' else 'current' end as state,
       case when $1::uuid is null then 0 else (select count(*)::int from tasks t where t.state = 'open' and t.kind <> 'ask'
         and t.receiver_id = m.office_id and (t.holder_id = a.id or t.lender_id = a.id)) end as work
     from memberships m join accounts a on a.id = m.account_id and a.status = 'active'
     where m.office_id is not null and ($1::uuid is null or m.office_id = $1)
       and ($1::uuid is not null or (m.valid_from <= ${today} and (m.valid_to is null or m.valid_to >= ${today})))
     order by m.valid_to < ${today} nulls first, m.role, a.display_name, m.id`,
    [officeId],
  );
}

/**
 * How the policy sees an account: all that whoever signs in with it reaches. Seats that are over count, since what was
 * decided in them is still read, and so do those of whoever it stands in for, now or later.
 */
export async function accountSubject(
  database: Database,
  id: string,
  transaction?: Transaction,
): Promise<AccountSubject | undefined> {
  const reached = `(m.account_id = $1 or (m.role in ('agent', 'reviewer', 'chief') and ${notOver} and m.account_id in (
    select s.account_id from substitutes s where s.substitute_id = $1 and s.ended_at is null and s.valid_to >= ${today})))`;
  const account = await row<Omit<AccountSubject, "offices">>(
    database,
    `select a.id, a.person_id is not null as personal,
       exists (select from memberships m where m.organisation_id is not null and ${reached}) as "atEmployer",
       exists (select from memberships m where m.role = 'administrator' and ${reached}) as administers
     from accounts a where a.id = $1 and a.status = 'active'`,
    [id],
    transaction,
  );
  if (!account) return undefined;
  const offices = await rows<OfficeSubject>(
    database,
    `select distinct on (o.id) ${subjectColumns} from memberships m join offices o on o.id = m.office_id
     join areas a on a.id = o.area_id where ${reached} order by o.id`,
    [id],
    transaction,
  );
  return { ...account, offices };
}

export const notOver = `(m.valid_to is null or m.valid_to >= ${today})`;

export interface RequestRow {
  id: string;
  office_id: string;
  name: string;
  role: "reviewer" | "chief";
  reason: string;
  requested_by: string;
  requested_at: Date;
  state: "waiting" | "granted" | "declined";
  answer: string | null;
}

export async function findRequests(database: Database, officeId: string): Promise<RequestRow[]> {
  return rows<RequestRow>(
    database,
    `select r.id, r.office_id, r.name, r.role, r.reason, a.display_name as requested_by, r.requested_at, r.state, r.answer
     from account_requests r join accounts a on a.id = r.requested_by
     where r.office_id = $1 order by r.state <> 'waiting', r.requested_at desc, r.id limit 50`,
    [officeId],
  );
}

export interface ActRow {
  at: Date;
  who: string;
  action: string;
  data: RefusalParams;
}

/** What was done to an office and in it, newest first; `membershipId` limits it to one seat. Names are read here: the trail keeps none. */
export async function findOfficeActs(
  database: Database,
  officeId: string,
  { membershipId = null, most = 30 }: { membershipId?: string | null; most?: number } = {},
): Promise<ActRow[]> {
  return rows<ActRow>(
    database,
    `select l.at, coalesce(by.display_name, '') as who, l.action,
       l.data || jsonb_build_object('who', coalesce(about.display_name, r.name), 'office', o.name) as data
     from audit_log l left join accounts by on by.id = l.account_id
     left join accounts about on about.id::text = l.data ->> 'accountId'
     left join account_requests r on r.id::text = l.data ->> 'requestId'
     left join offices o on o.id::text = l.data ->> 'officeId'
     where l.subject_kind = 'office' and l.subject_id = $1 and ($2::text is null or l.data ->> 'membershipId' = $2)
     order by l.id desc limit $3`,
    [officeId, membershipId, most],
  );
}
