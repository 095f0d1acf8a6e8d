import { randomBytes } from "node:crypto";
import type { CaseRow, CertificateRow } from "../db/rows.ts";
import { lockCaseOfAct } from "../db/case-events.ts";
import { row } from "../db/connection.ts";
import { buildCertificateNumber, buildManagementNumber } from "../domain/certificate-number.ts";
import { civilDateAt } from "../domain/civil-date.ts";
import type { ActInput } from "../workflows/book.ts";
import type { ActivityDeps } from "./deps.ts";
import { archiveForm, certificatePrint } from "./certificate-papers.ts";
import { newId, nextPart, Writing } from "./writing.ts";

/**
 * 补发职称电子证书，原证作废. Exactly once, whatever crashes, because each part finds what an earlier try left: the
 * certificate row by (case, effect) with its number and token, files by their content, documents by (case, kind); the
 * old certificate becomes *replaced* in the transaction in which the new one becomes valid.
 */
export async function issueCertificate(deps: ActivityDeps, act: ActInput): Promise<void> {
  const certificate = await reserve(deps, act);
  if (certificate.state !== "preparing") return;
  const papers = {
    certificate: await deps.files.put(await certificatePrint(deps, act, certificate)),
    "archive-form": await deps.files.put(await archiveForm(deps, act, certificate)),
  };
  await deps.database.transaction(async (transaction) => {
    const found = await row<CaseRow>(
      deps.database,
      "select * from cases where id = $1 for update",
      [act.caseId],
      transaction,
    );
    const writing = new Writing(deps, act, transaction, found);
    const issued = await writing.row<{ id: string }>(
      `update certificates set state = 'valid', state_changed_at = $2, issued_at = $2, file_hash = $3
       where id = $1 and state = 'preparing' returning id`,
      [certificate.id, writing.at, (await keepFile(writing, papers.certificate)).hash],
    );
    if (!issued) return;
    for (const [kind, file] of Object.entries(papers)) {
      await keepFile(writing, file);
      await writing.rows(
        "insert into documents (id, case_id, kind, file_hash, made_at) values ($1, $2, $3, $4, $5) on conflict (case_id, kind) do nothing",
        [newId(), act.caseId, kind, file.hash, writing.at],
      );
    }
    const replaced = await writing.row<{ number: string }>(
      `update certificates set state = 'replaced', state_changed_at = $2, state_reason = '遗失补办，原证作废'
       where id = $1 and state = 'valid' returning number`,
      [certificate.replaces_id, writing.at],
    );
    // Revoked in between: nothing may be issued in its place. The case waits and shows as stuck.
    if (!replaced) throw new Error("the certificate to be replaced is no longer valid");
    await nextPart(writing);
    await writing.event("certificate.issued", {
      certificateId: certificate.id,
      number: certificate.number,
      replacedNumber: replaced.number,
    });
  });
}

async function keepFile<File extends { hash: string; size: number }>(writing: Writing, file: File): Promise<File> {
  await writing.rows(
    `insert into files (hash, size_in_bytes, type, scan_state, stored_at) values ($1, $2, 'application/pdf', 'clean', $3)
     on conflict (hash) do nothing`,
    [file.hash, file.size, writing.at],
  );
  return file;
}

/** The certificate's row, its number and its token: made once, in one transaction with the counters (D14). */
async function reserve(deps: ActivityDeps, act: ActInput): Promise<CertificateRow> {
  return deps.database.transaction(async (transaction) => {
    const found = await lockCaseOfAct(deps.database, act.caseId, transaction);
    const writing = new Writing(deps, act, transaction, found);
    const made = await certificateOf(writing);
    if (made) return made;
    const old = await writing.row<CertificateRow>("select * from certificates where id = $1 for update", [
      writing.case.certificate_id,
    ]);
    if (!old) throw new Error(`case ${act.caseId} replaces no certificate`);
    // As it was called when it approved, whatever it is called today and whoever has succeeded it.
    const issuer = await writing.row<{ id: string; name: string }>(
      `select t.receiver_id as id, t.receiver_name as name from tasks t
       where t.case_id = $1 and t.step = 'title-office' and t.state = 'decided' and t.outcome = 'approved' order by t.seq desc limit 1`,
      [act.caseId],
    );
    if (!issuer) throw new Error(`case ${act.caseId} was approved by no office`);
    await insertCertificate(writing, old, issuer);
    return (await certificateOf(writing))!;
  });
}

async function certificateOf(writing: Writing): Promise<CertificateRow | undefined> {
  return writing.row<CertificateRow>("select * from certificates where case_id = $1 and effect = $2", [
    writing.act.caseId,
    writing.act.step,
  ]);
}

async function insertCertificate(
  writing: Writing,
  old: CertificateRow,
  issuer: { id: string; name: string },
): Promise<void> {
  const { encryption, city } = writing.deps;
  const today = civilDateAt(writing.act.at);
  const [year, month] = today.split("-").map(Number) as [number, number];
  // One counter for the whole city: its area code stands in the number, and two offices must never meet there.
  const sequence = await nextInCounter(writing, issuer.id, year);
  const token = randomBytes(16).toString("base64url");
  const photo = await writing.row<{ file_hash: string }>(
    `select m.file_hash from materials m join form_revisions r on r.draft_id = m.draft_id
     where r.case_id = $1 and m.kind = 'photo' and m.removed_at is null order by r.revision desc limit 1`,
    [writing.case.id],
  );
  await writing.rows(
    `insert into certificates (id, number, management_number, issuer_office_id, issuer_name, person_id, holder_name, holder_sex,
       document_number_cipher, document_number_hash, level, series, title, speciality, obtained_how, year, obtained_on, awarded_on,
       panel, document_no, approved_by, paper, state, state_changed_at, replaces_id, token_cipher, token_hash, photo_hash, origin, case_id, effect)
     select $1, $2, $3, $4, $5, person_id, holder_name, holder_sex, document_number_cipher, document_number_hash, level, series, title,
       speciality, obtained_how, year, obtained_on, awarded_on, panel, document_no, approved_by, false, 'preparing', $6, id, $7, $8, $9,
       'issued', $10, $11 from certificates where id = $12`,
    [
      newId(),
      buildCertificateNumber(city.areaCode, year, sequence),
      buildManagementNumber(city.areaCode, year, month, sequence),
      ...[issuer.id, issuer.name, writing.at, encryption.encrypt("certificates.token", token)],
      ...[
        encryption.hash("certificate-token", token),
        photo?.file_hash ?? null,
        writing.case.id,
        writing.act.step,
        old.id,
      ],
    ],
  );
}

/** Gapless: the counter's row stays locked until the certificate's row is written, and both roll back together. */
async function nextInCounter(writing: Writing, issuerId: string, year: number): Promise<number> {
  const issuer = await writing.row<{ id: string }>(
    `select o.id from offices o join areas a on a.id = o.area_id where o.kind = 'title-office' and o.series is null
     and a.code = $1 and o.ended_at is null order by o.id limit 1`,
    [writing.deps.city.areaCode],
  );
  const counted = await writing.row<{ last_number: number }>(
    `insert into certificate_counters (issuer_office_id, kind, year, last_number) values ($1, 'certificate', $2, 1)
     on conflict (issuer_office_id, kind, year) do update set last_number = certificate_counters.last_number + 1
     returning last_number`,
    [issuer?.id ?? issuerId, year],
  );
  return counted!.last_number;
}
