import type { Transaction } from "sequelize";
import { assertNever } from "../domain/assert-never.ts";
import type { RoutingRule } from "../domain/routing.ts";
import { row, type Database } from "./connection.ts";
import type { CaseRow } from "./rows.ts";

export interface Receiver {
  kind: "office" | "organisation" | "applicant";
  id: string;
  name: string;
}

type Subject = Pick<CaseRow, "account_id" | "applicant_name" | "organisation_id" | "area_path">;

/**
 * The one office, employer or applicant a rule's receiver means for a case; undefined when there is none, or when an
 * office has ended or nobody sits in it on that day: the fallback takes it then (B-18).
 */
export async function resolveReceiver(
  database: Database,
  receiver: RoutingRule["receiver"],
  subject: Subject,
  transaction?: Transaction,
): Promise<Receiver | undefined> {
  switch (receiver.kind) {
    case "applicant":
      return { kind: "applicant", id: subject.account_id, name: subject.applicant_name };
    case "employer":
      return subject.organisation_id ? findEmployer(database, subject.organisation_id, transaction) : undefined;
    case "employer-department": {
      const found = await row<{ department_id: string | null }>(
        database,
        "select department_id from organisations where id = $1",
        [subject.organisation_id],
        transaction,
      );
      return found?.department_id ? findOffice(database, found.department_id, transaction) : undefined;
    }
    case "office":
      return findOffice(database, receiver.officeId, transaction);
    case "office-of-kind": {
      // From the case's own area upward; `level` picks the county's or the city's.
      const found = await row<{ id: string }>(
        database,
        `select o.id from offices o join areas a on a.id = o.area_id
         where o.kind = $1 and o.ended_at is null and o.series is null and o.area_id = any($2::uuid[]) and ($3::text is null or a.level = $3)
         order by array_position($2::uuid[], o.area_id), o.id limit 1`,
        [receiver.officeKind, subject.area_path, receiver.level ?? null],
        transaction,
      );
      return found ? findOffice(database, found.id, transaction) : undefined;
    }
    default:
      return assertNever(receiver);
  }
}

/** An office that has not ended and has a member today. */
export async function findOffice(
  database: Database,
  id: string,
  transaction?: Transaction,
): Promise<Receiver | undefined> {
  const found = await row<{ id: string; name: string }>(
    database,
    `select o.id, o.name from offices o where o.id = $1 and o.ended_at is null
     and exists (select 1 from memberships m join accounts a on a.id = m.account_id and a.status = 'active'
                 where m.office_id = o.id and m.role in ('reviewer', 'chief') and (m.valid_to is null or m.valid_to >= (now() at time zone 'Asia/Shanghai')::date))`,
    [id],
    transaction,
  );
  return found && { kind: "office", ...found };
}

async function findEmployer(database: Database, id: string, transaction?: Transaction): Promise<Receiver | undefined> {
  const found = await row<{ id: string; name: string }>(
    database,
    `select o.id, o.name from organisations o where o.id = $1 and o.status = 'in-use'
     and exists (select 1 from memberships m join accounts a on a.id = m.account_id and a.status = 'active'
                 where m.organisation_id = o.id and (m.valid_to is null or m.valid_to >= (now() at time zone 'Asia/Shanghai')::date))`,
    [id],
    transaction,
  );
  return found && { kind: "organisation", ...found };
}
