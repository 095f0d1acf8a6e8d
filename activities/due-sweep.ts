import { loadCalendar } from "../db/calendar.ts";
import { lockCaseOfAct } from "../db/case-events.ts";
import { row, rows } from "../db/connection.ts";
import { findRuleSet, type RuleSet } from "../db/rules.ts";
import type { TaskRow } from "../db/rows.ts";
import { civilDateAt, formatEnd } from "../domain/civil-date.ts";
import { getStep } from "../domain/matters/index.ts";
import { escalationInstant, lastReminder } from "../domain/reminders.ts";
import type { RoutingRule } from "../domain/routing.ts";
import type { Calendar } from "../domain/working-days.ts";
import type { ActivityDeps } from "./deps.ts";
import { writeDigests } from "./digest.ts";
import { membersOf, readersOf, tell } from "./notify.ts";
import { lastSaidOfSteps, remind, saidOfTasks, type Owed } from "./reminding.ts";
import { sweepOrder } from "./sweep-order.ts";
import { dueInstant, receiverOf } from "./tasks.ts";
import { nextPart, Writing } from "./writing.ts";

const pageSize = 500;

/**
 * Reminders before, on and after the due date, and escalation (B-15, B-16). Takes its instant as an argument; one
 * reminder per task, account and day, asked for with the case locked, so any number of sweeps at once make one; what no
 * sweep said on its day is said by the next. Looked at is what has something to say today, or was opened or moved since;
 * everything open once after each change of the calendar. A page of tasks costs four statements; a transaction is opened
 * for those alone that have something to be told or escalated. Answers how many tasks it looked at.
 */
