import { findMatter } from "./matters/index.ts";
import type { RoutingRule } from "./routing.ts";
import { describeRule, type RuleNames } from "./texts/rules.ts";

/** What changes from one rule set to another, rule by rule and in words. */
export interface RuleDifference {
  ruleId: string;
  kind: "added" | "removed" | "changed";
  matterTitle: string;
  stepTitle: string;
  /** Area and conditions, as they stand after the change; before it, for a rule that is taken out. */
  where: string;
  /** Only what differs; of an added rule everything it says, of a removed one what it said. */
  changes: { label: string; from: string | null; to: string | null }[];
}

/** Rules are the same when their id is: an id lives on through the versions. Order as the new set has it, then removals. */
export function compareRules(
  from: readonly RoutingRule[],
  to: readonly RoutingRule[],
  names: RuleNames,
): RuleDifference[] {
  const before = new Map(from.map((rule) => [rule.id, rule]));
  const after = new Set(to.map((rule) => rule.id));
  return [
    ...to.flatMap((rule) => difference(before.get(rule.id), rule, names) ?? []),
    ...from.flatMap((rule) => (after.has(rule.id) ? [] : (difference(rule, undefined, names) ?? []))),
  ];
}

function difference(
  from: RoutingRule | undefined,
  to: RoutingRule | undefined,
  names: RuleNames,
): RuleDifference | undefined {
  const rule = to ?? from;
  const matter = rule && findMatter(rule.matter);
  if (!rule || !matter) return undefined;
  const was = new Map((from ? describeRule(from, matter, names) : []).map(({ label, text }) => [label, text]));
  const is = new Map((to ? describeRule(to, matter, names) : []).map(({ label, text }) => [label, text]));
  const changes = [...new Set([...was.keys(), ...is.keys()])]
    .map((label) => ({ label, from: was.get(label) ?? null, to: is.get(label) ?? null }))
    .filter((change) => change.from !== change.to);
  if (changes.length === 0) return undefined;
  const now = to ? is : was;
  return {
    ruleId: rule.id,
    kind: from && to ? "changed" : to ? "added" : "removed",
    matterTitle: matter.title,
    stepTitle: matter.steps[rule.step]?.title ?? rule.step,
    where: `${now.get("地区")}，${now.get("条件")}`,
    changes,
  };
}

/**
 * A draft carried over to a newer version than it began from: what the draft changed stays changed, everything else is
 * as the newer version has it. `both` names the rules that both changed; there the draft's word stands.
 */
export function rebaseRules(
  base: readonly RoutingRule[],
  draft: readonly RoutingRule[],
  newest: readonly RoutingRule[],
): { rules: RoutingRule[]; both: string[] } {
  const text = (rules: readonly RoutingRule[]) => new Map(rules.map((rule) => [rule.id, JSON.stringify(rule)]));
  const [was, mine, theirs] = [text(base), text(draft), text(newest)];
  const touched = (other: ReadonlyMap<string, string>, id: string) => other.get(id) !== was.get(id);
  const ids = [...new Set([...newest, ...draft].map(({ id }) => id))];
  const byId = (rules: readonly RoutingRule[], id: string) => rules.find((rule) => rule.id === id);
  return {
    rules: ids.flatMap((id) => byId(touched(mine, id) ? draft : newest, id) ?? []),
    both: [...new Set([...was.keys(), ...ids])].filter(
      (id) => touched(mine, id) && touched(theirs, id) && mine.get(id) !== theirs.get(id),
    ),
  };
}
