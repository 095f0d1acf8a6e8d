import type { ReplyGiven } from "../contracts/endpoint.ts";
import type { listRules } from "../contracts/administration.ts";
import { rows, row, type Database } from "../../db/connection.ts";
import { findMatter } from "../../domain/matters/index.ts";
import { routingRule } from "../../domain/routing.ts";
import {
  conditionSentences,
  escalationSentence,
  receiverSentence,
  reminderSentence,
} from "../../domain/texts/rules.ts";
import { readRoute } from "../../workflows/reading.ts";

interface SetRow {
  id: string;
  version: number;
  effective_from: Date;
  author: string;
  note: string;
}

/** The rules in force now, as sentences; in the order of the prose, the more specific area and conditions first. */
export async function presentRules(database: Database): Promise<ReplyGiven<typeof listRules>> {
  const set = await row<SetRow>(
    database,
    `select id, version, effective_from, author, note from rule_sets
     where effective_from <= now() and (effective_to is null or effective_to > now()) order by version desc limit 1`,
  );
  if (!set) throw new Error("no routing rules are in force");
  const stored = await rows<{ id: string; rule: unknown; area_name: string; depth: number }>(
    database,
    `select r.id, r.rule, a.name as area_name, cardinality(a.path) as depth from routing_rules r join areas a on a.id = r.area_id
     where r.rule_set_id = $1`,
    [set.id],
  );
  const offices = await officeNames(database);
  const order = new Map<string, number>();
  const presented = [];
  for (const { id, rule: text, area_name: areaName, depth } of stored) {
    const rule = routingRule.parse(text);
    const matter = findMatter(rule.matter);
    if (!matter) continue;
    const steps = (await readRoute(rule.matter)).map(({ step }) => step);
    order.set(id, steps.indexOf(rule.step) * 10_000 - depth * 100 - rule.conditions.length);
    const definition = matter.steps[rule.step];
    const floor = definition?.legalFloor;
    presented.push({
      id,
      matterTitle: matter.title,
      step: rule.step,
      stepTitle: definition?.title ?? rule.step,
      areaName,
      conditions: conditionSentences(rule, matter),
      // A notice is received by nobody; its rule only says how long it runs.
      receiver: definition?.kind === "notice" ? "在本平台公开" : receiverSentence(rule.receiver, offices),
      fallback: rule.fallbackOfficeId ? (offices.get(rule.fallbackOfficeId) ?? null) : null,
      dueInWorkingDays: rule.dueInWorkingDays,
      reminders: reminderSentence(rule),
      escalation: escalationSentence(rule, offices),
      skip: rule.skip,
      legalFloor: floor ? `不少于 ${floor.workingDays} 个工作日（${floor.article}）` : null,
    });
  }
  presented.sort(
    (one, other) =>
      one.matterTitle.localeCompare(other.matterTitle) ||
      order.get(one.id)! - order.get(other.id)! ||
      one.id.localeCompare(other.id),
  );
  return {
    version: set.version,
    effectiveFrom: set.effective_from.toISOString(),
    author: set.author,
    note: set.note,
    rules: presented,
  };
}

export async function officeNames(database: Database): Promise<ReadonlyMap<string, string>> {
  const offices = await rows<{ id: string; name: string }>(database, "select id, name from offices");
  return new Map(offices.map(({ id, name }) => [id, name]));
}
