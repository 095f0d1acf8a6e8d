import { rows, type Database } from "../db/connection.ts";
import type { TaskRow } from "../db/rows.ts";
import { civilDateAt, formatEnd, type CivilDate } from "../domain/civil-date.ts";
import { getStep } from "../domain/matters/index.ts";
import type { lastReminder, ReminderKind } from "../domain/reminders.ts";
import type { NotificationKind } from "../domain/texts/notifications.ts";
import { readersOf, tell } from "./notify.ts";
import { nextPart, type Writing } from "./writing.ts";

/** What is to be said of a task, and the day that brought it: before today's where no sweep came by that day. */
export type Owed = NonNullable<ReturnType<typeof lastReminder>>;

const reminders: readonly NotificationKind[] = ["due-soon", "due-today", "overdue", "applicant-reminder"];

/** Lines `task account day` of the reminders these tasks have brought, whatever they said. */
export async function saidOfTasks(database: Database, taskIds: readonly string[]): Promise<ReadonlySet<string>> {
  const said = await rows<{ line: string }>(
    database,
    `select task_id || ' ' || account_id || ' ' || day as line from notifications
     where task_id = any($1::uuid[]) and kind = any($2::text[])`,
    [taskIds, reminders],
  );
  return new Set(said.map(({ line }) => line));
}

/** The last day on which anybody was reminded of a task's step in its case, by task; none where nobody was. */
export async function lastSaidOfSteps(
  database: Database,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (taskIds.length === 0) return new Map();
  const last = await rows<{ id: string; day: string }>(
    database,
    `select t.id, max(n.day)::text as day from tasks t join tasks o on o.case_id = t.case_id and o.step = t.step
     join notifications n on n.task_id = o.id and n.kind = any($2::text[]) where t.id = any($1::uuid[]) group by t.id`,
    [taskIds, reminders],
  );
  return new Map(last.map(({ id, day }) => [id, day]));
}

/**
 * Reminds whoever has the task at hand, each once a day. What an earlier day should have said is said once, as things
 * stand today, and the case's history tells so. Retry-safe and safe at once with others: the case is locked, and who was
 * told is asked.
 */
export async function remind(writing: Writing, task: TaskRow, owed: Owed): Promise<void> {
  const late = owed.day < civilDateAt(writing.act.at);
  const told = await toldOfStep(writing, task, owed.day);
  if (late && told.size > 0) return;
  const who = (await readersOf(writing, task)).filter((account) => !told.has(account));
  const step = getStep(task.matter, task.step).title;
  const params = { step, until: formatEnd(task.due_at!.getTime()) };
  await tell(writing, who, kindFor(task, owed.kind), params, task.id);
  if (!late || who.length === 0) return;
  await nextPart(writing);
  await writing.event("task.reminded-late", { day: owed.day }, undefined, task.id);
}

/** An applicant is asked in words of their own, until it is overdue. */
function kindFor(task: TaskRow, kind: ReminderKind): NotificationKind {
  return task.receiver_kind === "applicant" && kind !== "overdue" ? "applicant-reminder" : kind;
}

/** Whom this step has reminded since a day, by an earlier task of it, too: a case that comes back says it once. */
async function toldOfStep(writing: Writing, task: TaskRow, since: CivilDate): Promise<ReadonlySet<string>> {
  const told = await writing.rows<{ account_id: string }>(
    `select n.account_id from notifications n join tasks t on t.id = n.task_id
     where t.case_id = $1 and t.step = $4 and n.kind = any($2::text[]) and n.day >= $3`,
    [task.case_id, reminders, since, task.step],
  );
  return new Set(told.map(({ account_id: account }) => account));
}
