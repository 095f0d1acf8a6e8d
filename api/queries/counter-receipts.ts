import { row, rows, type Database } from "../../db/connection.ts";
import type { ScanState } from "../../db/rows.ts";
import { signedReceipt, type PromisedStep, type ReceiptKind } from "../../domain/counter-receipts.ts";

/** One receipt of the counter, with the scan of what came back signed. */
export interface CounterReceiptRow {
  id: string;
  case_id: string;
  kind: ReceiptKind;
  number: string;
  office_id: string;
  office_name: string;
  clerk_name: string;
  promised: PromisedStep[];
  given_at: Date;
  draft_id: string;
  account_id: string;
  person_id: string;
  applicant_name: string;
  case_number: string;
  scan_hash: string | null;
  scan_type: string | null;
  scan_state: ScanState | null;
}

const selected = `
  select r.id, r.case_id, r.kind, r.number, r.office_id, r.office_name, r.clerk_name, r.promised, r.given_at,
    f.draft_id, c.account_id, c.person_id, c.applicant_name, c.number as case_number,
    s.hash as scan_hash, s.type as scan_type, s.scan_state
  from counter_receipts r join cases c on c.id = r.case_id
  join form_revisions f on f.case_id = r.case_id and f.revision = r.revision
  left join materials m on m.draft_id = f.draft_id and m.kind = '${signedReceipt.kind}' and m.removed_at is null
  left join files s on s.hash = m.file_hash`;

export async function findReceipt(database: Database, id: string): Promise<CounterReceiptRow | undefined> {
  return row<CounterReceiptRow>(database, `${selected} where r.id = $1`, [id]);
}

/** Oldest first. */
export async function listReceiptsOfCase(database: Database, caseId: string): Promise<CounterReceiptRow[]> {
  return rows<CounterReceiptRow>(database, `${selected} where r.case_id = $1 order by r.revision`, [caseId]);
}

/** Those that these offices gave, newest first; signed: whose scan is kept and clean. */
export async function listReceiptsOfOffices(
  database: Database,
  officeIds: readonly string[],
  asked: { signed?: "yes" | "no" | undefined; after?: { at: Date; id: string } | undefined; most: number },
): Promise<CounterReceiptRow[]> {
  const { signed, after, most } = asked;
  return rows<CounterReceiptRow>(
    database,
    `${selected} where r.office_id = any($1::uuid[])
       and ($2::text is null or ($2 = 'yes') = (s.scan_state is not distinct from 'clean'))
       and r.given_at <= coalesce($3::timestamptz, 'infinity') and ($3::timestamptz is null or r.given_at < $3 or r.id > $4::uuid)
     order by r.given_at desc, r.id limit $5`,
    [officeIds, signed ?? null, after?.at ?? null, after?.id ?? null, most],
  );
}
