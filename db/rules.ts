import type { Transaction } from "sequelize";
import { routingRule, type RoutingRule } from "../domain/routing.ts";
import { row, rows, type Database } from "./connection.ts";

export interface RuleSet {
  id: string;
  version: number;
  rules: readonly RoutingRule[];
}

const cached = new WeakMap<Database, Map<string, RuleSet>>();

/**
 * The rule set in force at an instant. A published set never changes, so its rules are read once per process.
 * @throws Error when none is in force: a deployment without rules is a fault.
 */
export async function loadRules(database: Database, at: Date, transaction?: Transaction): Promise<RuleSet> {
  const set = await row<{ id: string; version: number }>(
    database,
    `select id, version from rule_sets
     where effective_from <= $1 and (effective_to is null or effective_to > $1)
     order by version desc limit 1`,
    [at],
    transaction,
  );
  if (!set) throw new Error(`no routing rules in force at ${at.toISOString()}`);
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
  const loaded = { ...set, rules: stored.map(({ rule }) => routingRule.parse(rule)) };
  known.set(set.id, loaded);
  return loaded;
}
