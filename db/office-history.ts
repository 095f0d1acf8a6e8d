import type { Transaction } from "sequelize";
import { rows, type Database } from "./connection.ts";

/** An office that has ended, and the one that succeeds it. */
export interface Move {
  from: string;
  to: { id: string; name: string };
}

/**
 * All that lay at an office in these cases lies at its successor, and is found there. What is open bears the successor's
 * name from now on; what was decided keeps the name of the office that decided it. Once more it changes nothing.
 */
export async function moveCases(
  database: Database,
  { from, to }: Move,
  caseIds: readonly string[],
  transaction: Transaction,
): Promise<void> {
  await rows(
    database,
    `insert into desk_cases (receiver_id, case_id, came_at, words)
     select $2, case_id, came_at, words from desk_cases where receiver_id = $1 and case_id = any($3::uuid[]) on conflict do nothing`,
    [from, to.id, caseIds],
    transaction,
  );
  await rows(
    database,
    `update tasks set receiver_id = $2, version = version + case when state in ('open', 'waiting') then 1 else 0 end,
       receiver_name = case when state in ('open', 'waiting') then $3 else receiver_name end
     where receiver_id = $1 and case_id = any($4::uuid[])`,
    [from, to.id, to.name, caseIds],
    transaction,
  );
  await rows(
    database,
    "delete from desk_cases where receiver_id = $1 and case_id = any($2::uuid[])",
    [from, caseIds],
    transaction,
  );
}
