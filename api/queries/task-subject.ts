import { row, type Database } from "../../db/connection.ts";
import type { CaseRow, TaskRow } from "../../db/rows.ts";
import { getStep } from "../../domain/matters/index.ts";
import type { TaskSubject } from "../../domain/policy/task-seats.ts";
import { Refusal } from "../../domain/refusal.ts";

export interface TaskWithCase {
  task: TaskRow;
  case: CaseRow;
  subject: TaskSubject;
}

/** @throws Refusal("not-found") when there is no such task. */
export async function getTaskWithCase(database: Database, taskId: string): Promise<TaskWithCase> {
  const found = await row<{ task: TaskRow; agents: string[] } & TaskRow>(
    database,
    `select t.*, array(select distinct acted.account_id from acted_for_applicant acted
       where acted.case_id = t.case_id) as agents
     from tasks t where t.id = $1`,
    [taskId],
  );
  if (!found) throw new Refusal("not-found");
  const { agents, ...task } = found;
  const theCase = await row<CaseRow>(database, "select * from cases where id = $1", [task.case_id]);
  if (!theCase) throw new Refusal("not-found");
  return { task, case: theCase, subject: taskSubject(task, theCase, agents) };
}

export function taskSubject(
  task: TaskRow,
  theCase: Pick<CaseRow, "person_id" | "account_id">,
  agents: readonly string[],
): TaskSubject {
  return {
    matter: task.matter,
    kind: task.kind,
    state: task.state,
    receiverKind: task.receiver_kind,
    receiverId: task.receiver_id,
    receiverName: task.receiver_name,
    holderId: task.holder_id,
    holderName: task.holder_name,
    claimedAt: task.claimed_at?.toISOString() ?? null,
    decidedBy: task.decided_by,
    decidedByName: task.decided_by_name,
    sealed: task.kind === "review" && getStep(task.matter, task.step).sealed,
    lenderId: task.lender_id,
    signing: task.signing_id !== null,
    escalatedTo: task.escalated_to,
    added:
      task.added_by && task.added_for_office_id
        ? { accountId: task.added_by, officeId: task.added_for_office_id }
        : null,
    personId: theCase.person_id,
    accountId: theCase.account_id,
    agents,
  };
}
