import { z } from "zod";
import { byId, commandKey, done, fileFormat, id, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { reviewDecision } from "./tasks.ts";

/** As many as one batch may hold: what one person can still look over. */
export const mostInBatch = 500;

const batchState = z.enum(["draft", "running", "done"]);
const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const bulkBatch = z.object({
  id,
  matterTitle: z.string(),
  stepTitle: z.string(),
  state: batchState,
  count: z.int(),
  done: z.int(),
  refused: z.int(),
  /** Asked, and not answered by their cases in time: they may have been decided or not. */
  unanswered: z.int(),
  madeAt: instant,
  begunAt: instant.nullable(),
  finishedAt: instant.nullable(),
});
export type BulkBatch = z.infer<typeof bulkBatch>;

export const bulkItem = z.object({
  taskId: id,
  caseId: id,
  caseNumber: z.string(),
  applicantName: z.string(),
  organisationName: z.string().nullable(),
  decision: reviewDecision,
  state: z.enum(["waiting", "done", "refused", "unanswered"]),
  /** Before it begins: why it would be refused now. Afterwards: why it was. */
  sentence: z.string().nullable(),
});
export type BulkItem = z.infer<typeof bulkItem>;

export const listBulkBatches = endpoint({
  id: "listBulkBatches",
  method: "GET",
  path: "/api/bulk-batches",
  tag: "审核",
  summary: "本人的批量办理，新的在前，最多 50 批（B-07）",
  access: "session",
  reply: z.object({ batches: z.array(bulkBatch) }),
});

export const makeBulkBatch = endpoint({
  id: "makeBulkBatch",
  method: "POST",
  path: "/api/bulk-batches",
  tag: "审核",
  summary: "用选中的待办组成一批；from：沿用另一批里的意见（没办成的再办）",
  access: "session",
  body: z.strictObject({ key: commandKey, taskIds: z.array(id).min(1).max(mostInBatch), from: id.nullable() }),
  reply: z.object({ id }),
});

export const getBulkBatch = endpoint({
  id: "getBulkBatch",
  method: "GET",
  path: "/api/bulk-batches/:id",
  tag: "审核",
  summary: "一批的每一件：意见、结果、为什么没办成",
  access: "session",
  params: byId,
  reply: bulkBatch.extend({
    version: z.int(),
    /** Of what stands here; the password is given for it. */
    hash,
    sealName: z.string().nullable(),
    opinionRequired: z.boolean(),
    items: z.array(bulkItem),
  }),
});

export const exportBulkBatch = endpoint({
  id: "exportBulkBatch",
  method: "GET",
  path: "/api/bulk-batches/:id/export",
  tag: "审核",
  summary: "导出一批的每一件和结果（CSV 或 Excel，留痕）",
  access: "session",
  params: byId,
  query: z.strictObject({ format: fileFormat }),
  reply: "file",
});
export type BulkBatchView = z.infer<typeof getBulkBatch.reply>;

export const changeBulkBatch = endpoint({
  id: "changeBulkBatch",
  method: "PUT",
  path: "/api/bulk-batches/:id",
  tag: "审核",
  summary: "改每一件的意见和决定；不在其中的从这一批移出",
  access: "session",
  params: byId,
  body: z.strictObject({
    version: z.int(),
    items: z
      .array(z.strictObject({ taskId: id, decision: reviewDecision }))
      .min(1)
      .max(mostInBatch),
  }),
  reply: z.object({ version: z.int(), hash }),
});

export const dropBulkBatch = endpoint({
  id: "dropBulkBatch",
  method: "DELETE",
  path: "/api/bulk-batches/:id",
  tag: "审核",
  summary: "不办这一批了（还没有开始的）",
  access: "session",
  params: byId,
  reply: done,
});

export const confirmBulkBatch = endpoint({
  id: "confirmBulkBatch",
  method: "POST",
  path: "/api/bulk-batches/:id/confirmation",
  tag: "审核",
  summary: "输入密码确认这一批的这些内容，五分钟内可以开始",
  access: "session",
  params: byId,
  body: z.strictObject({ hash, password: z.string().max(256) }),
  reply: z.object({ until: instant }),
});

export const beginBulkBatch = endpoint({
  id: "beginBulkBatch",
  method: "POST",
  path: "/api/bulk-batches/:id/beginning",
  tag: "审核",
  summary: "开始办理这一批；盖章的先确认。办完以后再开始：只再问没有得到答复的，每件不会办两次",
  access: "session",
  params: byId,
  body: z.strictObject({ hash }),
  reply: done,
});
