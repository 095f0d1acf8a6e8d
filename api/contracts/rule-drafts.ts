import { z } from "zod";
import { routingRule } from "../../domain/routing.ts";
import { multiLine } from "../../domain/text-input.ts";
import { byId, id, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { presentedRule, ruleDifference, ruleDraftHead, versionNumber } from "./rules.ts";

export const ruleDraftAbility = z.enum([
  "edit-rule-draft",
  "submit-rule-draft",
  "rework-rule-draft",
  "publish-rule-draft",
  "send-back-rule-draft",
  "discard-rule-draft",
]);

export const ruleFinding = z.object({
  severity: z.enum(["error", "warning"]),
  code: z.string(),
  sentence: z.string(),
  ruleId: id.nullable(),
});

export const ruleDraft = ruleDraftHead.extend({
  /** Counts on with every change; a change names the one it was made on. */
  version: z.int(),
  fallbackOfficeId: id.nullable(),
  sentBack: z.object({ by: z.string(), reason: z.string() }).nullable(),
  publishedAs: z.int().nullable(),
  /** The newest version, when it is not the one that the draft was made from. */
  movedOn: z.object({ version: z.int(), author: z.string(), publishedAt: instant }).nullable(),
  rules: z.array(
    presentedRule.extend({
      value: routingRule,
      change: z.enum(["added", "changed"]).nullable(),
    }),
  ),
  differences: z.array(ruleDifference),
  findings: z.array(ruleFinding),
  allowed: z.array(ruleDraftAbility),
});
export type RuleDraft = z.infer<typeof ruleDraft>;

export const beginRuleDraft = endpoint({
  id: "beginRuleDraft",
  method: "POST",
  path: "/api/admin/rules/drafts",
  tag: "路由规则",
  summary: "从最新一版起草，或以较早一版的内容起草（回退）",
  access: "session",
  body: z.strictObject({ restores: z.int().min(1).max(1_000_000).nullable() }),
  reply: z.object({ id }),
});

const draftPath = "/api/admin/rules/drafts/:id" as const;
const madeOn = z.strictObject({ version: z.int().min(1) });
const saved = z.object({ version: z.int() });
const reason = multiLine({ label: "原因", most: 500, least: 2 });

export const getRuleDraft = endpoint({
  id: "getRuleDraft",
  method: "GET",
  path: draftPath,
  tag: "路由规则",
  summary: "一份草稿：规则、与旧版的不同、检查结果",
  access: "session",
  params: byId,
  reply: ruleDraft,
});

export const changeRuleDraft = endpoint({
  id: "changeRuleDraft",
  method: "PUT",
  path: draftPath,
  tag: "路由规则",
  summary: "改草稿的说明、起用时间和代收机构",
  access: "session",
  params: byId,
  body: madeOn.extend({
    note: multiLine({ label: "说明", most: 500, least: 0 }),
    effectiveFrom: instant.nullable(),
    fallbackOfficeId: id.nullable(),
  }),
  reply: saved,
});

/** A rule without its id: the server gives it. */
export const ruleContent = routingRule.omit({ id: true });

export const addDraftRule = endpoint({
  id: "addDraftRule",
  method: "POST",
  path: `${draftPath}/rules`,
  tag: "路由规则",
  summary: "加一条规则；低于规定的，422 并说明条款",
  access: "session",
  params: byId,
  body: madeOn.extend({ rule: ruleContent }),
  reply: saved.extend({ ruleId: id }),
});

export const changeDraftRule = endpoint({
  id: "changeDraftRule",
  method: "PUT",
  path: `${draftPath}/rules/:ruleId`,
  tag: "路由规则",
  summary: "改一条规则；低于规定的，422 并说明条款",
  access: "session",
  params: byId.extend({ ruleId: id }),
  body: madeOn.extend({ rule: ruleContent }),
  reply: saved,
});

export const removeDraftRule = endpoint({
  id: "removeDraftRule",
  method: "DELETE",
  path: `${draftPath}/rules/:ruleId`,
  tag: "路由规则",
  summary: "删去一条规则",
  access: "session",
  params: byId.extend({ ruleId: id }),
  query: z.strictObject({ version: versionNumber }),
  reply: saved,
});

export const submitRuleDraft = endpoint({
  id: "submitRuleDraft",
  method: "POST",
  path: `${draftPath}/submit`,
  tag: "路由规则",
  summary: "送另一位管理员复核",
  access: "session",
  params: byId,
  body: madeOn,
  reply: saved,
});

export const reworkRuleDraft = endpoint({
  id: "reworkRuleDraft",
  method: "POST",
  path: `${draftPath}/rework`,
  tag: "路由规则",
  summary: "起草人收回修改",
  access: "session",
  params: byId,
  body: madeOn,
  reply: saved,
});

export const rebaseRuleDraft = endpoint({
  id: "rebaseRuleDraft",
  method: "POST",
  path: `${draftPath}/rebase`,
  tag: "路由规则",
  summary: "把草稿的改动换到最新一版上",
  access: "session",
  params: byId,
  body: madeOn,
  reply: saved.extend({ both: z.array(id) }),
});

export const sendBackRuleDraft = endpoint({
  id: "sendBackRuleDraft",
  method: "POST",
  path: `${draftPath}/send-back`,
  tag: "路由规则",
  summary: "复核人退回修改",
  access: "session",
  params: byId,
  body: madeOn.extend({ reason }),
  reply: saved,
});

export const publishRuleDraft = endpoint({
  id: "publishRuleDraft",
  method: "POST",
  path: `${draftPath}/publish`,
  tag: "路由规则",
  summary: "复核人同意，起用为新的一版",
  access: "session",
  params: byId,
  body: madeOn,
  reply: z.object({ publishedAs: z.int(), effectiveFrom: instant }),
});

export const discardRuleDraft = endpoint({
  id: "discardRuleDraft",
  method: "POST",
  path: `${draftPath}/discard`,
  tag: "路由规则",
  summary: "放弃草稿",
  access: "session",
  params: byId,
  body: madeOn,
  reply: saved,
});

/** Where a step goes: the body in words, and the days. `nobody`: no receiver is found, the step falls to the last resort. */
const destination = z.object({ who: z.string(), workingDays: z.int().nullable(), nobody: z.boolean() });
const looked = z.object({ cases: z.int(), affected: z.int() });

export const ruleMove = z.object({
  id: z.string(),
  scope: z.enum(["open", "year"]),
  matterTitle: z.string(),
  step: z.string(),
  stepTitle: z.string(),
  from: destination,
  to: destination,
  cases: z.int(),
});
export type RuleMove = z.infer<typeof ruleMove>;

export const tryRuleDraft = endpoint({
  id: "tryRuleDraft",
  method: "GET",
  path: `${draftPath}/dry-run`,
  tag: "路由规则",
  summary: "试算：哪些在办件的后续步骤、过去一年的哪些办件会改由别处办理",
  access: "session",
  params: byId,
  reply: z.object({
    version: z.int(),
    open: looked,
    year: looked,
    withoutReceiver: z.int(),
    moves: z.array(ruleMove),
  }),
});
export type DryRunReply = z.infer<typeof tryRuleDraft.reply>;

export const listMovedCases = endpoint({
  id: "listMovedCases",
  method: "GET",
  path: `${draftPath}/dry-run/:move`,
  tag: "路由规则",
  summary: "试算里一个数字背后的办件",
  access: "session",
  params: byId.extend({ move: z.string().regex(/^[0-9a-f]{24}$/) }),
  query: z.strictObject({ after: z.string().max(40).optional() }),
  reply: z.object({
    move: ruleMove,
    cases: z.array(
      z.object({
        id,
        number: z.string(),
        applicantName: z.string(),
        organisationName: z.string().nullable(),
        stepTitle: z.string().nullable(),
      }),
    ),
    next: z.string().nullable(),
  }),
});
