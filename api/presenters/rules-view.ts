import type { ReplyGiven } from "../contracts/endpoint.ts";
import type { listRules, listRuleVersions, PresentedRule, RuleVersion } from "../contracts/rules.ts";
import { rows, type Database } from "../../db/connection.ts";
import { loadDirectory } from "../../db/receivers.ts";
import { findRuleSet, loadRules } from "../../db/rules.ts";
import type { Actor } from "../../domain/actor.ts";
import { findMatter } from "../../domain/matters/index.ts";
import type { Directory } from "../../domain/receivers.ts";
import { Refusal } from "../../domain/refusal.ts";
import type { RoutingRule } from "../../domain/routing.ts";
import { namesOf } from "../../domain/rule-checks.ts";
import {
  conditionSentences,
  describeRule,
  escalationSentence,
  receiverSentence,
  reminderSentence,
} from "../../domain/texts/rules.ts";
import { readRoute } from "../../workflows/reading.ts";
import { listOpenDrafts, listVersions, type RuleDraftRow, type RuleVersionRow } from "../queries/rule-drafts.ts";

/** The rules in force now, or of one version, as sentences. */
export async function presentRules(
  database: Database,
  version?: number,
  now = new Date(),
): Promise<ReplyGiven<typeof listRules>> {
  const set = version === undefined ? await loadRules(database, now) : await findRuleSet(database, version);
  const head = set && (await listVersions(database)).find((one) => one.version === set.version);
  if (!head) throw new Refusal("not-found");
  const directory = await loadDirectory(database);
  return {
    version: set.version,
    effectiveFrom: head.effective_from.toISOString(),
    author: head.author,
    note: head.note,
    fallback: set.fallbackOfficeId ? (directory.offices.get(set.fallbackOfficeId)?.name ?? null) : null,
    rules: (await inOrder(set.rules, directory)).map((rule) => presentRule(rule, directory)),
  };
}

/** In the order of the prose, the more specific area and conditions first: as they are tried. */
export async function inOrder(rules: readonly RoutingRule[], { areas }: Directory): Promise<RoutingRule[]> {
  const routes = new Map<string, string[]>();
  for (const matter of new Set(rules.map((rule) => rule.matter)))
    if (findMatter(matter))
      routes.set(
        matter,
        (await readRoute(matter)).map(({ step }) => step),
      );
  const place = (rule: RoutingRule) => {
    const route = routes.get(rule.matter) ?? [];
    const at = route.includes(rule.step) ? route.indexOf(rule.step) : route.length;
    return at * 10_000 - (areas.get(rule.areaId)?.path.length ?? 0) * 100 - rule.conditions.length;
  };
  return rules
    .filter((rule) => routes.has(rule.matter))
    .sort(
      (one, other) =>
        one.matter.localeCompare(other.matter) || place(one) - place(other) || one.id.localeCompare(other.id),
    );
}

export function presentRule(rule: RoutingRule, directory: Directory): PresentedRule {
  const matter = findMatter(rule.matter);
  if (!matter) throw new Error(`a rule for ${rule.matter}, which is no matter`);
  const names = namesOf(directory);
  const definition = matter.steps[rule.step];
  const floor = definition?.legalFloor;
  return {
    id: rule.id,
    matterTitle: matter.title,
    step: rule.step,
    stepTitle: definition?.title ?? rule.step,
    areaName: names.areas.get(rule.areaId) ?? "未知地区",
    conditions: conditionSentences(rule, matter),
    // A notice is received by nobody; its rule only says how long it runs.
    receiver: definition?.kind === "notice" ? "在本平台公开" : receiverSentence(rule.receiver, names.offices),
    fallback: rule.fallbackOfficeId ? (names.offices.get(rule.fallbackOfficeId) ?? null) : null,
    dueInWorkingDays: rule.dueInWorkingDays,
    reminders: reminderSentence(rule),
    escalation: escalationSentence(rule, names.offices),
    skip: rule.skip,
    legalFloor: floor ? `不少于 ${floor.workingDays} 个工作日（${floor.article}）` : null,
    facets: describeRule(rule, matter, names),
  };
}

/** All versions, newest first, and what is being drafted. */
export async function presentVersions(
  database: Database,
  actor: Actor,
  now = new Date(),
): Promise<ReplyGiven<typeof listRuleVersions>> {
  const versions = await listVersions(database);
  const inForce = versions.find(({ effective_from: from }) => from <= now)?.version;
  return {
    versions: versions.map((version) => presentVersion(version, inForce, now)),
    drafts: (await listOpenDrafts(database)).map((draft) => presentDraftHead(draft, actor)),
  };
}

function presentVersion(version: RuleVersionRow, inForce: number | undefined, now: Date): RuleVersion {
  const { effective_from: from, effective_to: to } = version;
  const superseded = to !== null && to <= from;
  return {
    version: version.version,
    state: version.version === inForce ? "in-force" : superseded ? "superseded" : from > now ? "scheduled" : "past",
    effectiveFrom: from.toISOString(),
    effectiveTo: superseded ? null : (to?.toISOString() ?? null),
    author: version.author,
    approver: version.approver,
    note: version.note,
    basedOn: version.based_on,
    restores: version.restores,
    publishedAt: version.published_at.toISOString(),
  };
}

export function presentDraftHead(draft: RuleDraftRow, actor: Actor) {
  return {
    id: draft.id,
    state: draft.state,
    author: draft.author,
    mine: draft.author_id === actor.accountId,
    note: draft.note,
    basedOn: draft.based_on,
    restores: draft.restores,
    effectiveFrom: draft.effective_from?.toISOString() ?? null,
    savedAt: draft.saved_at.toISOString(),
  };
}

export async function officeNames(database: Database): Promise<ReadonlyMap<string, string>> {
  const offices = await rows<{ id: string; name: string }>(database, "select id, name from offices");
  return new Map(offices.map(({ id, name }) => [id, name]));
}
