import { row, rows, type Database } from "../../db/connection.ts";
import type { Actor } from "../../domain/actor.ts";
import type { AbsenceSubject } from "../../domain/policy/substitutes.ts";

export interface SubstitutionRow {
  id: string;
  account_id: string;
  substitute_id: string;
  absent: string;
  substitute: string;
  matters: string[] | null;
  valid_from: string;
  valid_to: string;
  reason: string;
  made_by: string;
  state: "coming" | "running" | "ended";
  office_ids: string[];
}

export interface PersonRow {
  accountId: string;
  name: string;
  body: string;
}

const today = "(now() at time zone 'Asia/Shanghai')::date";
/** The offices somebody sits in; none for who has another seat besides, which no chief of an office disposes of. */
export const officesOf = (account: string) => `array(select distinct own.office_id from seats_today own
  where own.account_id = ${account} and own.absent_id is null and own.office_id is not null
    and not exists (select from seats_today other where other.account_id = ${account} and other.absent_id is null
      and other.role in ('agent', 'administrator')))`;

/** What concerns the actor: their own absences, those they stand in for, and those of the offices they lead; newest first. */
export async function findSubstitutions(database: Database, actor: Actor): Promise<SubstitutionRow[]> {
  return rows(
    database,
    `select s.id, s.account_id, s.substitute_id, absent.display_name as absent, substitute.display_name as substitute,
       s.matters, s.valid_from::text, s.valid_to::text, s.reason, made.display_name as made_by,
       case when s.ended_at is not null or s.valid_to < ${today} then 'ended'
         when s.valid_from > ${today} then 'coming' else 'running' end as state, ${officesOf("s.account_id")} as office_ids
     from substitutes s join accounts absent on absent.id = s.account_id
     join accounts substitute on substitute.id = s.substitute_id join accounts made on made.id = s.made_by
     where s.account_id = $1 or s.substitute_id = $1 or exists (select from memberships m
       where m.account_id = s.account_id and m.office_id = any($2::uuid[]))
     order by s.made_at desc, s.id limit 200`,
    [actor.accountId, ledOffices(actor)],
  );
}

/** Whose absence the actor might arrange: themselves, and whoever sits in an office they lead. */
export async function findAbsentees(
  database: Database,
  actor: Actor,
): Promise<(PersonRow & { officeIds: string[] })[]> {
  return rows(
    database,
    `select a.id as "accountId", a.display_name as name, string_agg(distinct coalesce(f.name, o.name), '、') as body,
       ${officesOf("a.id")} as "officeIds"
     from accounts a join seats_today s on s.account_id = a.id and s.absent_id is null and s.role <> 'administrator'
     left join offices f on f.id = s.office_id left join organisations o on o.id = s.organisation_id
     where a.status = 'active' and (a.id = $1 or s.office_id = any($2::uuid[]))
     group by a.id, a.display_name order by a.id <> $1, a.display_name, a.id`,
    [actor.accountId, ledOffices(actor)],
  );
}

function ledOffices(actor: Actor): string[] {
  return actor.memberships.flatMap(({ role, officeId, standsInFor }) =>
    role === "chief" && officeId && !standsInFor ? [officeId] : [],
  );
}

export async function absenceOf(database: Database, accountId: string): Promise<AbsenceSubject> {
  const found = await row<{ office_ids: string[] }>(database, `select ${officesOf("$1::uuid")} as office_ids`, [
    accountId,
  ]);
  return { accountId, officeIds: found?.office_ids ?? [] };
}

/**
 * Who may stand in for somebody: for a desk in an office, whoever sits in an office of the same area or one above it;
 * for an employer's agent, the other agents of that employer. Colleagues of the same body first.
 */
export async function findSubstitutes(database: Database, accountId: string): Promise<PersonRow[]> {
  return rows(
    database,
    `select a.id as "accountId", a.display_name as name, string_agg(distinct coalesce(f.name, o.name), '、') as body
     from seats_today mine left join offices mf on mf.id = mine.office_id left join areas area on area.id = mf.area_id
     join seats_today s on s.absent_id is null and s.role in ('agent', 'reviewer', 'chief') and s.account_id <> $1
     join accounts a on a.id = s.account_id and a.status = 'active'
     left join offices f on f.id = s.office_id left join organisations o on o.id = s.organisation_id
     where mine.account_id = $1 and mine.absent_id is null and mine.role in ('agent', 'reviewer', 'chief')
       and (s.organisation_id = mine.organisation_id or (f.area_id = any(area.path) and f.ended_at is null))
     group by a.id, a.display_name
     order by bool_or(coalesce(s.office_id, s.organisation_id) = coalesce(mine.office_id, mine.organisation_id)) desc,
       a.display_name, a.id limit 300`,
    [accountId],
  );
}
