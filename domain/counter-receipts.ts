import type { MaterialKind } from "./matters/matter.ts";

/** 受理通知书 for what opened a case at the counter, 材料接收凭证 for what was handed in there later. */
export const receiptKinds = ["acceptance", "materials"] as const;
export type ReceiptKind = (typeof receiptKinds)[number];

export const receiptTitles: Readonly<Record<ReceiptKind, string>> = {
  acceptance: "受理通知书",
  materials: "材料接收凭证",
};

const words: Readonly<Record<ReceiptKind, string>> = { acceptance: "受", materials: "收" };

/** 柳州市职改办受〔2026〕000123号: a series for each kind, office and year; what stands in brackets is no part of a name. */
export function receiptNumber(kind: ReceiptKind, officeName: string, year: number, sequence: number): string {
  const office = officeName.replace(/[（(][^（()）]*[)）]/g, "").trim();
  return `${office}${words[kind]}〔${year}〕${String(sequence).padStart(6, "0")}号`;
}

/** The scan of a receipt with the person's signature on it; it lies with the form that the receipt is for. */
export const signedReceipt: MaterialKind = {
  kind: "signed-receipt",
  title: "签回的窗口回执",
  required: false,
  hint: "JPG、PNG 或 PDF，10 MB 以内",
  check: "proof",
  most: 1,
};

export interface PromisedStep {
  title: string;
  workingDays: number;
}

/** 合计 20 个工作日：遗失公示 5 个工作日，…; empty when nothing is promised. */
export function promiseSentence(promised: readonly PromisedStep[]): string {
  if (promised.length === 0) return "";
  const total = promised.reduce((sum, { workingDays }) => sum + workingDays, 0);
  return `合计 ${total} 个工作日：${promised.map(({ title, workingDays }) => `${title} ${workingDays} 个工作日`).join("，")}`;
}
