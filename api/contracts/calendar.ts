import { z } from "zod";
import { oneLine } from "../../domain/text-input.ts";
import { byId, civilDate, givenDate, id, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";

const layer = z.string().max(20);
const year = z.int().min(2010).max(2100);
const dayKind = z.enum(["off", "work"]);
const dayState = z.enum(["off", "work", "plain"]);

export const getCalendar = endpoint({
  id: "getCalendar",
  method: "GET",
  path: "/api/admin/calendar",
  tag: "管理",
  summary: "工作日历：国家、广西、本市各层，某一年，导入记录和各层的冲突",
  access: "session",
  query: z.strictObject({ year: z.coerce.number().int().min(2010).max(2100) }),
  reply: z.object({
    year: z.int(),
    known: z.boolean(),
    version: z.int(),
    layers: z.array(
      z.object({
        layer: z.string(),
        name: z.string(),
        sourceDocument: z.string().nullable(),
        importedAt: instant.nullable(),
        /** Gives no yearly notice; nothing is missing when there is none. */
        singleDays: z.boolean(),
      }),
    ),
    days: z.array(
      z.object({
        date: civilDate,
        kind: dayKind,
        name: z.string(),
        layer: z.string(),
        sourceDocument: z.string(),
        /** The layer further down whose word on this day is overruled by this one. */
        overrules: z.string().nullable(),
      }),
    ),
    years: z.array(z.int()),
    imports: z.array(
      z.object({
        id,
        layer: z.string(),
        year: z.int(),
        version: z.int(),
        sourceDocument: z.string(),
        issuedOn: civilDate.nullable(),
        link: z.string().nullable(),
        fileName: z.string().nullable(),
        /** The scan of the notice; null while none was attached. */
        documentName: z.string().nullable(),
        importedBy: z.string(),
        importedAt: instant,
      }),
    ),
  }),
});

/** What a change would do, before it is done: the days, and the running terms that move. */
const preview = z.object({
  form: z.enum(["notice", "csv", "json", "day"]),
  /** Why it cannot be taken as it is; empty when it can. */
  problems: z.array(z.string()),
  /** The calendar version compared with; sent along when the change is made. */
  version: z.int(),
  days: z.array(z.object({ date: civilDate, from: dayState, fromName: z.string(), to: dayState, toName: z.string() })),
  notices: z.int(),
  tasks: z.int(),
  /** Terms whose date stays and is no longer provisional. */
  settled: z.int(),
  /** The first of those that move. */
  moving: z.array(
    z.object({
      caseId: id,
      number: z.string(),
      what: z.enum(["notice", "task"]),
      step: z.string(),
      from: instant,
      to: instant,
    }),
  ),
});

const change = z.strictObject({
  layer,
  date: givenDate,
  kind: dayState,
  name: oneLine({ label: "名称", most: 40, least: 0 }),
});
const text = z.string().min(1).max(60_000);

export const previewCalendarDay = endpoint({
  id: "previewCalendarDay",
  method: "POST",
  path: "/api/admin/calendar/days/preview",
  tag: "管理",
  summary: "改动日历的一天会移动哪些公示与期限（只算不改）",
  access: "session",
  body: change,
  reply: preview,
});

/** A change of one day in one layer: running notices and due dates are recomputed, old → new, visibly (D2). */
export const changeCalendarDay = endpoint({
  id: "changeCalendarDay",
  method: "POST",
  path: "/api/admin/calendar/days",
  tag: "管理",
  summary: "改动日历的一天，重算正在进行的公示与期限",
  access: "session",
  body: change.extend({
    sourceDocument: oneLine({ label: "依据", most: 200, least: 2 }),
    /** The version that was previewed: nothing moves that the preview did not show. Left out: without a preview. */
    version: z.int().optional(),
  }),
  reply: z.object({ version: z.int(), casesToLook: z.int() }),
});

export const previewCalendarImport = endpoint({
  id: "previewCalendarImport",
  method: "POST",
  path: "/api/admin/calendar/imports/preview",
  tag: "管理",
  summary: "读一份年度放假通知（通知原文、CSV 或 holiday-cn JSON），看会改哪些天、移动哪些期限（只算不改）",
  access: "session",
  body: z.strictObject({ layer, year, text }),
  reply: preview,
});

export const importCalendar = endpoint({
  id: "importCalendar",
  method: "POST",
  path: "/api/admin/calendar/imports",
  tag: "管理",
  summary: "导入一份年度放假通知，留存原文，重算正在进行的公示与期限",
  access: "session",
  body: z.strictObject({
    layer,
    year,
    text,
    fileName: oneLine({ label: "文件名", most: 200 }).nullable(),
    sourceDocument: oneLine({ label: "文件名称和文号", most: 200 }).refine(
      (name) => name.length >= 2,
      "请写明依据的文件",
    ),
    issuedOn: givenDate.nullable(),
    link: z
      .string()
      .trim()
      .max(500)
      .refine((link) => /^https?:\/\/\S+$/u.test(link), "请填写以 http 开头的网址")
      .nullable(),
    /** The version that was previewed. */
    version: z.int(),
  }),
  reply: z.object({ version: z.int(), casesToLook: z.int() }),
});

export const readCalendarImport = endpoint({
  id: "readCalendarImport",
  method: "GET",
  path: "/api/admin/calendar/imports/:id",
  tag: "管理",
  summary: "一次导入留存的原文",
  access: "session",
  params: byId,
  reply: z.object({ sourceDocument: z.string(), fileName: z.string().nullable(), text: z.string() }),
});

export const attachCalendarDocument = endpoint({
  id: "attachCalendarDocument",
  method: "POST",
  path: "/api/admin/calendar/imports/:id/document",
  tag: "管理",
  summary: "给一次导入附上通知的扫描件（请求体即文件内容）；再传一份代替原来的",
  access: "session",
  params: byId,
  query: z.strictObject({ name: z.string().min(1).max(200) }),
  body: "binary",
  reply: z.object({ documentName: z.string() }),
});

export const readCalendarDocument = endpoint({
  id: "readCalendarDocument",
  method: "GET",
  path: "/api/admin/calendar/imports/:id/document",
  tag: "管理",
  summary: "一次导入所附的扫描件",
  access: "session",
  params: byId,
  reply: "file",
});

export const getRecomputation = endpoint({
  id: "getRecomputation",
  method: "GET",
  path: "/api/admin/calendar/recomputation",
  tag: "管理",
  summary: "最近一次日历改动的重算：进度，以及移动的时间（原 → 新）",
  access: "session",
  reply: z.object({
    recomputation: z
      .object({
        version: z.int(),
        reason: z.string(),
        begunAt: instant,
        cases: z.int(),
        done: z.int(),
        moved: z.int(),
        /** The latest of those that moved. */
        moves: z.array(z.object({ caseId: id, number: z.string(), from: instant, to: instant })),
      })
      .nullable(),
  }),
});
