import { barredBodies } from "../../db/barred-bodies.ts";
import { employerReachable } from "../../db/receivers.ts";
import { row, rows, type Database } from "../../db/connection.ts";

/** Open cases with their next steps, or those of the last twelve months from their first step on. */
export type CaseScope = "open" | "year";

/** Cases that rules cannot tell apart, with how many they are. */
export interface CaseKindRow {
  /** Names the kind: the same question gives the same key. */
  key: string;
  matter: string;
  /** Where they stand; null: from the beginning. */
  step: string | null;
  area_path: string[];
  facts: Record<string, string>;
  department_id: string | null;
  reachable: boolean;
  /** Offices in which all must stand aside from the case (D20); most cases have none. */
  barred: string[];
  /** The office that has the open review, when a rule asks for it. */
  office_before: string | null;
  /** A case that was sent straight back stands for itself: what it has kept is told by its timeline. */
  own_id: string | null;
  many: number;
}

interface Asked {
  scope: CaseScope;
  /** Does any rule ask who decided before? Otherwise more cases are of one kind. */
  officeBefore: boolean;
}

const reached = `coalesce(e.reachable, false) and not exists (select from barred_bodies b where b.case_id = c.id and b.body_id = c.organisation_id) as reachable`;
const barred = `array(select b.body_id from barred_bodies b join offices f on f.id = b.body_id where b.case_id = c.id order by 1) as barred`;

/** `$1`: does the office before count? */
const kinds = {
  open: `select c.id, c.number, c.matter, c.step, c.area_path, c.facts, e.department_id, ${reached}, ${barred},
      case when $1::boolean then (select t.receiver_id from tasks t where t.case_id = c.id and t.state = 'open' and t.kind = 'review'
        and t.step = c.step and t.receiver_kind = 'office' and coalesce(t.sign_order, 0) = 0 limit 1) end as office_before,
      case when c.round > 1 and exists (select 1 from case_events v where v.case_id = c.id and v.type = 'task.returned'
        and v.data->>'straightBack' = 'true') then c.id end as own_id
    from cases c left join employers e on e.id = c.organisation_id where c.state = 'open' and c.step is not null`,
  year: `select c.id, c.number, c.matter, null::text as step, c.area_path, c.facts, e.department_id,
      ${reached}, ${barred}, null::uuid as office_before, null::uuid as own_id
    from cases c left join employers e on e.id = c.organisation_id
    where $1::boolean is not null and c.opened_at > now() + c.clock_ahead * interval '1 millisecond' - interval '1 year'`,
} as const satisfies Record<CaseScope, string>;

const columns = "matter, step, area_path, facts, department_id, reachable, barred, office_before, own_id";
const key = `md5(concat_ws('|', matter, step, area_path[1], facts::text, department_id, reachable, barred::text, coalesce(office_before::text, '-'), own_id))`;

function keyed(scope: CaseScope): string {
  return `with employers as materialized (select o.id, o.department_id, ${employerReachable} as reachable from organisations o),
    ${barredBodies("null", "null")},
    standing as (${kinds[scope]})`;
}

/** One statement, whatever the number of cases; grouped where they are. */
export async function listCaseKinds(database: Database, { scope, officeBefore }: Asked): Promise<CaseKindRow[]> {
  return rows<CaseKindRow>(
    database,
    `${keyed(scope)} select ${key} as key, ${columns}, count(*)::int as many from standing group by ${columns}`,
    [officeBefore],
  );
}

export interface CaseOfKind {
  id: string;
  number: string;
  applicant_name: string;
  organisation_name: string | null;
  step: string | null;
  key: string;
}

/** The cases of some kinds, by number. */
export async function listCasesOfKinds(
  database: Database,
  asked: Asked & { keys: readonly string[]; after: string | null; limit: number },
): Promise<CaseOfKind[]> {
  return rows<CaseOfKind>(
    database,
    `${keyed(asked.scope)}, of_kind as (select id, ${key} as key from standing where $2::text is null or number > $2)
     select c.id, c.number, c.applicant_name, c.organisation_name, c.step, k.key from of_kind k join cases c on c.id = k.id
     where k.key = any($3::text[]) order by c.number limit $4`,
    [asked.officeBefore, asked.after, asked.keys, asked.limit],
  );
}

/** The office that last approved one of these steps of a case; null when none did, or it was no office. */
export async function officeThatApproved(
  database: Database,
  caseId: string,
  steps: readonly string[],
): Promise<string | null> {
  const decided = await row<{ receiver_kind: string; receiver_id: string }>(
    database,
    `select receiver_kind, receiver_id from tasks where case_id = $1 and kind = 'review' and state = 'decided'
       and outcome = 'approved' and coalesce(sign_order, 0) = 0 and step = any($2::text[]) order by seq desc limit 1`,
    [caseId, steps],
  );
  return decided?.receiver_kind === "office" ? decided.receiver_id : null;
}
