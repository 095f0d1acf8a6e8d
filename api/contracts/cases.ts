import { z } from "zod";
import { multiLine } from "../../domain/text-input.ts";
import { accepted, byId, commandKey, done, due, fieldRemark, id, instant, statusWord } from "./common.ts";
import { counterReceipt } from "./counter.ts";
import { endpoint } from "./endpoint.ts";
import { ratingLevel } from "./ratings.ts";

export const routeStep = z.object({
  step: z.string(),
  title: z.string(),
  /** `effect` is the system's own work (issue, sign). */
  state: z.enum(["done", "current", "coming", "skipped", "returned", "failed"]),
  /** 1 … n over the steps after the declaration, as the page counts them; null for what is not counted. */
  position: z.int().nullable(),
  party: z.string(),
  /** Who had it, has it, or is predicted to get it. */
  who: z.string().nullable(),
  /** When it was decided, or due, in words. */
  at: instant.nullable(),
  dueInWorkingDays: z.int().nullable(),
  opinion: z.string().nullable(),
  sealed: z.boolean(),
  /** The version of the routing rules that the step was opened by; null for what is still to open. */
  ruleVersion: z.int().nullable(),
});
export type RouteStep = z.infer<typeof routeStep>;

export const dayCell = z.object({
  date: z.string(),
  /** 一 … 日 */
  weekday: z.string(),
  state: z.enum(["published", "counted", "coming", "off", "holiday", "opens", "after"]),
  label: z.string(),
  today: z.boolean(),
  makeUp: z.boolean(),
  provisional: z.boolean(),
});
export type DayCell = z.infer<typeof dayCell>;

export const noticeSummary = z.object({
  id,
  publishedAt: instant,
  /** The first instant after the notice: 00:00 of the day on which materials may be handed in (D1). */
  endsAt: instant,
  workingDays: z.int(),
  workingDaysPassed: z.int(),
  workingDaysLeft: z.int(),
  provisional: z.boolean(),
  state: z.enum(["running", "ended", "upheld", "closed"]),
  strip: z.array(dayCell),
  pendingObjections: z.int(),
  /** Recomputations, newest first: what moved and why (B-15). */
  changes: z.array(z.object({ at: instant, from: instant, to: instant, reason: z.string() })),
});

export const historyEntry = z.object({
  seq: z.int(),
  at: instant,
  type: z.string(),
  /** One Chinese sentence, made by the server from domain/texts. */
  sentence: z.string(),
  who: z.string(),
  round: z.int(),
  opinion: z.string().nullable(),
  remarks: z.array(fieldRemark),
});

export const caseAbility = z.enum([
  "prepare",
  "submit",
  "withdraw",
  "recall",
  "fast-forward",
  "rate",
  "download-certificate",
  "download-archive-form",
]);

export const caseView = z.object({
  id,
  number: z.string(),
  matter: z.string(),
  title: z.string(),
  status: statusWord,
  outcome: z.string().nullable(),
  /** Why it ended, the article, and where and until when to appeal (D27). */
  ending: z
    .object({
      sentence: z.string(),
      reason: z.string().nullable(),
      article: z.string().nullable(),
      appeal: z.string().nullable(),
    })
    .nullable(),
  round: z.int(),
  openedAt: instant,
  closedAt: instant.nullable(),
  applicantName: z.string(),
  organisationName: z.string().nullable(),
  certificate: z.object({ id, number: z.string(), title: z.string(), level: z.string(), speciality: z.string() }),
  /** Step k of n. */
  position: z.int(),
  count: z.int(),
  step: z.string().nullable(),
  stepTitle: z.string(),
  /** One sentence: who has it and what it waits for. */
  waiting: z.string(),
  /** What is asked of the reader now; null: 现在不用你做什么. */
  asked: z
    .object({
      title: z.string(),
      sentence: z.string(),
      action: z.enum(["prepare", "submit", "correct"]),
      enabled: z.boolean(),
    })
    .nullable(),
  next: z.string(),
  due: due.nullable(),
  /** Steps whose days stand still while the case is elsewhere: who, why, how many are used and left. */
  paused: z.array(z.string()),
  notice: noticeSummary.nullable(),
  route: z.array(routeStep),
  history: z.array(historyEntry),
  /** All defects of the last return, at once (D26). */
  returned: z
    .object({
      by: z.string(),
      at: instant,
      opinion: z.string(),
      defects: z.array(z.string()),
      remarks: z.array(fieldRemark),
    })
    .nullable(),
  draftId: id.nullable(),
  documents: z.array(z.object({ kind: z.string(), title: z.string(), ready: z.boolean() })),
  newCertificateId: id.nullable(),
  /** Given at the counter, oldest first; to whom may see them. */
  receipts: z.array(counterReceipt),
  /** What the applicant said of it, and the office's answer (好差评). */
  rating: z
    .object({
      level: ratingLevel,
      reasons: z.array(z.string()),
      text: z.string(),
      ratedAt: instant,
      officeName: z.string(),
      answer: z.object({ text: z.string(), at: instant }).nullable(),
    })
    .nullable(),
  allowed: z.array(caseAbility),
  /** The case's own present (now + clock ahead): what "today" means on this page. */
  now: instant,
});
export type CaseView = z.infer<typeof caseView>;

