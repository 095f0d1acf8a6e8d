import type { Transaction } from "sequelize";
import type { Database } from "../db/connection.ts";
import { listAdministrators } from "../db/news.ts";
import type { Actor } from "../domain/actor.ts";
import type { RuleDraftRow } from "./queries/rule-drafts.ts";
import { tellAccounts } from "./tell.ts";

/** A draft waits for somebody other than its author (B-17): every other administrator is told, in the same transaction. */
export async function tellApprovers(
  doing: { database: Database; actor: Actor; sms: boolean },
  draft: Pick<RuleDraftRow, "author" | "author_id" | "note">,
  transaction: Transaction,
): Promise<void> {
  const administrators = await listAdministrators(doing.database, transaction);
  const others = administrators.filter((id) => id !== draft.author_id && id !== doing.actor.accountId);
  const params = { author: draft.author, reason: draft.note || "没有说明" };
  await tellAccounts(doing, others, { kind: "draft-waiting", params }, transaction);
}
