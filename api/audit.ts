import type { Transaction } from "sequelize";
import { rows, type Database } from "../db/connection.ts";

export interface AuditEntry {
  /** Null when nobody is known: a login that failed for an account that does not exist. */
  accountId: string | null;
  /** noun.verb in the past: session.begun, session.refused, access.refused, identity-number.shown. */
  action: string;
  subjectKind: string;
  subjectId: string | null;
  /** Nothing personal: ids, codes and counts. */
  data?: Record<string, string | number | boolean | null>;
  requestId: string | null;
}

/** Appends to the audit trail; inside the caller's transaction where the act is one. */
export async function writeAudit(database: Database, entry: AuditEntry, transaction?: Transaction): Promise<void> {
  await rows(
    database,
    `insert into audit_log (at, account_id, action, subject_kind, subject_id, data, request_id)
     values (now(), $1, $2, $3, $4, $5::jsonb, $6)`,
    [
      entry.accountId,
      entry.action,
      entry.subjectKind,
      entry.subjectId,
      JSON.stringify(entry.data ?? {}),
      entry.requestId,
    ],
    transaction,
  );
}
