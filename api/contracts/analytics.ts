import { z } from "zod";
import { civilDate, cursor, fileFormat as format, givenDate, id, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";

/** What the figures are narrowed to. Days are of Asia/Shanghai, both included; without them the last 90 days. */
export const analyticsFilters = {
  matter: z.string().max(60).optional(),
  /** This area with all below it. */
  areaId: id.optional(),
  /** One office; `employers`: all employers together, for administrators. */
  officeId: z.union([id, z.literal("employers")]).optional(),
  from: givenDate.optional(),
  to: givenDate.optional(),
};

/**
 * What is counted, one desk's work on one step of one case each time. Of the period: `received`, `decided`, and among
 * the decided `late`, `returned`, `rejected` (an upheld objection too). As it stands now: `open`, `overdue`.
 */
export const measure = z.enum(["received", "decided", "late", "returned", "rejected", "open", "overdue"]);
export type Measure = z.infer<typeof measure>;

/** Stands for 没有写明: of reasons, where none was chosen from the list. */
export const noReason = "-";

/** One number's list: the filters of the page and what its line stands for. */
export const measuredFilters = {
  ...analyticsFilters,
  measure,
  step: z.string().max(60).optional(),
  /** Exactly this area, without those below. */
  ownAreaId: id.optional(),
  /** Working days since it came to the desk, of `open` and `overdue`: from and to, both included. */
  ageFrom: z.coerce.number().int().min(0).max(100_000).optional(),
  ageTo: z.coerce.number().int().min(0).max(100_000).optional(),
  /** Of `returned` and `rejected`: the reason's sentence, or `-` where none was chosen. */
  reason: z.string().max(500).optional(),
};

const line = z.object({
  /** What its lists are narrowed by, beside the filters. */
  narrow: z.record(z.string(), z.string()),
  label: z.string(),
  decided: z.int(),
  /** Working days from arrival to decision; null when nothing was decided. */
  medianDays: z.int().nullable(),
  p90Days: z.int().nullable(),
  late: z.int(),
  returned: z.int(),
  rejected: z.int(),
  open: z.int(),
  overdue: z.int(),
});
export type AnalyticsLine = z.infer<typeof line>;

const counted = z.object({ narrow: z.record(z.string(), z.string()), label: z.string(), count: z.int() });

export const getAnalytics = endpoint({
  id: "getAnalytics",
  method: "GET",
  path: "/api/analytics",
  tag: "管理",
  summary: "统计分析：用时、办件量、在办时长、逾期、退回与不予通过（B-21）",
  access: "session",
  query: z.strictObject({ ...analyticsFilters }),
  reply: z.object({
    from: civilDate,
    to: civilDate,
    /** What the filters offer. */
    offices: z.array(z.object({ id: z.string(), name: z.string() })),
    areas: z.array(z.object({ id, name: z.string() })),
    totals: line.extend({ received: z.int() }),
    byStep: z.array(line),
    byOffice: z.array(line),
    byArea: z.array(line),
    byMatter: z.array(line),
    /** Days, weeks or months of the period, in order. */
    throughput: z.array(
      z.object({ narrow: z.record(z.string(), z.string()), label: z.string(), received: z.int(), decided: z.int() }),
    ),
    /** Open work by working days since its arrival. */
    ages: z.array(counted),
    /** A return may name several reasons: these add up to more than the returns. */
    returnReasons: z.array(counted),
    rejectionReasons: z.array(counted),
    /** 好差评 of the period by level, the best first. */
    ratings: z.array(counted),
  }),
});

export const measuredTask = z.object({
  /** Null where the reader has no desk of their own in it. */
  taskId: id.nullable(),
  caseNumber: z.string(),
  matterTitle: z.string(),
  stepTitle: z.string(),
  deskName: z.string(),
  areaName: z.string(),
  receivedAt: instant,
  dueAt: instant.nullable(),
  decidedAt: instant.nullable(),
  outcomeName: z.string().nullable(),
  /** Working days until it was decided, or until now. */
  days: z.int(),
  overdue: z.boolean(),
});
export type MeasuredTask = z.infer<typeof measuredTask>;

export const listMeasured = endpoint({
  id: "listMeasured",
  method: "GET",
  path: "/api/analytics/tasks",
  tag: "管理",
  summary: "统计分析：一个数字后面的清单，与数字一致",
  access: "session",
  query: z.strictObject({
    ...measuredFilters,
    after: cursor,
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  reply: z.object({
    tasks: z.array(measuredTask),
    next: z.string().nullable(),
    /** On the first page: how many there are, all of them. */
    count: z.int().nullable(),
  }),
});

export const exportAnalytics = endpoint({
  id: "exportAnalytics",
  method: "GET",
  path: "/api/analytics/export",
  tag: "管理",
  summary: "导出统计数字（CSV 或 Excel，留痕）",
  access: "session",
  query: z.strictObject({ format, ...analyticsFilters }),
  reply: "file",
});

export const exportMeasured = endpoint({
  id: "exportMeasured",
  method: "GET",
  path: "/api/analytics/tasks/export",
  tag: "管理",
  summary: "导出一个数字后面的清单（CSV 或 Excel，留痕；Excel 最多 10 万行）",
  access: "session",
  query: z.strictObject({ format, ...measuredFilters }),
  reply: "file",
});
