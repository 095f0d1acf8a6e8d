import { randomUUID } from "node:crypto";
import { rows } from "../db/connection.ts";
import type { CaseDesk } from "./case-desk.ts";

/** A second version of the rules, in force from now on: the first with this in all rules of the step. */
export async function changeRules(
  { database }: Pick<CaseDesk, "database">,
  step: string,
  change: object,
): Promise<void> {
  const id = randomUUID();
  // A set and its rules are published in one transaction, and never change again.
  await database.transaction(async (transaction) => {
    await rows(
      database,
      `insert into rule_sets (id, version, effective_from, author, note, published_at)
       values ($1, 2, now() - interval '1 minute', '苏明远', '一个环节改了规则', now())`,
      [id],
      transaction,
    );
    await rows(
      database,
      `insert into routing_rules (id, rule_set_id, matter, step, area_id, rule)
       select r.id, $1, r.matter, r.step, r.area_id, r.rule || case when r.step = $3 then $2::jsonb else '{}' end
       from routing_rules r join rule_sets s on s.id = r.rule_set_id and s.version = 1`,
      [id, JSON.stringify(change), step],
      transaction,
    );
  });
}
