import type { Transaction } from "sequelize";
import { row, rows, type Database } from "../db/connection.ts";
import type { FieldEncryption } from "../db/field-encryption.ts";
import { authorize } from "../domain/policy/index.ts";
import { Refusal } from "../domain/refusal.ts";
import { writeOfficeAudit, type Doing } from "./office-editing.ts";
import { accountSubject, notOver } from "./queries/offices.ts";

export interface IdentityDeps {
  database: Database;
  encryption: FieldEncryption;
}

/**
 * Says who uses an account that is no person's own, so that D20 holds for them whichever of their accounts they use. What
 * was said before is corrected.
 * @throws Refusal not-found when the account does not sit in the office · not-now for a person's own account, whose user is
 * known · person-otherwise-named
 */
export async function recordIdentityOf(
  deps: IdentityDeps,
  doing: Doing,
  accountId: string,
  { officeId, identityNumber }: { officeId: string; identityNumber: string },
): Promise<void> {
  const { database } = deps;
  await database.transaction(async (transaction) => {
    const account = await row<{ id: string; display_name: string }>(
      database,
      "select id, display_name from accounts where id = $1 for no key update",
      [accountId],
      transaction,
    );
    const subject = await accountSubject(database, accountId, transaction);
    if (!account || !subject) throw new Refusal("not-found");
    authorize("record-identity", doing.actor, subject);
    const sits = `select 1 as one from memberships m where m.account_id = $1 and m.office_id = $2 and ${notOver}`;
    if (!(await row(database, sits, [accountId, officeId], transaction))) throw new Refusal("not-found");
    await keepIdentity(deps, account, identityNumber, transaction);
    await writeOfficeAudit(database, doing, officeId, "member.identified", { accountId }, transaction);
  });
}

/** @throws Refusal person-otherwise-named when the number is known as somebody's of another name */
export async function keepIdentity(
  { database, encryption }: IdentityDeps,
  account: { id: string; display_name: string },
  identityNumber: string,
  transaction: Transaction,
): Promise<void> {
  const hash = encryption.hash("document-number", identityNumber);
  const otherwiseNamed = await row(
    database,
    `select 1 as one from people where document_type = 'identity-card' and document_number_hash = $1 and name <> $2
     union all select 1 from accounts where identity_number_hash = $1 and display_name <> $2 and id <> $3 limit 1`,
    [hash, account.display_name, account.id],
    transaction,
  );
  if (otherwiseNamed) throw new Refusal("person-otherwise-named");
  await rows(
    database,
    "update accounts set identity_number_cipher = $2, identity_number_hash = $3 where id = $1",
    [account.id, encryption.encrypt("accounts.identity_number", identityNumber), hash],
    transaction,
  );
}
