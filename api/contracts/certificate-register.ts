import { z } from "zod";
import { multiLine, oneLine } from "../../domain/text-input.ts";
import { misuseKinds, type MisuseKind } from "../../domain/texts/certificates.ts";
import { byId, certificateState, commandKey, done, fileFormat, id, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";

const misuseKind = z.enum(Object.keys(misuseKinds) as [MisuseKind, ...MisuseKind[]], "请选择是哪一种");

export const registeredCertificate = z.object({
  id,
  number: z.string(),
  managementNumber: z.string().nullable(),
  holder: z.string(),
  /** Masked. */
  identityNumber: z.string(),
  level: z.string(),
  series: z.string(),
  title: z.string(),
  speciality: z.string(),
  awardedOn: z.string(),
  issuer: z.string(),
  state: certificateState,
  revocation: z.object({ reason: z.string(), basis: z.string(), officeName: z.string(), at: instant }).nullable(),
  /** Of this certificate and of its holder's others. */
  misuses: z.array(
    z.object({ number: z.string(), kindName: z.string(), referral: z.string(), officeName: z.string(), at: instant }),
  ),
  /** Number of the case in which it is being replaced. */
  openCaseNumber: z.string().nullable(),
  mayRevoke: z.boolean(),
});
export type RegisteredCertificate = z.infer<typeof registeredCertificate>;

const registerFilters = { number: z.string().trim().min(4, "请填写证书编号").max(40) };

export const findRegisteredCertificates = endpoint({
  id: "findRegisteredCertificates",
  method: "GET",
  path: "/api/certificate-register",
  tag: "证书",
  summary: "职改办按证书编号查证书：现状、撤销和违规记录",
  access: "session",
  query: z.strictObject(registerFilters),
  reply: z.object({ certificates: z.array(registeredCertificate) }),
});

export const exportRegisteredCertificates = endpoint({
  id: "exportRegisteredCertificates",
  method: "GET",
  path: "/api/certificate-register/export",
  tag: "证书",
  summary: "导出查到的证书（CSV 或 Excel，留痕）",
  access: "session",
  query: z.strictObject({ format: fileFormat, ...registerFilters }),
  reply: "file",
});

/** Once the certificate is revoked its verification says so at once. */
export const revokeCertificate = endpoint({
  id: "revokeCertificate",
  method: "POST",
  path: "/api/certificate-register/:id/revocation",
  tag: "证书",
  summary: "撤销证书（发证职改办或市职改办负责人，须重新输入密码）",
  access: "session",
  params: byId,
  body: z.strictObject({
    key: commandKey,
    /** Shown to everybody who checks the certificate. */
    reason: multiLine({ label: "撤销原因", most: 300, least: 4 }),
    /** Number of the paper that it rests on: 柳职办〔2026〕3号. */
    basis: oneLine({ label: "依据文号", most: 80 }),
    /** S2-15: what goes into the record, and where it was referred to. */
    misuse: z
      .strictObject({ kind: misuseKind, referral: multiLine({ label: "移送情况", most: 300, least: 0 }) })
      .nullable(),
  }),
  reply: done,
});
