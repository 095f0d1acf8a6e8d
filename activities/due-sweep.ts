import { loadCalendar } from "../db/calendar.ts";
import { rows } from "../db/connection.ts";
import { findRuleSet } from "../db/rules.ts";
import type { CaseRow, TaskRow } from "../db/rows.ts";
import { civilDateAt, formatEnd, startOfDay, addDays } from "../domain/civil-date.ts";
import { getStep } from "../domain/matters/index.ts";
import type { RoutingRule } from "../domain/routing.ts";
import type { NotificationKind } from "../domain/texts/notifications.ts";
import { instantAfterDue, instantBeforeDue, type Calendar } from "../domain/working-days.ts";
import type { ActivityDeps } from "./deps.ts";
import { writeDigests } from "./digest.ts";
import { membersOf, tell } from "./notify.ts";
import { dueInstant, receiverOf } from "./tasks.ts";
import { nextPart, Writing } from "./writing.ts";

const pageSize = 200;

/**
 * Reminders before, on and after the due date, and escalation (B-15, B-16). Takes its instant as an argument; one
 * reminder per task, kind, account and day, held by a unique index, so any number of sweeps at once make one.
 * Answers how many tasks it looked at.
 */
export async function sweepDueTasks(deps: ActivityDeps, input: { at: number }): Promise<number> {
  const calendar = await loadCalendar(deps.database);
  let looked = 0;
  const failed: unknown[] = [];
  for (let after: string | null = null; ;) {
    const tasks: TaskRow[] = await rows<TaskRow>(
      deps.database,
      `select * from tasks where state = 'open' and due_at is not null and ($1::uuid is null or id > $1)
       and due_at <= $2::timestamptz + clock_ahead * interval '1 millisecond' + interval '45 days'
       order by id limit ${pageSize}`,
      [after, new Date(input.at)],
    );
    for (const task of tasks)
      await sweepTask(deps, calendar, task, input.at + task.clock_ahead).catch((error: unknown) => {
        // One bad row stops no other's reminder; the sweep fails at its end and is tried again.
        deps.log.error({ taskId: task.id, error }, "task not swept");
        failed.push(error);
      });
    looked += tasks.length;
    after = tasks.at(-1)?.id ?? null;
    if (tasks.length < pageSize) break;
  }
  await writeDigests(deps, input);
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} tasks could not be swept`);
  return looked;
}

async function sweepTask(deps: ActivityDeps, calendar: Calendar, task: TaskRow, at: number): Promise<void> {
  if (!task.due_at) return;
  const due = task.due_at.getTime();
  const rule = await ruleOf(deps, task);
  const kind = reminderDue(calendar, rule, due, at);
  const escalates =
    rule?.escalation &&
    task.kind === "review" &&
    !task.escalated_at &&
    at >= instantAfterDue(due, rule.escalation.afterDays, calendar);
  if (!kind && !escalates) return;
  await deps.database.transaction(async (transaction) => {
    const [theCase] = await rows<CaseRow>(
      deps.database,
      "select * from cases where id = $1 for update",
      [task.case_id],
      transaction,
    );
    const [open] = await rows<TaskRow>(
      deps.database,
      "select * from tasks where id = $1 and state = 'open' for update",
      [task.id],
      transaction,
    );
    if (!theCase || !open) return;
    const act = {
      caseId: task.case_id,
      matter: task.matter,
      step: task.step,
      round: task.round,
      seq: theCase.last_seq,
      at,
    };
    const writing = new Writing(deps, act, transaction, theCase);
    if (kind) await remind(writing, open, kind);
    if (escalates && !open.escalated_at) await escalate(writing, open, rule);
  });
}

/** An open step keeps the rule it was opened with, whatever was published since. */
async function ruleOf(deps: ActivityDeps, task: TaskRow): Promise<RoutingRule | undefined> {
  const set = task.rule_version === null ? undefined : await findRuleSet(deps.database, task.rule_version);
  return set?.rules.find((rule) => rule.id === task.rule_id);
}

/** Which reminder belongs to this very day, if any. */
function reminderDue(
  calendar: Calendar,
  rule: RoutingRule | undefined,
  due: number,
  at: number,
): NotificationKind | undefined {
  const today = civilDateAt(at);
  const isToday = (instant: number) => civilDateAt(instant) === today;
  if (at >= due)
    return rule?.reminders.afterDays.some((days) => isToday(instantAfterDue(due, days, calendar)))
      ? "overdue"
      : undefined;
  if (startOfDay(addDays(today, 1)) >= due) return "due-today";
  return rule?.reminders.beforeDays.some((days) => isToday(instantBeforeDue(due, days, calendar)))
    ? "due-soon"
    : undefined;
}

async function remind(writing: Writing, task: TaskRow, kind: NotificationKind): Promise<void> {
  const who = task.holder_id
    ? [task.holder_id]
    : task.receiver_kind === "applicant"
      ? [task.receiver_id]
      : await membersOf(writing, { kind: task.receiver_kind, id: task.receiver_id });
  const step = getStep(task.matter, task.step).title;
  const asked = task.receiver_kind === "applicant" && kind !== "overdue";
  await tell(
    writing,
    who,
    asked ? "applicant-reminder" : kind,
    { step, until: formatEnd(task.due_at!.getTime()) },
    task.id,
  );
}

/**
 * Overdue by the rule's days: the named office is told. A silent employer (D22) does not only answer for it: the step
 * moves to the office above, the applicant is told, and the employer's agent finds it gone.
 */
async function escalate(writing: Writing, task: TaskRow, rule: RoutingRule): Promise<void> {
  if (!rule.escalation) return;
  await nextPart(writing);
  const set = task.rule_version === null ? undefined : await findRuleSet(writing.database, task.rule_version);
  const { matter, step: stepName, round } = task;
  // Where nobody is there to take it the fallback does, and administrators are told (B-18).
  const found = await receiverOf(
    writing,
    { ...writing.act, matter, step: stepName, round },
    getStep(matter, stepName),
    {
      rule: { ...rule, receiver: rule.escalation.to },
      version: task.rule_version ?? 0,
      fallbackOfficeId: set?.fallbackOfficeId ?? null,
    },
  );
  const moves = task.receiver_kind === "organisation";
  await writing.rows("update tasks set escalated_at = $2, version = version + 1 where id = $1", [task.id, writing.at]);
  // Whoever takes over has the days of the step, counted from now.
  const due = moves ? await dueInstant(writing, task.due_in_working_days) : undefined;
  const dueAt = due ? new Date(due.at) : null;
  if (moves)
    await writing.rows(
      `update tasks set receiver_kind = 'office', receiver_id = $2, receiver_name = $3, holder_id = null, holder_name = null,
         claimed_at = null, lender_id = null, due_at = $4, provisional = $5 where id = $1`,
      [task.id, found.id, found.name, dueAt, due?.provisional ?? false],
    );
  await writing.event(
    "task.escalated",
    { officeName: found.name, moved: moves, from: task.receiver_name, dueAt: dueAt?.toISOString() ?? null },
    undefined,
    task.id,
  );
  const step = getStep(task.matter, task.step).title;
  const until = formatEnd(task.due_at!.getTime());
  const chiefs = await membersOf(writing, { kind: "office", id: found.id }, moves ? undefined : ["chief"]);
  await tell(writing, chiefs, "escalated", { step, who: task.receiver_name, until }, task.id);
  if (moves) await tell(writing, [writing.case.account_id], "went-on", { step, who: found.name });
}
