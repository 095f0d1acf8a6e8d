import type { Transaction } from "sequelize";
import { uuidv7 } from "uuidv7";
import type { Database } from "../db/connection.ts";
import { loadDirectory } from "../db/receivers.ts";
import { findRuleSet } from "../db/rules.ts";
import type { Actor } from "../domain/actor.ts";
import { findMatter } from "../domain/matters/index.ts";
import { authorize } from "../domain/policy/index.ts";
import type { RuleDraftAbilityName } from "../domain/policy/rule-drafts.ts";
import { valuesOf, type Directory } from "../domain/receivers.ts";
import { Refusal } from "../domain/refusal.ts";
import { checkRules, namesOf } from "../domain/rule-checks.ts";
import { compareRules, rebaseRules } from "../domain/rule-differences.ts";
import { refuseWeakerThanLaw, type RoutingReceiver, type RoutingRule } from "../domain/routing.ts";
import { tellApprovers } from "./approver-news.ts";
import { writeAudit } from "./audit.ts";
import { BadInput } from "./bad-input.ts";
import { dryRun } from "./rule-dry-run.ts";
import {
  getDraft,
  insertDraft,
  insertRuleSet,
  listVersions,
  updateDraft,
  type DraftChange,
  type RuleDraftRow,
} from "./queries/rule-drafts.ts";

/** Who acts, for the policy and for the audit trail. */
export interface Drafting {
  database: Database;
  actor: Actor;
  sms: boolean;
  requestId: string | null;
}

/** The acts on a draft, each one transaction: the row is locked, the policy asked, the audit trail written. */
export async function beginDraft(drafting: Drafting, restores: number | null): Promise<string> {
  const { database, actor } = drafting;
  const [newest] = await listVersions(database);
  if (!newest) throw new Error("no routing rules were ever published");
  const source = await findRuleSet(database, restores ?? newest.version);
  if (!source) throw new Refusal("not-found");
  return database.transaction(async (transaction) => {
    const id = await insertDraft(
      database,
      {
        ...{ basedOn: newest.version, restores, rules: source.rules, fallbackOfficeId: source.fallbackOfficeId },
        note: restores === null ? "" : `回退到第 ${restores} 版`,
        author: { id: actor.accountId, name: actor.displayName },
      },
      transaction,
    );
    await audit(drafting, "rule-draft.begun", id, { basedOn: newest.version, restores }, transaction);
    return id;
  });
}

/** Locks the draft, asks the policy, and refuses a change made on an older version of it. */
async function change<Answer>(
  { database, actor }: Drafting,
  id: string,
  ability: RuleDraftAbilityName,
  madeOn: number,
  work: (draft: RuleDraftRow, transaction: Transaction) => Promise<Answer>,
): Promise<Answer> {
  return database.transaction(async (transaction) => {
    const draft = await getDraft(database, id, transaction);
    authorize(ability, actor, { authorId: draft.author_id, state: draft.state });
    if (draft.version !== madeOn)
      throw new Refusal("stale-version", { who: draft.author, at: draft.saved_at.toISOString() });
    return work(draft, transaction);
  });
}

export async function changeSettings(
  drafting: Drafting,
  id: string,
  given: { version: number; note: string; effectiveFrom: string | null; fallbackOfficeId: string | null },
): Promise<number> {
  const { offices } = await loadDirectory(drafting.database);
  const fallback = given.fallbackOfficeId === null ? undefined : offices.get(given.fallbackOfficeId);
  if (given.fallbackOfficeId !== null && (!fallback || fallback.ended))
    throw new BadInput([{ path: "fallbackOfficeId", message: "没有这个机构，请重新选择" }]);
  return change(drafting, id, "edit-rule-draft", given.version, (draft, transaction) =>
    updateDraft(
      drafting.database,
      draft,
      {
        note: given.note,
        effective_from: given.effectiveFrom === null ? null : new Date(given.effectiveFrom),
        fallback_office_id: given.fallbackOfficeId,
      },
      transaction,
    ),
  );
}

