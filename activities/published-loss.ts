import type { CertificateRow, PublishedLoss } from "../db/rows.ts";
import { maskCertificateNumber, maskName } from "../domain/masking.ts";
import { lossCircumstances, lossOccasions } from "../domain/matters/certificate-replacement.ts";
import { levelName } from "../domain/texts/levels.ts";
import type { Writing } from "./writing.ts";

/** Masked when published, from chosen values alone (D4): free text never gets here. */
export async function publishedLoss(writing: Writing): Promise<PublishedLoss> {
  const certificate = await writing.row<CertificateRow>("select * from certificates where id = $1", [
    writing.case.certificate_id,
  ]);
  const declared = await writing.row<{ form: { circumstances: string; occasion: string; lostInMonth: string } }>(
    "select form from form_revisions where case_id = $1 and step = 'declare' order by revision desc limit 1",
    [writing.case.id],
  );
  if (!certificate || !declared) throw new Error(`case ${writing.case.id} has no declaration to publish`);
  return {
    holder: maskName(certificate.holder_name),
    level: levelName(certificate.level),
    series: certificate.series,
    title: certificate.title,
    certificateNumber: maskCertificateNumber(certificate.number),
    issuer: certificate.issuer_name,
    sentence: lossSentence(declared.form),
  };
}

/** 持证人声明：上述证书于2026年3月在搬家、搬迁时遗失，声明作废。 */
export function lossSentence(form: { circumstances: string; occasion: string; lostInMonth: string }): string {
  const [year, month] = form.lostInMonth.split("-");
  const circumstance = lossCircumstances[form.circumstances as keyof typeof lossCircumstances];
  const occasion = lossOccasions[form.occasion as keyof typeof lossOccasions];
  const how = form.occasion === "unknown" ? "" : `因${occasion}`;
  return `持证人声明：上述证书约于${year}年${Number(month)}月${how}${circumstance}，声明作废。`;
}
