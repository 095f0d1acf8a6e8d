import { z } from "zod";
import { byId, done, id } from "./common.ts";
import { material } from "./drafts.ts";
import { endpoint } from "./endpoint.ts";

/** A file that arrives in parts. How far it is, is a fact of the server's: nobody has to remember it. */
export const partialUpload = z.object({
  id,
  kind: z.string(),
  name: z.string(),
  hash: z.string(),
  sizeInBytes: z.int(),
  /** How many bytes have arrived; the next part begins there. */
  offset: z.int(),
});
export type PartialUpload = z.infer<typeof partialUpload>;

const ofUpload = z.object({ id, uploadId: id });

export const beginUpload = endpoint({
  id: "beginUpload",
  method: "POST",
  path: "/api/drafts/:id/uploads",
  tag: "办事",
  summary: "开始分段上传；同一文件（按内容）已传过一部分的，返回已收到多少",
  access: "session",
  params: byId,
  body: z.strictObject({
    kind: z.string().max(60),
    name: z.string().min(1).max(200),
    sizeInBytes: z.int().min(1).max(100_000_000),
    /** SHA-256 of the whole file, lower-case hexadecimal. */
    hash: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  reply: partialUpload,
});

export const listUploads = endpoint({
  id: "listUploads",
  method: "GET",
  path: "/api/drafts/:id/uploads",
  tag: "办事",
  summary: "还没有传完的文件",
  access: "session",
  params: byId,
  reply: z.object({ uploads: z.array(partialUpload) }),
});

export const appendUpload = endpoint({
  id: "appendUpload",
  method: "PATCH",
  path: "/api/drafts/:id/uploads/:uploadId",
  tag: "办事",
  summary: "接着传：请求体是从 offset 起的内容，断开前已收到的部分都保留",
  access: "session",
  params: ofUpload,
  query: z.strictObject({ offset: z.coerce.number().int().min(0).max(100_000_000) }),
  body: "binary",
  reply: partialUpload,
});

export const completeUpload = endpoint({
  id: "completeUpload",
  method: "POST",
  path: "/api/drafts/:id/uploads/:uploadId/completion",
  tag: "办事",
  summary: "全部传完：检查并保存；重复调用得到同一结果",
  access: "session",
  params: ofUpload,
  reply: material,
});

export const dropUpload = endpoint({
  id: "dropUpload",
  method: "DELETE",
  path: "/api/drafts/:id/uploads/:uploadId",
  tag: "办事",
  summary: "不传了",
  access: "session",
  params: ofUpload,
  reply: done,
});
