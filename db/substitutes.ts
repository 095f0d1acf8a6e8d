import type { Transaction } from "sequelize";
import { appendHandingOver, lockCase } from "./case-events.ts";
import { row, rows, type Database } from "./connection.ts";

interface TaskToReturn {
  id: string;
  case_id: string;
  holder_id: string;
  holder_name: string;
  substitute_id: string;
}

/**
 * Ends a substitution (B-05). What the substitute holds in the absent one's seat alone goes back to the absent one, with
 * an event in each case. False when it has ended already: of several who end it at once one does the work.
 */
export async function endSubstitution(
  database: Database,
  id: string,
  by: { id: string | null; name: string },
  transaction: Transaction,
): Promise<boolean> {
  const ended = await row(
    database,
    "update substitutes set ended_at = now() where id = $1 and ended_at is null returning id",
    [id],
    transaction,
  );
  if (!ended) return false;
  const held = await rows<TaskToReturn>(
    database,
    `select t.id, t.case_id, absent.id as holder_id, absent.display_name as holder_name, s.substitute_id
     from substitutes s join accounts absent on absent.id = s.account_id
     join tasks t on t.holder_id = s.substitute_id and t.state = 'open' and t.kind <> 'ask'
     where s.id = $1
       and exists (select from seats_today own where own.account_id = s.account_id and own.absent_id is null
         and coalesce(own.office_id, own.organisation_id) = t.receiver_id)
       and not exists (select from seats_today seat where seat.account_id = s.substitute_id
         and coalesce(seat.office_id, seat.organisation_id) = t.receiver_id
         and (seat.matters is null or t.matter = any(seat.matters)))
     order by t.case_id, t.id`,
    [id],
    transaction,
  );
  for (const task of held) await giveBack(database, task, by, transaction);
  return true;
}

async function giveBack(
  database: Database,
  task: TaskToReturn,
  by: { id: string | null; name: string },
  transaction: Transaction,
): Promise<void> {
  await lockCase(database, task.case_id, transaction);
  const held = await row(
    database,
    `update tasks set holder_id = $2, holder_name = $3, lender_id = null, version = version + 1
     where id = $1 and state = 'open' and holder_id = $4 returning id`,
    [task.id, task.holder_id, task.holder_name, task.substitute_id],
    transaction,
  );
  // Decided, or handed on, while this waited for the case: nothing was given back.
  if (!held) return;
  const data = { to: task.holder_name };
  const event = { caseId: task.case_id, taskId: task.id, type: "task.given-back", actor: by, data } as const;
  await appendHandingOver(database, event, transaction);
}
