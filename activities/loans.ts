import { appendHandingOver, lockCase } from "../db/case-events.ts";
import { row, rows } from "../db/connection.ts";
import { systemActor } from "./writing.ts";
import type { ActivityDeps } from "./deps.ts";

interface Loan {
  id: string;
  task_id: string;
  case_id: string;
  lender_id: string;
  lender_name: string;
}

/**
 * Loans whose last day is over go back to the lender by themselves (B-04). Safe to run again and by several at once:
 * whoever ends the loan's row gives the task back, in one transaction. Answers how many went back.
 */
export async function returnLoans(deps: Pick<ActivityDeps, "database">): Promise<number> {
  const over = await rows<Loan>(
    deps.database,
    `select l.id, l.task_id, t.case_id, l.lender_id, l.lender_name from loans l join tasks t on t.id = l.task_id
     where l.ended_at is null and l.until < (now() at time zone 'Asia/Shanghai')::date order by l.until, l.id limit 500`,
  );
  let returned = 0;
  for (const loan of over) if (await giveBack(deps, loan)) returned++;
  return returned;
}

async function giveBack({ database }: Pick<ActivityDeps, "database">, loan: Loan): Promise<boolean> {
  return database.transaction(async (transaction) => {
    await lockCase(database, loan.case_id, transaction);
    const ended = await row(
      database,
      "update loans set ended_at = now() where id = $1 and ended_at is null returning id",
      [loan.id],
      transaction,
    );
    if (!ended) return false;
    const held = await row(
      database,
      `update tasks set holder_id = lender_id, holder_name = $2, lender_id = null, version = version + 1
       where id = $1 and state = 'open' and lender_id = $3 returning id`,
      [loan.task_id, loan.lender_name, loan.lender_id],
      transaction,
    );
    if (!held) return false;
    const data = { to: loan.lender_name };
    const about = { caseId: loan.case_id, taskId: loan.task_id };
    const event = { ...about, type: "task.given-back", actor: systemActor, data } as const;
    await appendHandingOver(database, event, transaction);
    return true;
  });
}
