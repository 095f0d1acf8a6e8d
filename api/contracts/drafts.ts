import { z } from "zod";
import { accepted, byId, commandKey, done, fieldRemark, id, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";

export const material = z.object({
  id,
  kind: z.string(),
  name: z.string(),
  /** JPG, PNG or PDF. */
  format: z.string(),
  sizeInBytes: z.int(),
  uploadedAt: instant,
  /** What the check of a photo found, and what it cannot see (S4-18). */
  checks: z.array(z.object({ result: z.enum(["ok", "warning", "cannot-check"]), sentence: z.string() })),
  /** "waiting": the scanner was down; the file can be opened and handed in once it was looked at. */
  scan: z.enum(["clean", "waiting", "infected"]),
});
export type Material = z.infer<typeof material>;

/** Values as typed so far: nothing is required until it is handed in. */
export const formValues = z.record(
  z.string().max(80),
  z.union([z.string().max(5000), z.number(), z.boolean(), z.null(), z.array(z.string().max(500)).max(50)]),
);
export type FormValues = z.infer<typeof formValues>;

export const draft = z.object({
  id,
  caseId: id.nullable(),
  matter: z.string(),
  step: z.string(),
  round: z.int(),
  version: z.int(),
  form: formValues,
  materials: z.array(material),
  /** What may be chosen in the fields that choose from a catalogue, by the field's name. */
  choices: z.record(z.string(), z.array(z.object({ value: z.string(), label: z.string() }))),
  /** Read-only facts beside the form: person, employer, certificate. Numbers masked. */
  known: z.object({
    person: z.object({ name: z.string(), sex: z.string(), identityNumber: z.string(), phone: z.string() }),
    organisation: z
      .object({ id, name: z.string(), creditCode: z.string(), department: z.string().nullable() })
      .nullable(),
    certificate: z.object({
      id,
      number: z.string(),
      title: z.string(),
      level: z.string(),
      series: z.string(),
      speciality: z.string(),
      awardedOn: z.string(),
      issuer: z.string(),
    }),
  }),
  remarks: z.array(fieldRemark),
  savedAt: instant,
  /** Why it cannot be handed in yet, with the instant from which it can (公示未满…). */
  notYet: z.object({ code: z.string(), message: z.string(), from: instant.nullable() }).nullable(),
});
export type Draft = z.infer<typeof draft>;

export const startDraft = endpoint({
  id: "startDraft",
  method: "POST",
  path: "/api/drafts",
  tag: "办事",
  summary: "开始一件事，或接着填已有的草稿",
  access: "session",
  body: z.strictObject({ matter: z.string().max(60), certificateId: id }),
  reply: draft,
});

/** For the step the case asks the applicant for now: found or made, prefilled from the round before. */
export const openCaseDraft = endpoint({
  id: "openCaseDraft",
  method: "POST",
  path: "/api/cases/:id/draft",
  tag: "办事",
  summary: "打开本件当前或下一次由申请人填写的草稿",
  access: "session",
  params: byId,
  reply: draft,
});

export const getDraft = endpoint({
  id: "getDraft",
  method: "GET",
  path: "/api/drafts/:id",
  tag: "办事",
  summary: "读草稿",
  access: "session",
  params: byId,
  reply: draft,
});

export const printDraft = endpoint({
  id: "printDraft",
  method: "GET",
  path: "/api/drafts/:id/print",
  tag: "办事",
  summary: "打印预览：未提交的草稿按申请表打印的样子，每页注明预览（PDF）",
  access: "session",
  params: byId,
  query: z.strictObject({ disposition: z.enum(["inline", "attachment"]).default("inline") }),
  reply: "file",
});

export const saveDraft = endpoint({
  id: "saveDraft",
  method: "PATCH",
  path: "/api/drafts/:id",
  tag: "办事",
  summary: "自动保存；version 过期则拒绝",
  access: "session",
  params: byId,
  body: z.strictObject({ version: z.int(), form: formValues }),
  reply: z.object({ version: z.int(), savedAt: instant }),
});

export const discardDraft = endpoint({
  id: "discardDraft",
  method: "DELETE",
  path: "/api/drafts/:id",
  tag: "办事",
  summary: "丢弃尚未提交的草稿",
  access: "session",
  params: byId,
  reply: done,
});

export const uploadMaterial = endpoint({
  id: "uploadMaterial",
  method: "POST",
  path: "/api/drafts/:id/materials",
  tag: "办事",
  summary: "上传一份材料（请求体即文件内容）",
  access: "session",
  params: byId,
  query: z.strictObject({ kind: z.string().max(60), name: z.string().min(1).max(200) }),
  body: "binary",
  reply: material,
});

export const removeMaterial = endpoint({
  id: "removeMaterial",
  method: "DELETE",
  path: "/api/drafts/:id/materials/:materialId",
  tag: "办事",
  summary: "删除草稿里的一份材料",
  access: "session",
  params: z.object({ id, materialId: id }),
  reply: done,
});

export const submitDraft = endpoint({
  id: "submitDraft",
  method: "POST",
  path: "/api/drafts/:id/submission",
  tag: "办事",
  summary: "提交：声明作废，或把补办材料交给单位",
  access: "session",
  params: byId,
  body: z.strictObject({ key: commandKey, version: z.int() }),
  reply: accepted,
  mayBeUnknown: true,
});
