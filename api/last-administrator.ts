import type { Transaction } from "sequelize";
import { row, rows, type Database } from "../db/connection.ts";
import { Refusal } from "../domain/refusal.ts";
import { today } from "./queries/offices.ts";

/**
 * Somebody must be able to go on administering, without an end in sight, when the membership `id` ends. Two who ask this
 * at once wait for each other until the transaction ends.
 * @throws Refusal last-administrator.
 */
export async function refuseLast(database: Database, id: string, transaction: Transaction): Promise<void> {
  await rows(database, "select pg_advisory_xact_lock(hashtextextended('administrators', 0))", [], transaction);
  const other = `select 1 as one from memberships m join accounts a on a.id = m.account_id and a.status = 'active'
    where m.role = 'administrator' and m.id <> $1 and m.valid_from <= ${today} and m.valid_to is null`;
  if (!(await row(database, other, [id], transaction))) throw new Refusal("last-administrator");
}
