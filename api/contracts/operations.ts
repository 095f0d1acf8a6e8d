import { z } from "zod";
import { byId, done, id, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";

/** 重试：失败的工作立即再试；修复：按流程引擎重写记录；换新：以同样的进度开始新一轮运行。 */
export const caseOperation = z.enum(["retry", "repair", "renew"]);
export type CaseOperation = z.infer<typeof caseOperation>;

export const operateCases = endpoint({
  id: "operateCases",
  method: "POST",
  path: "/api/admin/cases/operate",
  tag: "管理",
  summary: "让一件或多件办件重试、修复或换新",
  access: "session",
  body: z.strictObject({ operation: caseOperation, caseIds: z.array(id).min(1).max(200) }),
  reply: z.object({
    results: z.array(z.object({ caseId: id, done: z.boolean(), sentence: z.string().nullable() })),
  }),
});

export const reconcileNow = endpoint({
  id: "reconcileNow",
  method: "POST",
  path: "/api/admin/reconciliations",
  tag: "管理",
  summary: "现在就把全部在办办件与流程引擎核对一遍",
  access: "session",
  reply: done,
});

export const listEngineEvents = endpoint({
  id: "listEngineEvents",
  method: "GET",
  path: "/api/admin/cases/:id/engine-events",
  tag: "管理",
  summary: "一件办件的流程引擎记录（每次查看留痕）",
  access: "session",
  params: byId,
  query: z.strictObject({ after: z.string().max(2_000).optional() }),
  reply: z.object({
    number: z.string().nullable(),
    events: z.array(
      z.object({ id: z.int(), at: instant, title: z.string(), /** JSON, personal data removed. */ detail: z.string() }),
    ),
    next: z.string().nullable(),
  }),
});
