import type { Transaction } from "sequelize";
import { shippedTexts, type NotificationKind, type Wording } from "../domain/texts/notifications.ts";
import { row, type Database } from "./connection.ts";

/** The newest wording of the administrators; the shipped one where they wrote none, or took theirs back. */
export async function wordingOf(
  database: Database,
  kind: NotificationKind,
  transaction?: Transaction,
): Promise<Wording> {
  const newest = await row<{ title: string | null; body: string | null }>(
    database,
    "select title, body from notification_texts where kind = $1 order by version desc limit 1",
    [kind],
    transaction,
  );
  return newest?.title && newest.body ? { title: newest.title, body: newest.body } : shippedTexts[kind];
}
