import { z } from "zod";
import { receiptKinds } from "../../domain/counter-receipts.ts";
import { identityNumber } from "../../domain/identity-number.ts";
import { oneLine, phoneNumber } from "../../domain/text-input.ts";
import { cursor, done, fileFormat, id, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";

/** 受理通知书 or 材料接收凭证, given for what was handed in at the counter. */
export const counterReceipt = z.object({
  id,
  kind: z.enum(receiptKinds),
  title: z.string(),
  /** 柳州市职改办受〔2026〕000123号 */
  number: z.string(),
  givenAt: instant,
  officeName: z.string(),
  clerkName: z.string(),
  /** What it promised; empty where nothing was. */
  promise: z.string(),
  /** Where the scan with the person's signature is uploaded to. */
  draftId: id,
  /** Of that scan: not there yet, waiting for the scanner, kept, or turned down by it. */
  signed: z.enum(["waiting", "checking", "signed", "unsafe"]),
  /** May the reader upload it now? */
  maySign: z.boolean(),
});
export type CounterReceipt = z.infer<typeof counterReceipt>;

export const listedReceipt = counterReceipt.extend({ applicantName: z.string(), caseNumber: z.string() });
export type ListedReceipt = z.infer<typeof listedReceipt>;

export const beginCounterVisit = endpoint({
  id: "beginCounterVisit",
  method: "POST",
  path: "/api/counter/visit",
  tag: "窗口",
  summary: "窗口代办：按姓名和身份证号为来窗口的人办理，直到结束（两小时以内）；每次办理都记下代办人",
  access: "session",
  body: z.strictObject({ name: oneLine({ label: "姓名", most: 60 }), identityNumber: identityNumber() }),
  reply: done,
});

export const endCounterVisit = endpoint({
  id: "endCounterVisit",
  method: "DELETE",
  path: "/api/counter/visit",
  tag: "窗口",
  summary: "结束窗口代办，回到本人的工作台",
  access: "session",
  reply: done,
});

export const registerPerson = endpoint({
  id: "registerPerson",
  method: "POST",
  path: "/api/counter/people",
  tag: "窗口",
  summary: "登记平台里还没有的人：姓名、身份证号（输两遍）、联系电话；名下已有的证书随即归到本人",
  access: "session",
  body: z.strictObject({
    name: oneLine({ label: "姓名", most: 60 }),
    identityNumber: identityNumber(),
    identityNumberAgain: identityNumber(),
    phone: phoneNumber,
  }),
  /** How many certificates are known of this person: without one there is nothing to be replaced. */
  reply: z.object({ certificates: z.int() }),
});

export const listReceipts = endpoint({
  id: "listReceipts",
  method: "GET",
  path: "/api/counter/receipts",
  tag: "窗口",
  summary: "本窗口出具的受理通知书和材料接收凭证，新的在前；可以只看还没有签回的",
  access: "session",
  query: z.strictObject({ signed: z.enum(["yes", "no"]).optional(), after: cursor }),
  reply: z.object({ receipts: z.array(listedReceipt), next: z.string().nullable() }),
});

export const exportReceipts = endpoint({
  id: "exportReceipts",
  method: "GET",
  path: "/api/counter/receipts/export",
  tag: "窗口",
  summary: "导出本窗口出具的回执（CSV 或 Excel，留痕）",
  access: "session",
  query: z.strictObject({ format: fileFormat, signed: z.enum(["yes", "no"]).optional() }),
  reply: "file",
});

export const getReceiptFile = endpoint({
  id: "getReceiptFile",
  method: "GET",
  path: "/api/counter/receipts/:id/:file",
  tag: "窗口",
  summary: "窗口回执的文书（paper，PDF）或签回的扫描件（scan）；disposition=inline 供打开打印",
  access: "session",
  params: z.object({ id, file: z.enum(["paper", "scan"]) }),
  query: z.strictObject({ disposition: z.enum(["inline", "attachment"]).default("attachment") }),
  reply: "file",
});
