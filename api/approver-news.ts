import type { Transaction } from "sequelize";
import { uuidv7 } from "uuidv7";
import { rows, type Database } from "../db/connection.ts";
import { listAdministrators, queueDeliveries } from "../db/news.ts";
import { wordingOf } from "../db/wordings.ts";
import { civilDateAt } from "../domain/civil-date.ts";
import { newsOf } from "../domain/news.ts";
import { fillWording } from "../domain/texts/notifications.ts";
import type { Actor } from "../domain/actor.ts";
import type { RuleDraftRow } from "./queries/rule-drafts.ts";

/** A draft waits for somebody other than its author (B-17): every other administrator is told, in the same transaction. */
export async function tellApprovers(
  { database, actor, sms }: { database: Database; actor: Actor; sms: boolean },
  draft: Pick<RuleDraftRow, "author" | "author_id" | "note">,
  transaction: Transaction,
): Promise<void> {
  const wording = await wordingOf(database, "draft-waiting", transaction);
  const { title, body } = fillWording(wording, { author: draft.author, reason: draft.note || "没有说明" });
  for (const accountId of await listAdministrators(database, transaction)) {
    if (accountId === draft.author_id || accountId === actor.accountId) continue;
    const id = uuidv7();
    await rows(
      database,
      `insert into notifications (id, account_id, kind, title, body, at, day)
       values ($1, $2, 'draft-waiting', $3, $4, now(), $5)`,
      [id, accountId, title, body, civilDateAt(Date.now())],
      transaction,
    );
    await queueDeliveries(database, { notificationId: id, accountId, news: newsOf("draft-waiting") }, sms, transaction);
  }
}