/** Adds a rule (`ruleId` null) or changes one. D24: what weakens the law is refused with the article. */
export async function writeRule(
  drafting: Drafting,
  id: string,
  given: { version: number; ruleId: string | null; rule: Omit<RoutingRule, "id"> },
): Promise<{ version: number; ruleId: string }> {
  const directory = await loadDirectory(drafting.database);
  const rule: RoutingRule = { ...given.rule, id: given.ruleId ?? uuidv7() };
  const version = await change(drafting, id, "edit-rule-draft", given.version, (draft, transaction) => {
    if (given.ruleId !== null && !draft.rules.some((one) => one.id === rule.id)) throw new Refusal("not-found");
    if (given.ruleId === null && draft.rules.length >= mostRules)
      throw new BadInput([{ path: "rule", message: `一版最多 ${mostRules} 条规则` }]);
    refuseUnsound(rule, directory);
    const rules =
      given.ruleId === null ? [...draft.rules, rule] : draft.rules.map((one) => (one.id === rule.id ? rule : one));
    return updateDraft(drafting.database, draft, { rules }, transaction);
  });
  return { version, ruleId: rule.id };
}

const mostRules = 5000;

/**
 * @throws Refusal weaker-than-law with the article (D24).
 * @throws BadInput for facts the matter does not declare, and for areas and offices that are not there.
 */
function refuseUnsound(rule: RoutingRule, directory: Directory): void {
  const { areas, offices } = directory;
  const matter = findMatter(rule.matter);
  if (!matter) throw new BadInput([{ path: "rule.matter", message: "没有这个事项，请重新选择" }]);
  const [weakness] = refuseWeakerThanLaw(rule, matter);
  if (weakness) {
    const { code: reason, article, workingDays } = weakness;
    throw new Refusal("weaker-than-law", { article, workingDays, reason });
  }
  const kind = matter.steps[rule.step]?.kind;
  if (kind === "effect") throw new BadInput([{ path: "rule.step", message: "这一步由系统办理，不用规则" }]);
  const wrong: { path: string; message: string }[] = [];
  if (!areas.has(rule.areaId)) wrong.push({ path: "rule.areaId", message: "没有这个地区，请重新选择" });
  for (const [index, condition] of rule.conditions.entries()) {
    const fact = Object.hasOwn(matter.facts, condition.fact) ? matter.facts[condition.fact] : undefined;
    if (!fact || [condition.value].flat().some((value) => !Object.hasOwn(valuesOf(fact, directory), value)))
      wrong.push({ path: `rule.conditions.${index}`, message: "本事项没有这种情形，请重新选择" });
  }
  if (rule.counterSign && !rule.mayBeSameOffice)
    wrong.push({
      path: "rule.counterSign",
      message: "会签的每一家都要签，不能同时规定上一步的机构不办；请去掉其中一项",
    });
  if (kind === "review" && rule.receiver.kind === "applicant")
    wrong.push({ path: "rule.receiver", message: "审核不能交给申请人，请选单位或机构" });
  const named: readonly [string, RoutingReceiver][] = [
    ["rule.receiver", rule.receiver],
    ...(rule.fallbackOfficeId === null
      ? []
      : [["rule.fallbackOfficeId", { kind: "office", officeId: rule.fallbackOfficeId }] as [string, RoutingReceiver]]),
    ...(rule.escalation ? [["rule.escalation", rule.escalation.to] as [string, RoutingReceiver]] : []),
    ...(rule.counterSign?.signers ?? []).map((one): [string, RoutingReceiver] => ["rule.counterSign", one]),
  ];
  for (const [path, receiver] of named)
    if (receiver.kind === "office" && (offices.get(receiver.officeId)?.ended ?? true))
      wrong.push({ path, message: "没有这个机构，请重新选择" });
  if (wrong.length > 0) throw new BadInput(wrong);
}

export async function removeRule(drafting: Drafting, id: string, ruleId: string, version: number): Promise<number> {
  return change(drafting, id, "edit-rule-draft", version, (draft, transaction) => {
    const rules = draft.rules.filter((rule) => rule.id !== ruleId);
    if (rules.length === draft.rules.length) throw new Refusal("not-found");
    return updateDraft(drafting.database, draft, { rules }, transaction);
  });
}

/** Errors and cases without a receiver stop a draft here, so that nobody is asked to approve what cannot be published. */
export async function submitDraft(drafting: Drafting, id: string, version: number): Promise<number> {
  await refuseUnready(drafting, id, "submit-rule-draft");
  return change(drafting, id, "submit-rule-draft", version, async (draft, transaction) => {
    const submitted = { state: "submitted", submitted_at: new Date() } as const;
    const written = await step(drafting, draft, "rule-draft.submitted", submitted, transaction);
    await tellApprovers(drafting, draft, transaction);
    return written;
  });
}

