import type { Transaction } from "sequelize";
import { row, type Database } from "./connection.ts";

const today = "(now() at time zone 'Asia/Shanghai')::date";

/**
 * SQL: WITH-parts that end in `barred_bodies (case_id, body_id)`: in which body every member may not decide which case
 * (D20), so that nobody there qualifies for it (B-18). `seats (account_id, body_id, in_office)` are today's. Both
 * arguments are SQL; null means every case, every body.
 */
export const barredBodies = (caseId: string, bodyId: string) => `seats as materialized (
    select distinct m.account_id, coalesce(m.office_id, m.organisation_id) as body_id, m.office_id is not null as in_office
    from memberships m join accounts a on a.id = m.account_id and a.status = 'active'
    where m.role in ('agent', 'reviewer', 'chief') and m.valid_from <= ${today} and (m.valid_to is null or m.valid_to >= ${today})
      and (${bodyId}::uuid is null or ${bodyId}::uuid in (m.office_id, m.organisation_id))
  ), clerks as materialized (
    select account_id, accounts_of_person(account_id) as accounts, natural_person(account_id) as person_id, bool_or(in_office) as in_office
    from seats group by account_id
  ), barred as (
    select c.id as case_id, k.account_id, true as own from clerks k join cases c on c.account_id = any(k.accounts)
    where ${caseId}::uuid is null or c.id = ${caseId}::uuid
    union select c.id, k.account_id, true from clerks k join cases c on c.person_id = k.person_id
    where ${caseId}::uuid is null or c.id = ${caseId}::uuid
    union select acted.case_id, k.account_id, false from clerks k join acted_for_applicant acted on acted.account_id = any(k.accounts)
    where k.in_office and (${caseId}::uuid is null or acted.case_id = ${caseId}::uuid)
  ), members as materialized (select body_id, count(*) as many from seats group by body_id
  ), barred_bodies as materialized (
    select b.case_id, s.body_id from barred b join seats s on s.account_id = b.account_id and (s.in_office or b.own)
    join members m on m.body_id = s.body_id
    group by b.case_id, s.body_id, m.many having count(distinct b.account_id) = m.many)`;

/** Must every member of this body stand aside from the case (D20)? One without members bars nobody. */
export async function isBarredBody(
  database: Database,
  { caseId, bodyId }: { caseId: string; bodyId: string },
  transaction?: Transaction,
): Promise<boolean> {
  const found = await row(
    database,
    `with ${barredBodies("$1", "$2")} select 1 as one from barred_bodies where case_id = $1 and body_id = $2`,
    [caseId, bodyId],
    transaction,
  );
  return found !== undefined;
}
