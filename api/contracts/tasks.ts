import { z } from "zod";
import { multiLine } from "../../domain/text-input.ts";
import { accepted, byId, civilDate, commandKey, done, fieldRemark, id, instant } from "./common.ts";
import { historyEntry, noticeSummary, routeStep } from "./cases.ts";
import { formValues, material } from "./drafts.ts";
import { endpoint } from "./endpoint.ts";
import { taskRow } from "./inbox.ts";

export const taskAbility = z.enum([
  ...(["claim", "release", "approve", "return", "reject", "dismiss", "uphold", "recall"] as const),
  ...(["add-signer", "transfer", "lend", "give-back", "urge", "take-over"] as const),
]);

/** Who signs a step that several offices sign (B-09), in their order. */
export const signing = z.object({
  mode: z.enum(["all", "any", "ratio", "in-turn"]),
  /** Signatures that grant the step, and those given so far. */
  needed: z.int(),
  given: z.int(),
  signers: z.array(
    z.object({
      taskId: id,
      office: z.string(),
      state: z.enum(["open", "waiting", "approved", "declined", "returned", "not-needed"]),
      who: z.string().nullable(),
      at: instant.nullable(),
      opinion: z.string().nullable(),
      /** Added to the running step, not named by the rule. */
      added: z.boolean(),
      /** The reader may take it out again. */
      removable: z.boolean(),
    }),
  ),
});

export const handedInForm = z.object({
  step: z.string(),
  title: z.string(),
  round: z.int(),
  submittedAt: instant,
  values: formValues,
  /** The round before, when there was one: what changed is struck and underlined. */
  previous: formValues.nullable(),
  changed: z.array(z.string()),
  materials: z.array(material.extend({ isNew: z.boolean() })),
  /** Last round's remarks, beside the field they concern. */
  remarks: z.array(fieldRemark),
});

export const taskView = z.object({
  task: taskRow,
  number: z.string(),
  applicant: z.object({ name: z.string(), sex: z.string(), identityNumber: z.string(), phone: z.string() }),
  organisation: z.object({ name: z.string(), creditCode: z.string(), department: z.string().nullable() }).nullable(),
  certificate: z.object({
    number: z.string(),
    managementNumber: z.string().nullable(),
    title: z.string(),
    level: z.string(),
    series: z.string(),
    speciality: z.string(),
    awardedOn: z.string(),
    issuer: z.string(),
    state: z.string(),
  }),
  forms: z.array(handedInForm),
  notice: noticeSummary.nullable(),
  /** Present on an objection task. */
  objection: z
    .object({
      ...{ id, name: z.string(), phone: z.string(), reason: z.string(), filedAt: instant },
      /** Whoever objected is told the result by SMS; false where no gateway is connected. */
      toldBySms: z.boolean(),
    })
    .nullable(),
  route: z.array(routeStep),
  history: z.array(historyEntry),
  phrases: z.array(
    z.object({ outcome: z.enum(["approve", "return", "reject", "dismiss", "uphold"]), text: z.string() }),
  ),
  defects: z.array(z.object({ code: z.string(), sentence: z.string(), field: z.string().nullable() })),
  returnTargets: z.array(z.object({ step: z.string(), title: z.string() })),
  opinionRequired: z.boolean(),
  needsSeal: z.boolean(),
  sealName: z.string().nullable(),
  /** What approving brings about, in one sentence. */
  effect: z.string(),
  /** Present when several offices sign this step. */
  signing: signing.nullable(),
  /** Present while a colleague looks at it. */
  loan: z
    .object({ lender: z.string(), borrower: z.string(), until: civilDate, reason: z.string(), mine: z.boolean() })
    .nullable(),
  /** Which rule version sent it here. */
  ruleVersion: z.int().nullable(),
  /** That its days stand still, or went on after they did, and why; null when they ran through. */
  term: z.string().nullable(),
  allowed: z.array(taskAbility),
  /** Why the reader may not decide, when they may see but not act (own case, held by somebody else …). */
  blocked: z.string().nullable(),
  now: instant,
});
export type TaskView = z.infer<typeof taskView>;

