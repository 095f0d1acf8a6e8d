import { row } from "../../db/connection.ts";
import type { CertificateRow } from "../../db/rows.ts";
import { civilDateAt } from "../../domain/civil-date.ts";
import { maskName } from "../../domain/masking.ts";
import { levelName } from "../../domain/texts/levels.ts";
import type { Verification } from "../contracts/public.ts";
import { isDemo, type ApiDeps } from "../deps.ts";

type IssuedRow = CertificateRow & { state: Verification["state"] };

/** One that was reserved and not issued yet does not exist for anybody outside. */
export function isIssued(certificate: CertificateRow): certificate is IssuedRow {
  return certificate.state !== "preparing";
}

/** Only whether it exists and holds good: what number and name alone are told (D25). */
export function presentExistence(deps: Pick<ApiDeps, "configuration">, certificate: IssuedRow): Verification {
  return {
    state: certificate.state,
    holder: null,
    level: null,
    series: null,
    title: null,
    speciality: null,
    awardedOn: null,
    issuedOn: null,
    issuer: null,
    number: certificate.number,
    replacedAt: null,
    replaces: null,
    revokedReason: null,
    fileSha256: null,
    checkedAt: new Date().toISOString(),
    demo: isDemo(deps.configuration),
  };
}

/** What the paper says, its holder masked, and how it stands now. */
export async function presentVerification(
  deps: Pick<ApiDeps, "configuration" | "database">,
  certificate: IssuedRow,
): Promise<Verification> {
  const replaced = certificate.replaces_id
    ? await row<{ number: string }>(deps.database, "select number from certificates where id = $1", [
        certificate.replaces_id,
      ])
    : undefined;
  return {
    ...presentExistence(deps, certificate),
    holder: maskName(certificate.holder_name),
    level: levelName(certificate.level),
    series: certificate.series,
    title: certificate.title,
    speciality: certificate.speciality,
    awardedOn: certificate.awarded_on,
    issuedOn: certificate.issued_at ? civilDateAt(certificate.issued_at.getTime()) : null,
    issuer: certificate.issuer_name,
    replacedAt: certificate.state === "replaced" ? certificate.state_changed_at.toISOString() : null,
    replaces: replaced?.number ?? null,
    revokedReason: certificate.state === "revoked" ? certificate.state_reason : null,
    fileSha256: certificate.file_hash,
  };
}
