import { createHash } from "node:crypto";
import type { Transaction } from "sequelize";
import { row, rows, type Database } from "../../db/connection.ts";
import { inForceAt } from "../../db/rules.ts";
import { routingRule, type RoutingRule } from "../../domain/routing.ts";
import { notOver } from "./offices.ts";

export interface NamingSet {
  id: string;
  version: number;
  effective_from: Date;
  fallback_office_id: string | null;
  rules: RoutingRule[];
  /** Those of them that name the office. */
  naming: RoutingRule[];
}

/** The rule sets in force now and to come, oldest first; empty when none of them names the office. */
export async function findNamingSets(
  database: Database,
  officeId: string,
  transaction?: Transaction,
): Promise<NamingSet[]> {
  const sets = await rows<Omit<NamingSet, "rules" | "naming"> & { rules: unknown[] }>(
    database,
    `select s.id, s.version, s.effective_from, s.fallback_office_id,
       (select coalesce(jsonb_agg(r.rule order by r.id), '[]') from routing_rules r where r.rule_set_id = s.id) as rules
     from rule_sets s where s.version >= (select version from rule_sets where ${inForceAt}) order by s.version`,
    [new Date()],
    transaction,
  );
  const read = sets.map((set) => {
    const rules = set.rules.map((rule) => routingRule.parse(rule));
    return { ...set, rules, naming: rules.filter((rule) => JSON.stringify(rule).includes(officeId)) };
  });
  return read.some((set) => set.naming.length > 0 || set.fallback_office_id === officeId) ? read : [];
}

/** Changes when either office, who sits in the one that ends, or the rules do. */
export async function successionVersion(
  database: Database,
  [from, to]: readonly [string, string],
  transaction?: Transaction,
): Promise<string> {
  const found = await row<{ said: string }>(
    database,
    `select concat_ws(' ', (select version from offices where id = $1), (select version from offices where id = $2),
       (select max(version) from rule_sets),
       (select string_agg(m.id || '/' || m.version, ' ' order by m.id) from memberships m where m.office_id = $1 and ${notOver})) as said`,
    [from, to],
    transaction,
  );
  return createHash("sha256")
    .update(found?.said ?? "")
    .digest("base64url");
}

export interface SuccessionRow {
  open: number;
  held: number;
  finished: number;
  members: string[];
  substitutions: string[];
  employers: number;
  children: string[];
  requests: number;
  phrases: number;
  ratings: number;
  certificates: number;
}

export async function findSuccession(database: Database, from: string): Promise<SuccessionRow> {
  const found = await row<SuccessionRow>(
    database,
    `select t.open, t.held, t.finished,
       array(select a.display_name from memberships m join accounts a on a.id = m.account_id
         where m.office_id = $1 and ${notOver} group by a.id, a.display_name order by a.display_name) as members,
       array(select distinct substitute.display_name || '代' || absent.display_name from substitutes s
         join accounts absent on absent.id = s.account_id join accounts substitute on substitute.id = s.substitute_id
         join memberships m on m.office_id = $1 and m.account_id in (s.account_id, s.substitute_id) and ${notOver}
         where s.ended_at is null and s.valid_to >= (now() at time zone 'Asia/Shanghai')::date) as substitutions,
       (select count(*)::int from organisations where department_id = $1 and status <> 'ended') as employers,
       array(select name from offices where parent_id = $1 and ended_at is null order by name) as children,
       (select count(*)::int from account_requests where office_id = $1 and state = 'waiting') as requests,
       (select count(*)::int from phrases where office_id = $1 and ended_at is null) as phrases,
       (select count(*)::int from ratings where office_id = $1 and answer is null) as ratings,
       (select count(*)::int from certificates where issuer_office_id = $1 and state <> 'preparing') as certificates
     from (select count(*) filter (where state in ('open', 'waiting'))::int as open,
         count(*) filter (where state = 'open' and holder_id is not null)::int as held,
         count(*) filter (where state not in ('open', 'waiting'))::int as finished
       from desk_cases d join tasks t using (case_id, receiver_id) where d.receiver_id = $1) t`,
    [from],
  );
  return found!;
}

/** What is still on its way between an office and those that it succeeds or is succeeded by; `left`: cases. */
export async function findMovingHistory(
  database: Database,
  officeId: string,
): Promise<{ from: string; to: string; left: number }[]> {
  return rows(
    database,
    `select f.name as "from", t.name as "to", (select count(*)::int from desk_cases where receiver_id = f.id) as left
     from offices f join offices t on t.id = f.successor_id
     where f.history_moved_at is null and $1 in (f.id, f.successor_id) order by f.name`,
    [officeId],
  );
}
