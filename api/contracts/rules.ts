import { z } from "zod";
import { fileFormat, id, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";

export const versionNumber = z.coerce.number().int().min(1).max(1_000_000);
const facet = z.object({ label: z.string(), text: z.string() });

/** One rule in words. */
export const presentedRule = z.object({
  id,
  matterTitle: z.string(),
  step: z.string(),
  stepTitle: z.string(),
  areaName: z.string(),
  /** 级别：初级；单位所在：县 … */
  conditions: z.array(z.string()),
  receiver: z.string(),
  fallback: z.string().nullable(),
  dueInWorkingDays: z.int(),
  reminders: z.string(),
  escalation: z.string(),
  skip: z.boolean(),
  legalFloor: z.string().nullable(),
  /** Everything the rule says, label by label. */
  facets: z.array(facet),
});
export type PresentedRule = z.infer<typeof presentedRule>;

export const listRules = endpoint({
  id: "listRules",
  method: "GET",
  path: "/api/admin/rules",
  tag: "路由规则",
  summary: "现行路由规则，或某一版的",
  access: "session",
  query: z.strictObject({ version: versionNumber.optional() }),
  reply: z.object({
    version: z.int(),
    effectiveFrom: instant,
    author: z.string(),
    note: z.string(),
    fallback: z.string().nullable(),
    rules: z.array(presentedRule),
  }),
});

export const exportRules = endpoint({
  id: "exportRules",
  method: "GET",
  path: "/api/admin/rules/export",
  tag: "路由规则",
  summary: "导出现行路由规则，或某一版的（CSV 或 Excel，留痕）",
  access: "session",
  query: z.strictObject({ format: fileFormat, version: versionNumber.optional() }),
  reply: "file",
});

export const ruleVersion = z.object({
  version: z.int(),
  /** `superseded`: a later version began before this one did, so that it never held. */
  state: z.enum(["scheduled", "in-force", "past", "superseded"]),
  effectiveFrom: instant,
  effectiveTo: instant.nullable(),
  author: z.string(),
  approver: z.string().nullable(),
  note: z.string(),
  basedOn: z.int().nullable(),
  restores: z.int().nullable(),
  publishedAt: instant,
});
export type RuleVersion = z.infer<typeof ruleVersion>;

const draftState = z.enum(["editing", "submitted", "published", "discarded"]);
export const ruleDraftHead = z.object({
  id,
  state: draftState,
  author: z.string(),
  mine: z.boolean(),
  note: z.string(),
  basedOn: z.int(),
  restores: z.int().nullable(),
  effectiveFrom: instant.nullable(),
  savedAt: instant,
});

export const listRuleVersions = endpoint({
  id: "listRuleVersions",
  method: "GET",
  path: "/api/admin/rules/versions",
  tag: "路由规则",
  summary: "各版路由规则与正在起草的草稿",
  access: "session",
  reply: z.object({ versions: z.array(ruleVersion), drafts: z.array(ruleDraftHead) }),
});

export const ruleDifference = z.object({
  ruleId: id,
  kind: z.enum(["added", "removed", "changed"]),
  matterTitle: z.string(),
  stepTitle: z.string(),
  where: z.string(),
  changes: z.array(z.object({ label: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
});
export type RuleDifference = z.infer<typeof ruleDifference>;

export const compareRuleVersions = endpoint({
  id: "compareRuleVersions",
  method: "GET",
  path: "/api/admin/rules/differences",
  tag: "路由规则",
  summary: "两版规则的不同，用文字说",
  access: "session",
  query: z.strictObject({ from: versionNumber.optional(), to: versionNumber.optional() }),
  reply: z.object({ from: z.int(), to: z.int(), differences: z.array(ruleDifference) }),
  note: "不写 to 是现行的一版；不写 from 是它所依据的一版。",
});

/** What the editor offers: steps with what the law leaves open, the facts each matter declares, areas and offices. */
export const getRuleChoices = endpoint({
  id: "getRuleChoices",
  method: "GET",
  path: "/api/admin/rules/choices",
  tag: "路由规则",
  summary: "编辑规则时可选的步骤、条件、地区和机构",
  access: "session",
  reply: z.object({
    matters: z.array(
      z.object({
        matter: z.string(),
        title: z.string(),
        steps: z.array(
          z.object({
            step: z.string(),
            title: z.string(),
            kind: z.enum(["ask", "review", "notice"]),
            maySkip: z.boolean(),
            floor: z.object({ workingDays: z.int(), article: z.string() }).nullable(),
          }),
        ),
        facts: z.array(
          z.object({
            fact: z.string(),
            label: z.string(),
            values: z.array(z.object({ value: z.string(), label: z.string() })),
          }),
        ),
      }),
    ),
    areas: z.array(
      z.object({
        id,
        name: z.string(),
        level: z.enum(["country", "province", "city", "county"]),
        levelName: z.string(),
      }),
    ),
    officeKinds: z.array(z.object({ kind: z.string(), name: z.string() })),
    offices: z.array(
      z.object({ id, name: z.string(), kindName: z.string(), areaName: z.string(), staffed: z.boolean() }),
    ),
  }),
});
export type RuleChoices = z.infer<typeof getRuleChoices.reply>;
