import type { Transaction } from "sequelize";
import { row, type Database } from "../db/connection.ts";
import type { Actor } from "../domain/actor.ts";
import type { ReceiptSubject } from "../domain/policy/counter.ts";
import { authorize } from "../domain/policy/index.ts";
import { Refusal } from "../domain/refusal.ts";
import { writeAudit } from "./audit.ts";

/**
 * May the scan of the signed receipt be taken, for what was handed in with this draft?
 * @throws Refusal not-found where the counter gave nothing for it · not-now outside a visit at the counter
 */
export async function authorizeSigning(database: Database, actor: Actor, draftId: string): Promise<void> {
  authorize("sign-receipt", actor, (await findSubject(database, draftId)).subject);
}

/** On the record under the clerk's name, in the transaction that keeps the scan. */
export async function keepSigning(
  database: Database,
  actor: Actor,
  draftId: string,
  transaction: Transaction,
): Promise<void> {
  const { id } = await findSubject(database, draftId, transaction);
  const accountId = actor.counter?.clerkId ?? actor.accountId;
  const audit = { accountId, action: "receipt.signed", subjectKind: "counter-receipt", subjectId: id };
  await writeAudit(database, { ...audit, requestId: null }, transaction);
}

async function findSubject(
  database: Database,
  draftId: string,
  transaction?: Transaction,
): Promise<{ id: string; subject: ReceiptSubject }> {
  const found = await row<{ id: string; account_id: string; person_id: string; office_id: string }>(
    database,
    `select r.id, c.account_id, c.person_id, r.office_id from form_revisions f
     join counter_receipts r on r.case_id = f.case_id and r.revision = f.revision
     join cases c on c.id = r.case_id where f.draft_id = $1`,
    [draftId],
    transaction,
  );
  if (!found) throw new Refusal("not-found");
  const { id, account_id: accountId, person_id: personId, office_id: officeId } = found;
  return { id, subject: { accountId, personId, officeId } };
}