export async function reworkDraft(drafting: Drafting, id: string, version: number): Promise<number> {
  return change(drafting, id, "rework-rule-draft", version, (draft, transaction) =>
    step(drafting, draft, "rule-draft.taken-back", { state: "editing" }, transaction),
  );
}

export async function sendBackDraft(
  drafting: Drafting,
  id: string,
  { version, reason }: { version: number; reason: string },
): Promise<number> {
  return change(drafting, id, "send-back-rule-draft", version, (draft, transaction) =>
    step(
      drafting,
      draft,
      "rule-draft.sent-back",
      { state: "editing", sent_back: reason, sent_back_by: drafting.actor.displayName },
      transaction,
    ),
  );
}

export async function discardDraft(drafting: Drafting, id: string, version: number): Promise<number> {
  return change(drafting, id, "discard-rule-draft", version, (draft, transaction) =>
    step(drafting, draft, "rule-draft.discarded", { state: "discarded" }, transaction),
  );
}

/** Carries the draft's changes over to the newest version; names the rules that both changed. */
export async function rebaseDraft(
  drafting: Drafting,
  id: string,
  version: number,
): Promise<{ version: number; both: string[] }> {
  const { database } = drafting;
  const [head] = await listVersions(database);
  const newest = await findRuleSet(database, head!.version);
  return change(drafting, id, "edit-rule-draft", version, async (draft, transaction) => {
    const base = await findRuleSet(database, draft.based_on, transaction);
    const { rules, both } = rebaseRules(base!.rules, draft.rules, newest!.rules);
    const written = await updateDraft(database, draft, { rules, based_on: newest!.version }, transaction);
    return { version: written, both };
  });
}

/** Another administrator agrees, and the draft is in force from its date: one version, never changed again. */
export async function publishDraft(
  drafting: Drafting,
  id: string,
  version: number,
): Promise<{ publishedAs: number; effectiveFrom: string }> {
  const { database, actor } = drafting;
  await refuseUnready(drafting, id, "publish-rule-draft");
  return change(drafting, id, "publish-rule-draft", version, async (draft, transaction) => {
    const approver = { id: actor.accountId, name: actor.displayName };
    const published = await insertRuleSet(database, { draft, approver }, transaction);
    await step(
      drafting,
      draft,
      "rules.published",
      { state: "published", published_as: published.version },
      transaction,
    );
    return { publishedAs: published.version, effectiveFrom: published.effectiveFrom.toISOString() };
  });
}

/**
 * Looked at before the draft is locked: a dry run takes its time.
 * @throws Refusal rules-unchanged, rules-not-sound with the first error, or rules-without-receiver with how many.
 */
async function refuseUnready(
  { database, actor }: Drafting,
  id: string,
  ability: "submit-rule-draft" | "publish-rule-draft",
): Promise<void> {
  const draft = await getDraft(database, id);
  authorize(ability, actor, { authorId: draft.author_id, state: draft.state });
  const directory = await loadDirectory(database);
  const base = await findRuleSet(database, draft.based_on);
  const same =
    compareRules(base!.rules, draft.rules, namesOf(directory)).length === 0 &&
    base!.fallbackOfficeId === draft.fallback_office_id;
  if (same) throw new Refusal("rules-unchanged");
  const error = checkRules(draft.rules, directory).find(({ severity }) => severity === "error");
  if (error) throw new Refusal("rules-not-sound", { finding: error.sentence });
  const { withoutReceiver } = await dryRun(database, draft);
  if (withoutReceiver > 0) throw new Refusal("rules-without-receiver", { count: withoutReceiver });
}

async function step(
  drafting: Drafting,
  draft: RuleDraftRow,
  action: string,
  to: DraftChange,
  transaction: Transaction,
): Promise<number> {
  const version = await updateDraft(drafting.database, draft, to, transaction);
  await audit(
    drafting,
    action,
    draft.id,
    { version: draft.version, publishedAs: to.published_as ?? null },
    transaction,
  );
  return version;
}

async function audit(
  { database, actor, requestId }: Drafting,
  action: string,
  subjectId: string,
  data: Record<string, number | null>,
  transaction: Transaction,
): Promise<void> {
  const entry = { accountId: actor.accountId, action, subjectKind: "rule-draft", subjectId, data, requestId };
  await writeAudit(database, entry, transaction);
}
