import { z } from "zod";
import { receiptKinds } from "../../domain/counter-receipts.ts";

/**
 * What each printed document needs, as plain data. Every text is printed as it is: nothing in it is read as markup.
 * Dates are calendar days in Asia/Shanghai (`2026-12-16`) or instants (`2026-12-15T16:00:00Z`); both are printed as
 * `2026年12月16日` in Asia/Shanghai. `null` stands for "the record does not say" and is printed as a dash.
 */
const line = z.string().max(200);
const paragraph = z.string().max(4000);
export const printedDay = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** 职称电子证书, 中级 and 初级 (S2-11, S2-16): the fields in the order in which they are printed. */
export const certificateData = z.object({
  /** Goes before 中级职称电子证书 in the heading: `广西柳州市`. */
  area: line,
  holderName: line,
  sex: z.enum(["男", "女"]),
  identityNumber: line,
  /** 获取方式: 评审, 认定, 重新确认 … */
  obtainedBy: line,
  series: line,
  title: line,
  specialty: line.nullable(),
  awardedOn: printedDay,
  committee: line.nullable(),
  documentNumber: line.nullable(),
  certificateNumber: line,
  managementNumber: line,
  /** 查询网址 as people type it: `https://rct.example/v`. */
  verificationPage: line,
  /** What the QR holds: an address with a random 128-bit token and no personal data. */
  verificationUrl: z.url(),
  /** 发证单位(章). */
  issuer: line,
  issuedOn: printedDay,
  /** Named as the data source in the statement (S2-16): `广西柳州市人力资源和社会保障局`. */
  dataSource: line,
  /** Prints the line that says that people and offices are invented. */
  demo: z.boolean(),
});
export type CertificateData = z.infer<typeof certificateData>;

/** Which line of the form an office's seal belongs to; `issuer` is the only one on a certificate and on a receipt. */
export const sealNames = ["issuer", "employer", "department", "title-office"] as const;
export type SealName = (typeof sealNames)[number];

const opinion = z.object({
  /** Names the line and the place of the seal. */
  seal: z.enum(["employer", "department", "title-office"]),
  officeName: line,
  /** 同意, 同意（单位未启用，由人才中心代为审核）… */
  outcome: line,
  opinion: paragraph,
  /** 经办人. */
  decidedBy: line,
  decidedOn: printedDay,
});

/** 中、初级职称证书遗失补办申请表: the archive form of the whole case (S2-14, S2-17). */
export const replacementFormData = z.object({
  draft: z.literal(false),
  area: line,
  caseNumber: line,
  applicant: z.object({
    name: line,
    sex: z.enum(["男", "女"]),
    identityNumber: line,
    phone: line,
    employer: line,
    /** 统一社会信用代码. */
    creditCode: line.nullable(),
    position: line,
    yearsInProfession: z.number().int().min(0),
  }),
  original: z.object({
    /** 中级 or 初级. */
    level: line,
    series: line,
    title: line,
    specialty: line.nullable(),
    awardedOn: printedDay,
    committee: line.nullable(),
    documentNumber: line.nullable(),
    certificateNumber: line,
    issuer: line,
  }),
  loss: z.object({
    /** The public sentence made from chosen values (D4). */
    sentence: paragraph,
    /** 遗失经过, as handed in with the materials. */
    statement: paragraph,
    /** 补充说明 of the declaration. */
    explanation: paragraph.nullable(),
    declaredOn: printedDay,
  }),
  notice: z.object({
    publishedOn: printedDay,
    /** The last working day that counts. */
    lastDay: printedDay,
    workingDays: z.number().int().positive(),
    objections: z.array(
      z.object({
        filedOn: printedDay,
        /** 不成立 or 成立 */ decision: line,
        reason: paragraph,
        decidedBy: line,
        decidedOn: printedDay,
      }),
    ),
  }),
  materials: z.array(z.object({ title: line, fileName: line, uploadedOn: printedDay })),
  /** In the order in which the offices decided; a step that a rule skipped is left out. */
  opinions: z.array(opinion).min(1),
  /** Earlier rounds: returns and corrections, oldest first. */
  returns: z.array(z.object({ returnedOn: printedDay, officeName: line, returnedBy: line, reason: paragraph })),
  result: z.object({ certificateNumber: line, managementNumber: line, issuedOn: printedDay, issuer: line }),
  demo: z.boolean(),
});
export type ReplacementFormData = z.infer<typeof replacementFormData>;

/**
 * The same form before it is handed in, for its owner to look at: what is not known yet is null and comes out as a dash,
 * no office has given its opinion, and every page says that it is a draft.
 */
export const replacementDraftData = replacementFormData.omit({ opinions: true, result: true, returns: true }).extend({
  draft: z.literal(true),
  applicant: replacementFormData.shape.applicant.extend({ yearsInProfession: z.number().nullable() }),
  loss: replacementFormData.shape.loss.extend({ declaredOn: printedDay.nullable() }),
  /** Null while nothing is published. */
  notice: replacementFormData.shape.notice.nullable(),
});
export type ReplacementDraftData = z.infer<typeof replacementDraftData>;

/** 受理通知书 and 材料接收凭证: what the counter gives for what was handed in there. Theirs, so nothing is masked. */
export const counterReceiptData = z.object({
  kind: z.enum(receiptKinds),
  /** 受理通知书 */
  title: line,
  /** 柳州市职改办受〔2026〕000123号 */
  number: line,
  officeName: line,
  matterTitle: line,
  caseNumber: line,
  applicant: z.object({ name: line, identityNumber: line }),
  certificate: z.object({ title: line, number: line }),
  received: z.array(z.object({ title: line, copies: z.number().int().positive() })).min(1),
  /** 合计 20 个工作日：…; null where nothing is promised. */
  promise: paragraph.nullable(),
  /** 柳职办〔2019〕17号 三.3 */
  article: line,
  contact: z.object({ host: line, address: line, phone: line, hours: line }),
  clerkName: line,
  givenOn: printedDay,
  demo: z.boolean(),
});
export type CounterReceiptData = z.infer<typeof counterReceiptData>;

/** Every template with the data it takes. A template's file is `templates/<name>.docx`. */
export const documentData = {
  "certificate-middle": certificateData,
  "certificate-junior": certificateData,
  "certificate-replacement": z.discriminatedUnion("draft", [replacementFormData, replacementDraftData]),
  "counter-receipt": counterReceiptData,
} as const;

export type DocumentTemplate = keyof typeof documentData;

/** The photo as jpg or png, 35 × 45 mm in print; the archive form takes it too. */
export interface DocumentImages {
  photo: Buffer;
}

export type DocumentRequest =
  | { template: "certificate-middle" | "certificate-junior"; data: CertificateData; images: DocumentImages }
  | { template: "certificate-replacement"; data: ReplacementFormData | ReplacementDraftData; images: DocumentImages }
  | { template: "counter-receipt"; data: CounterReceiptData };
