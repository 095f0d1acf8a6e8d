import { formatDate, type CivilDate } from "../civil-date.ts";

/** What was done with a certificate that must not be (S2-15), as it stands in the offices' record. */
export const misuseKinds = {
  forging: "伪造证书",
  altering: "涂改证书",
  misuse: "冒用、出借证书",
  "false-declaration": "提供虚假材料",
} as const;
export type MisuseKind = keyof typeof misuseKinds;

/** What anybody reads who checks a revoked certificate: the reason with the paper it rests on. */
export function revokedReason(reason: string, basis: string): string {
  return `${reason}（依据 ${basis}）`;
}

/** What its holder reads of it; `until` is the last day on which a review may be asked for. */
export function revocationSentence(revoked: {
  office: string;
  on: CivilDate;
  reason: string;
  until: CivilDate;
}): string {
  return `${formatDate(revoked.on)}由${revoked.office}撤销：${revoked.reason}。对撤销有异议的，可以在 ${formatDate(revoked.until)}前向作出决定的机构或其上一级申请复核，也可以拨打 12333 咨询。`;
}