export async function sweepDueTasks(deps: ActivityDeps, input: { at: number }): Promise<number> {
  const sweep: Sweep = { deps, calendar: await loadCalendar(deps.database), ruleSets: new Map(), readers: new Map() };
  const calendarIsNew = await isNewCalendar(sweep);
  let looked = 0;
  const failed: unknown[] = [];
  for (let after: [number, string] | null = null; ;) {
    const tasks: SweptTask[] = await rows<SweptTask>(
      deps.database,
      `select t.*, c.account_id as applicant_id from tasks t join cases c on c.id = t.case_id
       where t.state = 'open' and t.due_at is not null and t.sweep_order <= $1::bigint
         and ($2::bigint is null or (t.sweep_order, t.id) > ($2::bigint, $3::uuid))
       order by t.sweep_order, t.id limit ${pageSize}`,
      [calendarIsNew ? Number.MAX_SAFE_INTEGER : input.at, after?.[0] ?? null, after?.[1] ?? null],
    );
    const notSwept = new Set<string>();
    for (const due of await dueNow(sweep, tasks, input.at))
      await sweepTask(sweep, due).catch((error: unknown) => {
        // One bad row stops no other's reminder; the sweep fails at its end and is tried again.
        deps.log.error({ taskId: due.task.id, error }, "task not swept");
        notSwept.add(due.task.id);
        failed.push(error);
      });
    const swept = tasks.filter(({ id }) => !notSwept.has(id));
    await putOff(sweep, swept, input.at);
    looked += tasks.length;
    const last = tasks.at(-1);
    after = last ? [last.sweep_order, last.id] : null;
    if (tasks.length < pageSize) break;
  }
  await writeDigests(deps, input);
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} tasks could not be swept`);
  if (calendarIsNew) await keepCalendar(sweep);
  return looked;
}

/** By another calendar than the last sweep counted with, reminders may fall on earlier days than were kept. */
async function isNewCalendar({ deps, calendar }: Sweep): Promise<boolean> {
  const last = await row<{ calendar_version: number | null }>(
    deps.database,
    "select calendar_version from last_runs where name = 'due-sweep'",
  );
  return (last?.calendar_version ?? -1) < Number(calendar.version);
}

async function keepCalendar({ deps, calendar }: Sweep): Promise<void> {
  await rows(
    deps.database,
    `insert into last_runs (name, at, calendar_version) values ('due-sweep', now(), $1)
     on conflict (name) do update set calendar_version = greatest(last_runs.calendar_version, excluded.calendar_version)`,
    [Number(calendar.version)],
  );
}

/**
 * Keeps when each is to be looked at next. What an act has in hand is passed over, and so is what has moved meanwhile:
 * it is looked at again by the next sweep.
 */
async function putOff(sweep: Sweep, tasks: readonly SweptTask[], wall: number): Promise<void> {
  const later: { id: string; next: number; due: string }[] = [];
  for (const task of tasks) {
    const rule = await ruleOf(sweep, task);
    const due = task.due_at!;
    const escalation = task.kind === "review" && !task.escalated_at ? "awaited" : "none";
    const at = wall + task.clock_ahead;
    const next = sweepOrder(rule, { due: due.getTime(), at, escalation }, task.clock_ahead, sweep.calendar);
    if (next !== task.sweep_order) later.push({ id: task.id, next, due: due.toISOString() });
  }
  if (later.length === 0) return;
  await rows(
    sweep.deps.database,
    `with free as (
       select t.id, n.next from tasks t join jsonb_to_recordset($1::jsonb) as n (id uuid, next bigint, due timestamptz) on n.id = t.id
       where t.state = 'open' and date_trunc('milliseconds', t.due_at) = n.due order by t.id for update of t skip locked)
     update tasks t set sweep_order = free.next from free where t.id = free.id`,
    [JSON.stringify(later)],
  );
}

type SweptTask = TaskRow & { applicant_id: string };

/** What one sweep knows already: published rules never change, and who sits at a desk is asked once. */
interface Sweep {
  deps: ActivityDeps;
  calendar: Calendar;
  ruleSets: Map<number, Promise<RuleSet | undefined>>;
  readers: Map<string, Promise<string[]>>;
}

interface DueTask {
  task: SweptTask;
  /** The case's own present. */
  at: number;
  rule: RoutingRule | undefined;
  owed: Owed | undefined;
  escalates: boolean;
}

/**
 * Those of a page that are to be escalated, or to be reminded of: today and not yet said to each of their readers, or
 * on a day on which no sweep came by and nothing was said since.
 */
async function dueNow(sweep: Sweep, tasks: readonly SweptTask[], wall: number): Promise<DueTask[]> {
  const all = await Promise.all(tasks.map((task) => standingOf(sweep, task, wall + task.clock_ahead)));
  const late = all.filter(({ owed, at }) => owed && owed.day < civilDateAt(at));
  const last = await lastSaidOfSteps(
    sweep.deps.database,
    late.map(({ task }) => task.id),
  );
  // A desk that loses the task today is not asked to hurry for it.
  for (const one of late)
    if (one.owed!.day <= (last.get(one.task.id) ?? "") || (one.escalates && movesOn(one.task))) one.owed = undefined;
  const found = all.filter(({ owed, escalates }) => owed || escalates);
  if (found.length === 0) return [];
  const ids = found.map(({ task }) => task.id);
  const said = await saidOfTasks(sweep.deps.database, ids);
  const open = await Promise.all(
    found.map(async ({ task, at, owed, escalates }) => {
      const today = civilDateAt(at);
      if (escalates || !owed || owed.day < today) return true;
      return (await readersAtOnce(sweep, task)).some((reader) => !said.has(`${task.id} ${reader} ${today}`));
    }),
  );
  return found.filter((_, at) => open[at]);
}

async function standingOf(sweep: Sweep, task: SweptTask, at: number): Promise<DueTask> {
  const rule = await ruleOf(sweep, task);
  const due = task.due_at!.getTime();
  const from = (task.counted_from ?? task.opened_at).getTime();
  const escalation = task.kind === "review" && !task.escalated_at && escalationInstant(rule, due, sweep.calendar);
  return {
    ...{ task, at, rule, owed: lastReminder(rule, { due, from, at }, sweep.calendar) },
    escalates: at >= (escalation || Infinity),
  };
}

/** A silent employer does not only answer for it (D22). */
function movesOn(task: TaskRow): boolean {
  return task.receiver_kind === "organisation";
}

/** As `readersOf` says; tasks of one desk without a holder have the same. */
function readersAtOnce({ deps, readers }: Sweep, task: SweptTask): Promise<string[]> {
  const { receiver_id: desk, receiver_kind: kind, holder_id: holder, matter, applicant_id: applicant } = task;
  const key = [kind, desk, holder, matter].join(" ");
  const known =
    readers.get(key) ??
    readersOf({ rows: (sql, bind) => rows(deps.database, sql, bind), case: { matter, account_id: null } }, task);
  readers.set(key, known);
  return known.then((all) => (kind === "applicant" ? all : all.filter((account) => account !== applicant)));
}

async function sweepTask({ deps }: Sweep, { task, at, rule, owed, escalates }: DueTask): Promise<void> {
  await deps.database.transaction(async (transaction) => {
    const theCase = await lockCaseOfAct(deps.database, task.case_id, transaction);
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
    if (owed) await remind(writing, open, owed);
    if (escalates && rule && !open.escalated_at) await escalate(writing, open, rule);
  });
}

/** An open step keeps the rule it was opened with, whatever was published since. */
async function ruleOf({ deps, ruleSets }: Sweep, task: TaskRow): Promise<RoutingRule | undefined> {
  if (task.rule_version === null) return undefined;
  const known = ruleSets.get(task.rule_version) ?? findRuleSet(deps.database, task.rule_version);
  ruleSets.set(task.rule_version, known);
  return (await known)?.rules.find((rule) => rule.id === task.rule_id);
}

/**
 * Overdue by the rule's days: the named office is told, and urges or takes over (api/routes/escalated-tasks.ts). A silent
 * employer (D22) does not only answer for it: the step moves to the office above, the applicant is told, and the employer's agent finds it gone.
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
  const moves = movesOn(task);
  // Reported to itself: its own chiefs see to it.
  const within = found.id === task.receiver_id;
  await writing.rows("update tasks set escalated_at = $2, escalated_to = $3, version = version + 1 where id = $1", [
    ...[task.id, writing.at, moves || within ? null : found.id],
  ]);
  // Whoever takes over has the days of the step, counted from now.
  const due = moves ? await dueInstant(writing, task.due_in_working_days) : undefined;
  const dueAt = due ? new Date(due.at) : null;
  if (moves)
    await writing.rows(
      `update tasks set receiver_kind = 'office', receiver_id = $2, receiver_name = $3, holder_id = null, holder_name = null,
         claimed_at = null, lender_id = null, due_at = $4, provisional = $5, counted_from = $6, earlier_runs = '[]' where id = $1`,
      [task.id, found.id, found.name, dueAt, due?.provisional ?? false, writing.at],
    );
  await writing.event(
    "task.escalated",
    { officeName: found.name, moved: moves, from: task.receiver_name, dueAt: dueAt?.toISOString() ?? null },
    undefined,
    task.id,
  );
  const step = getStep(task.matter, task.step).title;
  const until = formatEnd(task.due_at!.getTime());
  const members = await membersOf(writing, { kind: "office", id: found.id }, within ? ["chief"] : undefined);
  await tell(writing, members, "escalated", { step, who: task.receiver_name, until }, task.id);
  if (moves) await tell(writing, [writing.case.account_id], "went-on", { step, who: found.name });
}
