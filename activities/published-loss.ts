import type { Transaction } from "sequelize";
import { nameAt } from "../db/catalogues.ts";
import type { Database } from "../db/connection.ts";
import type { CertificateRow, PublishedLoss } from "../db/rows.ts";
import { maskCertificateNumber, maskName } from "../domain/masking.ts";
import { lossCircumstances } from "../domain/matters/certificate-replacement.ts";
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
    sentence: await lossSentence(writing, writing.case.matter, declared.form, writing.act.at),
  };
}

/** 持证人声明：上述证书约于2026年3月因搬家、搬迁遗失，声明作废。 The occasion as the catalogue words it at the instant. */
export async function lossSentence(
  { database, transaction }: { database: Database; transaction?: Transaction },
  matter: string,
  form: { circumstances: string; occasion: string; lostInMonth: string },
  at: number,
): Promise<string> {
  const [year, month] = form.lostInMonth.split("-");
  const circumstance = lossCircumstances[form.circumstances as keyof typeof lossCircumstances];
  const occasion =
    form.occasion === "unknown"
      ? undefined
      : await nameAt(database, { catalogue: "loss-occasions", matter, code: form.occasion }, at, transaction);
  return `持证人声明：上述证书约于${year}年${Number(month)}月${occasion ? `因${occasion}` : ""}${circumstance}，声明作废。`;
}
