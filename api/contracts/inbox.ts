import { z } from "zod";
import { searchedText } from "../../domain/searched-number.ts";
import { multiLine } from "../../domain/text-input.ts";
import { cursor, done, due, id, instant, byId } from "./common.ts";
import { endpoint } from "./endpoint.ts";

/** `to-claim` 待认领 · `mine` 我的待办 · `overdue` 已逾期 · `returned` 退回给我 · `objections` 公示异议 · `escalated` 下级报来 · `done` 已办 */
export const queue = z.enum(["to-claim", "mine", "overdue", "returned", "objections", "escalated", "done"]);
export type Queue = z.infer<typeof queue>;

export const inboxFilters = {
  matter: z.string().max(60).optional(),
  step: z.string().max(60).optional(),
  areaId: id.optional(),
  organisation: searchedText.optional(),
  due: z.enum(["overdue", "today", "later"]).optional(),
  round: z.enum(["first", "again"]).optional(),
  /** Case number, applicant, employer or certificate number; an identity number as `hideNumber` wrote it. */
  text: searchedText.optional(),
};

export const taskRow = z.object({
  taskId: id,
  caseId: id,
  version: z.int(),
  kind: z.enum(["review", "objection"]),
  matter: z.string(),
  matterTitle: z.string(),
  step: z.string(),
  stepTitle: z.string(),
  round: z.int(),
  returned: z.boolean(),
  applicantName: z.string(),
  organisationName: z.string().nullable(),
  caseNumber: z.string(),
  areaName: z.string(),
  openedAt: instant,
  due: due.nullable(),
  holder: z
    .object({
      accountId: id,
      name: z.string(),
      mine: z.boolean(),
      /** The reader stands in for the holder and may take the task over (B-05). */
      absent: z.boolean().default(false),
    })
    .nullable(),
  /** Several offices sign this step (B-09): how many signatures grant it, and how many are given. */
  signing: z.object({ given: z.int(), needed: z.int() }).nullable(),
  /** Reported to the office above because it is overdue (B-16). */
  escalated: z.boolean().default(false),
  /** At whose desk it lies, where that is another than the reader's. */
  receiverName: z.string().default(""),
  /** Who lent it to its holder (B-04). */
  lender: z.string().nullable(),
  state: z.enum(["open", "waiting", "decided", "recalled", "closed"]),
  outcome: z.string().nullable(),
  decidedAt: instant.nullable(),
});
export type TaskRow = z.infer<typeof taskRow>;

export const listInbox = endpoint({
  id: "listInbox",
  method: "GET",
  path: "/api/inbox",
  tag: "审核",
  summary: "待办列表，按游标翻页；overdue 在前，然后按期限",
  access: "session",
  query: z.strictObject({
    queue: queue.default("mine"),
    ...inboxFilters,
    after: cursor,
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  reply: z.object({ tasks: z.array(taskRow), next: z.string().nullable() }),
});

export const countInbox = endpoint({
  id: "countInbox",
  method: "GET",
  path: "/api/inbox/counts",
  tag: "审核",
  summary: "各队列的件数，最多数到 1000（显示 999+）",
  access: "session",
  query: z.strictObject({ ...inboxFilters }),
  reply: z.object({
    counts: z.record(queue, z.int()),
    /** Areas in which the reader has open work: the choices of the filter 地区. */
    areas: z.array(z.object({ id, name: z.string() })).default([]),
  }),
});

export const suggestOrganisations = endpoint({
  id: "suggestOrganisations",
  method: "GET",
  path: "/api/inbox/organisations",
  tag: "审核",
  summary: "筛选“单位”时的提示：该队列里名称含有所输文字的单位，最多 20 个",
  access: "session",
  query: z.strictObject({ queue: queue.default("mine"), text: inboxFilters.organisation }),
  reply: z.object({ names: z.array(z.string()).max(20) }),
});

export const claimTask = endpoint({
  id: "claimTask",
  method: "POST",
  path: "/api/tasks/:id/claim",
  tag: "审核",
  summary: "认领；已被别人认领则说明是谁、何时",
  access: "session",
  params: byId,
  reply: z.object({ version: z.int() }),
});

export const releaseTask = endpoint({
  id: "releaseTask",
  method: "POST",
  path: "/api/tasks/:id/release",
  tag: "审核",
  summary: "放回待认领；负责人放回别人认领的，要写原因（B-03）",
  access: "session",
  params: byId,
  body: z.strictObject({ reason: multiLine({ label: "原因", most: 200, least: 0 }) }),
  reply: done,
});

/** The oldest due task that may be claimed, claimed in the same statement; null when there is none. */
export const claimNext = endpoint({
  id: "claimNext",
  method: "POST",
  path: "/api/inbox/next",
  tag: "审核",
  summary: "认领下一件",
  access: "session",
  reply: z.object({ taskId: id.nullable() }),
});
