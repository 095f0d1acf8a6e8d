import type { Transaction } from "sequelize";
import { uuidv7 } from "uuidv7";
import { rows, type Database } from "../db/connection.ts";
import { queueDeliveries } from "../db/news.ts";
import { wordingOf } from "../db/wordings.ts";
import { civilDateAt } from "../domain/civil-date.ts";
import { newsOf } from "../domain/news.ts";
import { fillWording, type NotificationKind, type NotificationParams } from "../domain/texts/notifications.ts";

/**
 * Tells accounts what no case's workflow tells them, in the same transaction as the act: by a message in the page, and
 * by the channels each has chosen.
 */
export async function tellAccounts(
  { database, sms }: { database: Database; sms: boolean },
  accountIds: readonly string[],
  news: { kind: NotificationKind; params: NotificationParams; caseId?: string },
  transaction: Transaction,
): Promise<void> {
  const { title, body } = fillWording(await wordingOf(database, news.kind, transaction), news.params);
  for (const accountId of accountIds) {
    const id = uuidv7();
    await rows(
      database,
      `insert into notifications (id, account_id, kind, case_id, title, body, at, day)
       values ($1, $2, $3, $4, $5, $6, now(), $7)`,
      [id, accountId, news.kind, news.caseId ?? null, title, body, civilDateAt(Date.now())],
      transaction,
    );
    await queueDeliveries(database, { notificationId: id, accountId, news: newsOf(news.kind) }, sms, transaction);
  }
}
