import type { Transaction } from "sequelize";
import { routingRule, type RoutingRule } from "../domain/routing.ts";
import { row, rows, type Database } from "./connection.ts";

/** A published set: content and version never change. */
export interface RuleSet {
  id: string;
  version: number;
  rules: readonly RoutingRule[];
  /** Receives what no rule and no rule's own fallback can place (B-18). */
  fallbackOfficeId: string | null;
}

/** The newest version that has begun holds: a set ends where a later one begins. */
export const inForceAt = "effective_from <= $1 order by version desc limit 1";

type SetRow = Pick<RuleSet, "id" | "version"> & { fallback_office_id: string | null };
const columns = "id, version, fallback_office_id";
const cached = new WeakMap<Database, Map<string, RuleSet>>();

/**
 * The rule set in force at an instant. A published set never changes, so its rules are read once per process.
 * @throws Error when none is in force: a deployment without rules is a fault.
 */
export async function loadRules(database: Database, at: Date, transaction?: Transaction): Promise<RuleSet> {
  const set = await row<SetRow>(database, `select ${columns} from rule_sets where ${inForceAt}`, [at], transaction);
  if (!set) throw new Error(`no routing rules in force at ${at.toISOString()}`);
  return withRules(database, set, transaction);
}

/** One version, in force or not; undefined when it was never published. */
export async function findRuleSet(
  database: Database,
  version: number,
  transaction?: Transaction,
): Promise<RuleSet | undefined> {
  const set = await row<SetRow>(
    database,
    `select ${columns} from rule_sets where version = $1`,
    [version],
    transaction,
  );
  return set && withRules(database, set, transaction);
}

async function withRules(database: Database, set: SetRow, transaction?: Transaction): Promise<RuleSet> {
  const known = cached.get(database) ?? new Map<string, RuleSet>();
  cached.set(database, known);
  const found = known.get(set.id);
  if (found) return found;
  const stored = await rows<{ rule: unknown }>(
    database,
    "select rule from routing_rules where rule_set_id = $1 order by id",
    [set.id],
    transaction,
  );
  const loaded = {
    id: set.id,
    version: set.version,
    fallbackOfficeId: set.fallback_office_id,
    rules: stored.map(({ rule }) => routingRule.parse(rule)),
  };
  known.set(set.id, loaded);
  return loaded;
}
