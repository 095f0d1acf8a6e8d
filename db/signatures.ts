import type { Transaction } from "sequelize";
import { rows, type Database } from "./connection.ts";
import type { TaskRow } from "./rows.ts";

/** The last task of each signer of a counter-signing (B-09), in their order; signers taken out again have none. */
export async function listSignatures(
  database: Database,
  signingId: string,
  transaction?: Transaction,
): Promise<TaskRow[]> {
  return rows<TaskRow>(
    database,
    `select * from (select distinct on (sign_order) * from tasks where signing_id = $1
       order by sign_order, seq desc) signer
     where outcome is distinct from 'removed' order by sign_order, seq, id`,
    [signingId],
    transaction,
  );
}
