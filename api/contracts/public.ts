import { z } from "zod";
import { byId, certificateState, cursor, done, id, instant } from "./common.ts";
import { dayCell } from "./cases.ts";
import { endpoint } from "./endpoint.ts";

/** What the public may know of a loss, and nothing else (D4). */
export const publicNotice = z.object({
  id,
  holder: z.string(),
  level: z.string(),
  series: z.string(),
  title: z.string(),
  certificateNumber: z.string(),
  issuer: z.string(),
  /** The standard sentence made from chosen values. */
  sentence: z.string(),
  publishedAt: instant,
  endsAt: instant,
  workingDays: z.int(),
  workingDaysLeft: z.int(),
  provisional: z.boolean(),
  running: z.boolean(),
});
export type PublicNotice = z.infer<typeof publicNotice>;

export const listNotices = endpoint({
  id: "listNotices",
  method: "GET",
  path: "/api/public/notices",
  tag: "公开",
  summary: "正在公示的遗失声明",
  access: "public",
  query: z.strictObject({ after: cursor }),
  reply: z.object({ notices: z.array(publicNotice), next: z.string().nullable() }),
});

export const getNotice = endpoint({
  id: "getNotice",
  method: "GET",
  path: "/api/public/notices/:id",
  tag: "公开",
  summary: "一则遗失公示",
  access: "public",
  params: byId,
  reply: publicNotice.extend({
    /** Each time the end moved, latest first (D2). */
    changes: z.array(z.object({ at: instant, from: instant, to: instant, reason: z.string() })),
    strip: z.array(dayCell),
    mayObject: z.boolean(),
    now: instant,
  }),
});

export const fileObjection = endpoint({
  id: "fileObjection",
  method: "POST",
  path: "/api/public/notices/:id/objections",
  tag: "公开",
  summary: "对一则公示提出异议（任何人，公示期内）",
  access: "public",
  params: byId,
  body: z.strictObject({
    key: z.uuid(),
    name: z.string().trim().min(2, "请填写姓名").max(40),
    phone: z
      .string()
      .trim()
      .regex(/^1\d{10}$/, "请填写 11 位手机号"),
    reason: z.string().trim().min(10, "请写明理由，至少 10 个字").max(1000),
  }),
  reply: done,
});

export const verification = z.object({
  state: certificateState,
  /** Masked as on public pages; null when only existence may be told (D25). */
  holder: z.string().nullable(),
  level: z.string().nullable(),
  series: z.string().nullable(),
  title: z.string().nullable(),
  speciality: z.string().nullable(),
  awardedOn: z.string().nullable(),
  issuedOn: z.string().nullable(),
  issuer: z.string().nullable(),
  number: z.string(),
  /** On a replaced certificate: since when. On a replacement: which one it replaced. */
  replacedAt: instant.nullable(),
  replaces: z.string().nullable(),
  revokedReason: z.string().nullable(),
  fileSha256: z.string().nullable(),
  checkedAt: instant,
  /** The holder's name and state are test data. */
  demo: z.boolean(),
});
export type Verification = z.infer<typeof verification>;

export const verifyByToken = endpoint({
  id: "verifyByToken",
  method: "GET",
  path: "/api/public/certificates/:token",
  tag: "公开",
  summary: "扫码核验：令牌来自证书上的二维码",
  access: "public",
  params: z.object({ token: z.string().regex(/^[A-Za-z0-9_-]{22}$/) }),
  reply: verification,
});

export const verifyByNumber = endpoint({
  id: "verifyByNumber",
  method: "POST",
  path: "/api/public/certificate-checks",
  tag: "公开",
  summary: "按证书编号和姓名核验；加证件号后四位才显示内容",
  access: "public",
  body: z.strictObject({
    number: z.string().trim().min(4, "请填写证书编号").max(40),
    name: z.string().trim().min(2, "请填写姓名").max(40),
    lastFour: z
      .string()
      .trim()
      .regex(/^\d{3}[\dXx]$/, "请填写证件号后四位")
      .optional(),
  }),
  reply: z.object({ found: z.boolean(), verification: verification.nullable() }),
});

export const verifyFile = endpoint({
  id: "verifyFile",
  method: "POST",
  path: "/api/public/certificate-files",
  tag: "公开",
  summary: "上传 PDF 核验签名与当前状态；文件不保存",
  access: "public",
  body: "binary",
  reply: z.object({
    signature: z.enum(["intact", "altered", "unsigned", "unknown-signer"]),
    signer: z.string().nullable(),
    signedAt: instant.nullable(),
    known: z.boolean(),
    verification: verification.nullable(),
    sentence: z.string(),
  }),
});
