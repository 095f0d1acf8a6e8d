import type { Transaction } from "sequelize";
import { row, rows, type Database } from "../../db/connection.ts";
import type { CertificateRow } from "../../db/rows.ts";
import type { RegisterSubject } from "../../domain/policy/certificates.ts";
import type { MisuseKind } from "../../domain/texts/certificates.ts";
import type { ApiDeps } from "../deps.ts";

export interface RegisteredRow extends CertificateRow {
  open_case_number: string | null;
  reason: string | null;
  basis: string | null;
  office_name: string | null;
  revoked_at: Date | null;
}

export interface MisuseRow {
  certificate_id: string;
  person_id: string | null;
  number: string;
  kind: MisuseKind;
  referral: string;
  office_name: string;
  recorded_at: Date;
}

/** By its exact number; legacy numbers stand twice here and there (D15). */
export async function findRegistered(database: Database, number: string): Promise<RegisteredRow[]> {
  return rows<RegisteredRow>(
    database,
    `select c.*, o.number as open_case_number, r.reason, r.basis, r.office_name, r.revoked_at from certificates c
     left join cases o on o.certificate_id = c.id and o.state = 'open'
     left join certificate_revocations r on r.certificate_id = c.id
     where c.number = $1 and c.state <> 'preparing' order by (c.state = 'valid') desc, c.awarded_on desc, c.id limit 20`,
    [number],
  );
}

/** What is on record of these certificates and of their holders, the latest first. */
export async function findMisuses(
  database: Database,
  of: readonly Pick<CertificateRow, "id" | "person_id">[],
): Promise<MisuseRow[]> {
  return rows<MisuseRow>(
    database,
    `select m.certificate_id, m.person_id, c.number, m.kind, m.referral, m.office_name, m.recorded_at
     from certificate_misuses m join certificates c on c.id = m.certificate_id
     where m.certificate_id = any($1::uuid[]) or m.person_id = any($2::uuid[]) order by m.recorded_at desc, m.id`,
    [of.map(({ id }) => id), of.flatMap(({ person_id: person }) => person ?? [])],
  );
}

/** The city's own title office; null where it has none. */
export async function findCityTitleOffice(
  { database, configuration }: Pick<ApiDeps, "database" | "configuration">,
  transaction?: Transaction,
): Promise<string | null> {
  const found = await row<{ id: string }>(
    database,
    `select o.id from offices o join areas a on a.id = o.area_id
     where o.kind = 'title-office' and o.series is null and o.ended_at is null and a.code = $1 order by o.id limit 1`,
    [configuration.city.areaCode],
    transaction,
  );
  return found?.id ?? null;
}

export function revocable(
  { issuer_office_id: issuerOfficeId, person_id: personId, state }: CertificateRow,
  cityTitleOfficeId: string | null,
): RegisterSubject {
  return { issuerOfficeId, cityTitleOfficeId, personId, state };
}
