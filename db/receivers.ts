import type { Transaction } from "sequelize";
import {
  findReceiver,
  type Directory,
  type DirectoryArea,
  type DirectoryEmployer,
  type DirectoryOffice,
  type ReceiverSubject,
} from "../domain/receivers.ts";
import type { RoutingReceiver } from "../domain/routing.ts";
import { isBarredBody } from "./barred-bodies.ts";
import { entriesInForce } from "./catalogues.ts";
import { row, rows, type Database } from "./connection.ts";
import type { CaseRow } from "./rows.ts";

export interface Receiver {
  kind: "office" | "organisation" | "applicant";
  id: string;
  name: string;
}

type Subject = Pick<CaseRow, "id" | "account_id" | "applicant_name" | "organisation_id" | "area_path">;

const today = "(now() at time zone 'Asia/Shanghai')::date";
/** An office `o` with a reviewer or chief today. */
const staffed = `exists (select 1 from memberships m join accounts a on a.id = m.account_id and a.status = 'active'
  where m.office_id = o.id and m.role in ('reviewer', 'chief') and m.valid_from <= ${today} and (m.valid_to is null or m.valid_to >= ${today}))`;
/** An organisation `o` that is in use and has an agent today. */
export const employerReachable = `(o.status = 'in-use' and exists (select 1 from memberships m
  join accounts a on a.id = m.account_id and a.status = 'active'
  where m.organisation_id = o.id and m.valid_from <= ${today} and (m.valid_to is null or m.valid_to >= ${today})))`;

const officeColumns = `o.id, o.name, o.kind, o.area_id as "areaId", o.series, o.ended_at is not null as ended,
  o.successor_id as "successorId", ${staffed} as staffed`;

/** All offices and areas: for what looks at every case, or at none. */
export async function loadDirectory(database: Database, transaction?: Transaction): Promise<Directory> {
  const [offices, areas, employers, series] = await Promise.all([
    rows<DirectoryOffice>(database, `select ${officeColumns} from offices o`, [], transaction),
    rows<DirectoryArea>(database, "select id, name, level, path from areas", [], transaction),
    rows<DirectoryEmployer>(
      database,
      `select min(name) as name, area_id as "areaId", department_id as "departmentId", "inUse", reachable
       from (select o.name, o.area_id, o.department_id, o.status = 'in-use' as "inUse", ${employerReachable} as reachable
         from organisations o where o.status <> 'ended') o
       group by area_id, department_id, "inUse", reachable order by 1`,
      [],
      transaction,
    ),
    entriesInForce(database, { catalogue: "title-series", matter: null }, Date.now(), transaction),
  ]);
  return { ...directoryOf(offices, areas), employers, series: series.map(({ name }) => name) };
}

function directoryOf(offices: readonly DirectoryOffice[], areas: readonly DirectoryArea[]): Directory {
  return {
    offices: new Map(offices.map((office) => [office.id, office])),
    areas: new Map(areas.map((area) => [area.id, area])),
  };
}

interface Employer {
  id: string;
  name: string;
  department_id: string | null;
  reachable: boolean;
}

async function findEmployer(
  database: Database,
  subject: Subject,
  transaction?: Transaction,
): Promise<Employer | undefined> {
  if (!subject.organisation_id) return undefined;
  return row<Employer>(
    database,
    `select o.id, o.name, o.department_id, ${employerReachable} as reachable from organisations o where o.id = $1`,
    [subject.organisation_id],
    transaction,
  );
}

/** What the receivers of a case depend on, as if nobody had to stand aside from it; its employer, and as much of the directory as they can need. */
export async function surroundingsOf(
  database: Database,
  receivers: readonly RoutingReceiver[],
  subject: Subject,
): Promise<{ receiverSubject: ReceiverSubject; directory: Directory; employer: Employer | null }> {
  const employer = await findEmployer(database, subject);
  const directory = await directoryFor(database, receivers, subject, employer);
  return { receiverSubject: subjectOf(subject, employer), directory, employer: employer ?? null };
}

/** As much of the directory as one receiver of one case can need. */
async function directoryFor(
  database: Database,
  receivers: readonly RoutingReceiver[],
  subject: Pick<Subject, "area_path">,
  employer: Employer | undefined,
  transaction?: Transaction,
): Promise<Directory> {
  const ids = receivers.flatMap((receiver) => (receiver.kind === "office" ? [receiver.officeId] : []));
  if (employer?.department_id) ids.push(employer.department_id);
  const kinds = receivers.flatMap((receiver) => (receiver.kind === "office-of-kind" ? [receiver.officeKind] : []));
  const offices = await rows<DirectoryOffice>(
    database,
    `with recursive meant as (
       select id, successor_id from offices where id = any($1::uuid[]) or (kind = any($2::text[]) and area_id = any($3::uuid[]))
       union select s.id, s.successor_id from meant join offices s on s.id = meant.successor_id)
     select ${officeColumns} from offices o where o.id in (select id from meant)`,
    [ids, kinds, subject.area_path],
    transaction,
  );
  if (kinds.length === 0) return directoryOf(offices, []);
  const areas = await rows<DirectoryArea>(
    database,
    "select id, name, level, path from areas where id = any($1::uuid[])",
    [subject.area_path],
    transaction,
  );
  return directoryOf(offices, areas);
}

/**
 * The one office, employer or applicant a rule's receiver means for a case; undefined when there is none, or when an
 * office has ended, nobody sits in it on that day, or all who do must stand aside from the case (D20): the fallback takes
 * it then (B-18). `evenBarred`: the last resort, which takes it all the same.
 */
export async function resolveReceiver(
  database: Database,
  receiver: RoutingReceiver,
  subject: Subject,
  transaction?: Transaction,
  { evenBarred = false }: { evenBarred?: boolean } = {},
): Promise<Receiver | undefined> {
  const asksEmployer = receiver.kind === "employer" || receiver.kind === "employer-department";
  const employer = asksEmployer ? await findEmployer(database, subject, transaction) : undefined;
  const directory = await directoryFor(database, [receiver], subject, employer, transaction);
  const found = findReceiver(receiver, subjectOf(subject, employer), directory);
  switch (found?.kind) {
    case undefined:
      return undefined;
    case "applicant":
      return { kind: "applicant", id: subject.account_id, name: subject.applicant_name };
    case "employer":
      if (!employer || (await barred(employer.id))) return undefined;
      return { kind: "organisation", id: employer.id, name: employer.name };
    case "office":
      return (await barred(found.id)) ? undefined : found;
  }

  async function barred(bodyId: string): Promise<boolean> {
    return !evenBarred && isBarredBody(database, { caseId: subject.id, bodyId }, transaction);
  }
}

function subjectOf(
  { area_path: areaPath }: Pick<Subject, "area_path">,
  employer: Employer | undefined,
): ReceiverSubject {
  return {
    areaPath,
    departmentId: employer?.department_id ?? null,
    employerReachable: employer?.reachable ?? false,
    // Asked of the one body that is found.
    barred: [],
  };
}

/** An office that has not ended and has a member today. */
export async function findOffice(
  database: Database,
  id: string,
  transaction?: Transaction,
): Promise<Receiver | undefined> {
  const found = await row<{ id: string; name: string }>(
    database,
    `select o.id, o.name from offices o where o.id = $1 and o.ended_at is null and ${staffed}`,
    [id],
    transaction,
  );
  return found && { kind: "office", ...found };
}
