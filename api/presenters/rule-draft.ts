import type { ReplyGiven } from "../contracts/endpoint.ts";
import type { getRuleDraft } from "../contracts/rule-drafts.ts";
import type { getRuleChoices } from "../contracts/rules.ts";
import type { Database } from "../../db/connection.ts";
import { loadDirectory } from "../../db/receivers.ts";
import { findRuleSet } from "../../db/rules.ts";
import type { Actor } from "../../domain/actor.ts";
import { formatInstant } from "../../domain/civil-date.ts";
import { matters } from "../../domain/matters/index.ts";
import { can } from "../../domain/policy/index.ts";
import { ruleDraftPolicy, type RuleDraftAbilityName } from "../../domain/policy/rule-drafts.ts";
import { valuesOf } from "../../domain/receivers.ts";
import { checkRules, namesOf } from "../../domain/rule-checks.ts";
import { compareRules } from "../../domain/rule-differences.ts";
import { areaLevelNames, officeKindNames } from "../../domain/texts/statuses.ts";
import { readRoute } from "../../workflows/reading.ts";
import { listVersions, type RuleDraftRow, type RuleVersionRow } from "../queries/rule-drafts.ts";
import { inOrder, presentDraftHead, presentRule } from "./rules-view.ts";

const abilities = Object.keys(ruleDraftPolicy) as RuleDraftAbilityName[];

/** A draft with what it changes, what is to be known about it, and what the reader may do with it. */
export async function presentDraft(
  database: Database,
  actor: Actor,
  draft: RuleDraftRow,
): Promise<ReplyGiven<typeof getRuleDraft>> {
  const [directory, base, versions] = await Promise.all([
    loadDirectory(database),
    findRuleSet(database, draft.based_on),
    listVersions(database),
  ]);
  const differences = compareRules(base?.rules ?? [], draft.rules, namesOf(directory));
  const changes = new Map(differences.map(({ ruleId, kind }) => [ruleId, kind]));
  const subject = { authorId: draft.author_id, state: draft.state };
  const open = draft.state === "editing" || draft.state === "submitted";
  const newest = versions[0];
  return {
    ...presentDraftHead(draft, actor),
    version: draft.version,
    fallbackOfficeId: draft.fallback_office_id,
    sentBack:
      draft.sent_back !== null && draft.state === "editing"
        ? { by: draft.sent_back_by ?? "", reason: draft.sent_back }
        : null,
    publishedAs: draft.published_as,
    movedOn:
      open && newest && newest.version !== draft.based_on
        ? {
            version: newest.version,
            author: newest.approver ?? newest.author,
            publishedAt: newest.published_at.toISOString(),
          }
        : null,
    rules: (await inOrder(draft.rules, directory)).map((rule) => {
      const change = changes.get(rule.id);
      return {
        ...presentRule(rule, directory),
        value: rule,
        change: change === "added" || change === "changed" ? change : null,
      };
    }),
    differences,
    findings: [...overtaken(draft, newest), ...checkRules(draft.rules, directory)],
    allowed: abilities.filter((ability) => can(ability, actor, subject)),
  };
}

/** The newest version holds from the day it begins: one that waits for a later day would never come. */
function overtaken(draft: RuleDraftRow, newest: RuleVersionRow | undefined) {
  const from = draft.effective_from ?? new Date();
  if (!newest || newest.effective_from <= from || newest.effective_from <= new Date()) return [];
  return [
    {
      severity: "warning" as const,
      code: "overtakes",
      sentence: `第 ${newest.version} 版定于${formatInstant(newest.effective_from.getTime())}起用，本版更早起用，将取代它。`,
      ruleId: null,
    },
  ];
}

/** What the editor offers, and nothing else: no fact, no step and no office that a rule may not name. */
export async function presentChoices(database: Database): Promise<ReplyGiven<typeof getRuleChoices>> {
  const directory = await loadDirectory(database);
  const { offices, areas } = directory;
  const presented = [];
  for (const matter of matters) {
    const steps = [];
    for (const { step } of await readRoute(matter.matter)) {
      const definition = matter.steps[step]!;
      if (definition.kind === "effect") continue;
      const { title, kind, maySkip, legalFloor } = definition;
      steps.push({ step, title, kind, maySkip: maySkip && kind !== "ask", floor: legalFloor ?? null });
    }
    presented.push({
      ...{ matter: matter.matter, title: matter.title, steps },
      facts: Object.entries(matter.facts).map(([fact, definition]) => ({
        ...{ fact, label: definition.label },
        values: Object.entries(valuesOf(definition, directory)).map(([value, name]) => ({ value, label: name })),
      })),
    });
  }
  const byDepth = [...areas.values()].sort(
    (one, other) => one.path.length - other.path.length || one.name.localeCompare(other.name, "zh"),
  );
  return {
    matters: presented,
    areas: byDepth.map(({ id, name, level }) => ({ id, name, level, levelName: areaLevelNames[level] })),
    officeKinds: Object.entries(officeKindNames).map(([kind, name]) => ({ kind, name })),
    offices: [...offices.values()]
      .filter(({ ended }) => !ended)
      .sort((one, other) => one.name.localeCompare(other.name, "zh"))
      .map(({ id, name, kind, areaId, staffed }) => ({
        ...{ id, name, staffed },
        kindName: officeKindNames[kind] ?? kind,
        areaName: areas.get(areaId)?.name ?? "",
      })),
  };
}