export const getTask = endpoint({
  id: "getTask",
  method: "GET",
  path: "/api/tasks/:id",
  tag: "审核",
  summary: "审核页：表、材料、进度与意见",
  access: "session",
  params: byId,
  reply: taskView,
});

const opinion = multiLine({ label: "意见", most: 1000, least: 0 });
/** What a review may end with; an objection ends otherwise. */
export const reviewDecision = z.discriminatedUnion("outcome", [
  z.strictObject({ outcome: z.literal("approve"), opinion }),
  z.strictObject({
    outcome: z.literal("return"),
    opinion,
    /** An earlier step of this case, `declare`/`materials` being the applicant's. */
    to: z.string().max(60),
    /** Straight back to me: those between do not sign again. */
    straightBack: z.boolean(),
    defects: z.array(z.string().max(60)).max(40),
    remarks: z.array(fieldRemark).max(40),
  }),
  z.strictObject({ outcome: z.literal("reject"), opinion }),
]);
export const decision = z.discriminatedUnion("outcome", [
  ...reviewDecision.options,
  z.strictObject({ outcome: z.literal("dismiss"), opinion }),
  z.strictObject({ outcome: z.literal("uphold"), opinion }),
]);
export type Decision = z.infer<typeof decision>;

export const decideTask = endpoint({
  id: "decideTask",
  method: "POST",
  path: "/api/tasks/:id/decision",
  tag: "审核",
  summary: "通过、退回、不予通过；异议：不成立、成立",
  access: "session",
  params: byId,
  body: z.strictObject({ key: commandKey, version: z.int(), decision }),
  reply: accepted.extend({
    /** The next case of the same queue, so that the desk goes on (null: 都办完了). */
    nextTaskId: id.nullable(),
  }),
  mayBeUnknown: true,
});

/** The sheet of a task is printed: on the record, because paper goes where no policy reaches (B-27). */
export const keepTaskPrint = endpoint({
  id: "keepTaskPrint",
  method: "POST",
  path: "/api/tasks/:id/prints",
  tag: "审核",
  summary: "打印审核单（留痕）",
  access: "session",
  params: byId,
  reply: done,
});

/** Plain text numbers, on request and on the record (B-27). */
export const revealIdentityNumber = endpoint({
  id: "revealIdentityNumber",
  method: "POST",
  path: "/api/tasks/:id/identity-number",
  tag: "审核",
  summary: "查看全号（留痕）",
  access: "session",
  params: byId,
  reply: z.object({ identityNumber: z.string(), phone: z.string() }),
});

const signerReason = multiLine({ label: "原因", most: 200 });

export const addSigner = endpoint({
  id: "addSigner",
  method: "POST",
  path: "/api/tasks/:id/signers",
  tag: "审核",
  summary: "加签：请另一个机构也签这一步",
  access: "session",
  params: byId,
  body: z.strictObject({ key: commandKey, officeId: id, reason: signerReason }),
  reply: accepted,
  mayBeUnknown: true,
});

export const removeSigner = endpoint({
  id: "removeSigner",
  method: "POST",
  path: "/api/tasks/:id/removal",
  tag: "审核",
  summary: "减签：加签的机构不再签（:id 是它的待办）",
  access: "session",
  params: byId,
  body: z.strictObject({ key: commandKey, reason: signerReason }),
  reply: accepted,
  mayBeUnknown: true,
});

/** Offices in which somebody can sign, by part of their name; those that sign already are left out. */
export const findSigners = endpoint({
  id: "findSigners",
  method: "GET",
  path: "/api/tasks/:id/possible-signers",
  tag: "审核",
  summary: "可以加签的机构",
  access: "session",
  params: byId,
  query: z.strictObject({ text: z.string().trim().max(40).default("") }),
  reply: z.object({ offices: z.array(z.object({ id, name: z.string(), areaName: z.string() })) }),
});