export const caseCard = z.object({
  id,
  number: z.string(),
  matter: z.string(),
  title: z.string(),
  subject: z.string(),
  status: statusWord,
  position: z.int(),
  count: z.int(),
  stepTitle: z.string(),
  waiting: z.string(),
  due: due.nullable(),
  asked: z.boolean(),
  draftId: id.nullable(),
  openedAt: instant.nullable(),
  closedAt: instant.nullable(),
});

export const listMyCases = endpoint({
  id: "listMyCases",
  method: "GET",
  path: "/api/my/cases",
  tag: "办事",
  summary: "我的办件：在办的与草稿，或已办结的",
  access: "session",
  query: z.strictObject({ state: z.enum(["open", "closed"]).default("open") }),
  reply: z.object({ cases: z.array(caseCard), closedCount: z.int() }),
});

export const myCertificate = z.object({
  id,
  number: z.string(),
  title: z.string(),
  level: z.string(),
  levelName: z.string(),
  series: z.string(),
  speciality: z.string(),
  awardedOn: z.string(),
  issuer: z.string(),
  paper: z.boolean(),
  state: z.enum(["valid", "replaced", "revoked"]),
  replacedByNumber: z.string().nullable(),
  /** Since when, by whom and why it is revoked, and how to have that reviewed. */
  revocation: z.string().nullable(),
  openCaseId: id.nullable(),
  /** Can a replacement be started? If not, why, as a sentence. */
  replacement: z.object({ possible: z.boolean(), reason: z.string().nullable() }),
  downloadable: z.boolean(),
  verifyUrl: z.string().nullable(),
});

export const listMyCertificates = endpoint({
  id: "listMyCertificates",
  method: "GET",
  path: "/api/my/certificates",
  tag: "证书",
  summary: "我的职称证书",
  access: "session",
  reply: z.object({ certificates: z.array(myCertificate) }),
});

export const downloadCertificate = endpoint({
  id: "downloadCertificate",
  method: "GET",
  path: "/api/certificates/:id/file",
  tag: "证书",
  summary: "下载本人的职称电子证书（PDF，免费）",
  access: "session",
  params: byId,
  reply: "file",
});

export const getCase = endpoint({
  id: "getCase",
  method: "GET",
  path: "/api/cases/:id",
  tag: "办事",
  summary: "办件：进度、公示、历史、要我做的事",
  access: "session",
  params: byId,
  reply: caseView,
});

export const withdrawCase = endpoint({
  id: "withdrawCase",
  method: "POST",
  path: "/api/cases/:id/withdrawal",
  tag: "办事",
  summary: "撤回申请，办件终止",
  access: "session",
  params: byId,
  body: z.strictObject({ key: commandKey, reason: multiLine({ label: "理由", most: 500, least: 0 }) }),
  reply: accepted,
  mayBeUnknown: true,
});

/** By the submitter or the last reviewer, until the next one acts (B-08). */
export const recallDecision = endpoint({
  id: "recallDecision",
  method: "POST",
  path: "/api/cases/:id/recall",
  tag: "办事",
  summary: "收回刚刚的提交或决定（下一环节尚未处理时）",
  access: "session",
  params: byId,
  body: z.strictObject({ key: commandKey, reason: multiLine({ label: "理由", most: 500, least: 0 }) }),
  reply: accepted,
  mayBeUnknown: true,
});

export const downloadDocument = endpoint({
  id: "downloadDocument",
  method: "GET",
  path: "/api/cases/:id/documents/:kind",
  tag: "办事",
  summary: "下载办件文书（电子证书或存档用申请表，PDF）",
  access: "session",
  params: z.object({ id, kind: z.string().max(60) }),
  reply: "file",
});

export const getMaterial = endpoint({
  id: "getMaterial",
  method: "GET",
  path: "/api/materials/:id/content",
  tag: "办事",
  summary: "材料内容；disposition=inline 供页面预览",
  access: "session",
  params: byId,
  query: z.strictObject({ disposition: z.enum(["inline", "attachment"]).default("attachment") }),
  reply: "file",
});

export const fastForwardCase = endpoint({
  id: "fastForwardCase",
  method: "POST",
  path: "/api/cases/:id/fast-forward",
  tag: "演示",
  summary: "快进到公示结束（仅演示环境）",
  access: "demo",
  params: byId,
  reply: done,
});
