import { loadCalendar } from "../db/calendar.ts";
import type { StoredRun, TaskRow } from "../db/rows.ts";
import { stepDue, usedWorkingDays, type Run } from "../domain/step-term.ts";
import type { Calendar } from "../domain/working-days.ts";
import type { Writing } from "./writing.ts";

/**
 * The step is left undecided: the days of these tasks stand still. From when on: a task decided before (and now taken
 * back) since its decision, an open one since now; those of a signer whose turn has not come do not run at all, and keep
 * what was used before. Called before their states change, so that it sees which is which.
 */
export async function pauseTerms(writing: Writing, taskIds: readonly string[]): Promise<void> {
  await writing.rows(
    `update tasks set paused_at = case state when 'decided' then decided_at
         when 'waiting' then coalesce(counted_from, opened_at) else $2 end
     where id = any($1::uuid[]) and kind <> 'objection' and state in ('open', 'waiting', 'decided') and paused_at is null`,
    [taskIds, writing.at],
  );
}

/** The step is opened again for the same receiver: the days go on where they stood still. Answers the runs before. */
export async function resumeTerm(writing: Writing, step: string, receiverId: string): Promise<StoredRun[]> {
  const paused = await writing.row<TaskRow>(
    `select * from tasks where case_id = $1 and step = $2 and receiver_id = $3 and paused_at is not null and resumed_at is null
     order by seq desc, id desc limit 1`,
    [writing.case.id, step, receiverId],
  );
  if (!paused) return [];
  await writing.rows(
    `update tasks set resumed_at = $4 where case_id = $1 and step = $2 and receiver_id = $3
     and paused_at is not null and resumed_at is null`,
    [writing.case.id, step, receiverId, writing.at],
  );
  const from = paused.counted_from ?? paused.opened_at;
  return [...paused.earlier_runs, { from: from.toISOString(), to: paused.paused_at!.toISOString() }];
}

/** When a task is due by this calendar; undefined where no days are given. Epoch ms. */
export function dueOfTask(
  task: Pick<TaskRow, "opened_at" | "counted_from" | "due_in_working_days" | "earlier_runs">,
  calendar: Calendar,
): { at: number; provisional: boolean } | undefined {
  if (task.due_in_working_days === null) return undefined;
  const from = (task.counted_from ?? task.opened_at).getTime();
  return stepDue({ from, workingDays: task.due_in_working_days, earlier: readRuns(task.earlier_runs) }, calendar);
}

/** Working days used before the task was opened. */
export async function usedBefore(writing: Writing, runs: readonly StoredRun[]): Promise<number> {
  if (runs.length === 0) return 0;
  return usedWorkingDays(readRuns(runs), await loadCalendar(writing.database, writing.transaction));
}

function readRuns(stored: readonly StoredRun[]): Run[] {
  return stored.map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) }));
}
