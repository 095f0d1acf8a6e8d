import type Router from "@koa/router";
import { row, rows } from "../../db/connection.ts";
import type { CertificateRow } from "../../db/rows.ts";
import { addDays, civilDateAt } from "../../domain/civil-date.ts";
import { authorize, can } from "../../domain/policy/index.ts";
import type { CertificateSubject } from "../../domain/policy/certificates.ts";
import { Refusal } from "../../domain/refusal.ts";
import { revocationSentence } from "../../domain/texts/certificates.ts";
import { levelName } from "../../domain/texts/levels.ts";
import { refusalSentence } from "../../domain/texts/refusals.ts";
import { downloadCertificate, listMyCertificates } from "../contracts/cases.ts";
import type { ApiDeps } from "../deps.ts";
import { serve } from "../serve.ts";

interface Listed extends CertificateRow {
  replaced_by: string | null;
  open_case_id: string | null;
  revoked_by_office: string | null;
}

export function registerCertificates(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(
    router,
    listMyCertificates,
    deps,
  )(async ({ actor }) => {
    const mine = await rows<Listed>(
      database,
      `select c.*, n.number as replaced_by, o.id as open_case_id, r.office_name as revoked_by_office from certificates c
       left join certificate_revocations r on r.certificate_id = c.id
       left join certificates n on n.replaces_id = c.id and n.state <> 'preparing'
       left join cases o on o.certificate_id = c.id and o.state = 'open'
       where c.person_id = $1 and c.state <> 'preparing' order by c.awarded_on desc, c.id`,
      [actor.personId],
    );
    return {
      certificates: mine.map((certificate) => ({
        id: certificate.id,
        number: certificate.number,
        title: certificate.title,
        level: certificate.level,
        levelName: levelName(certificate.level),
        series: certificate.series,
        speciality: certificate.speciality,
        awardedOn: certificate.awarded_on,
        issuer: certificate.issuer_name,
        paper: certificate.paper,
        state: certificate.state === "preparing" ? ("valid" as const) : certificate.state,
        replacedByNumber: certificate.replaced_by,
        revocation: revocationOf(certificate),
        openCaseId: certificate.open_case_id,
        replacement: replacementOf(certificate),
        downloadable: can("download-certificate-file", actor, certificateSubject(certificate)),
        verifyUrl: verifyUrl(deps, certificate),
      })),
    };
  });

  serve(
    router,
    downloadCertificate,
    deps,
  )(async ({ actor, params }) => {
    const certificate = await row<CertificateRow>(database, "select * from certificates where id = $1", [params.id]);
    if (!certificate) throw new Refusal("not-found");
    authorize("download-certificate-file", actor, certificateSubject(certificate));
    const hash = certificate.file_hash ?? "";
    return {
      content: await deps.files.open(hash),
      name: `职称电子证书 ${certificate.number}.pdf`,
      type: "application/pdf",
      hash,
    };
  });
}

function certificateSubject(certificate: CertificateRow): CertificateSubject {
  return { personId: certificate.person_id, state: certificate.state, hasFile: certificate.file_hash !== null };
}

const appealDays = 60;

function revocationOf(certificate: Listed): string | null {
  if (certificate.state !== "revoked") return null;
  const on = civilDateAt(certificate.state_changed_at.getTime());
  return revocationSentence({
    ...{ on, until: addDays(on, appealDays), reason: certificate.state_reason ?? "" },
    // One that came revoked from the register before has no act of ours.
    office: certificate.revoked_by_office ?? certificate.issuer_name,
  });
}

/** The same refusals that the first hand-in would meet (activities/hand-in.ts), told before anybody fills in a form. */
function replacementOf(certificate: Listed): { possible: boolean; reason: string | null } {
  const no = (code: "senior-certificate" | "certificate-not-valid" | "open-case-exists") => ({
    possible: false,
    reason: refusalSentence(code, { caseId: certificate.open_case_id }),
  });
  if (certificate.level === "senior" || certificate.level === "deputy-senior") return no("senior-certificate");
  if (certificate.state !== "valid") return no("certificate-not-valid");
  if (certificate.open_case_id) return no("open-case-exists");
  return { possible: true, reason: null };
}

function verifyUrl({ encryption, configuration }: ApiDeps, certificate: CertificateRow): string | null {
  if (!certificate.token_cipher) return null;
  return `${configuration.baseUrl}/v/${encryption.decrypt("certificates.token", certificate.token_cipher)}`;
}
