import { loadCalendar } from "../db/calendar.ts";
import type { NoticeRow, TaskRow } from "../db/rows.ts";
import { civilDateAt, formatEnd, formatInstant } from "../domain/civil-date.ts";
import { getMatter, getStep } from "../domain/matters/index.ts";
import { noticeEnd } from "../domain/notice-days.ts";
import type { ActInput, HeldStanding, Looked, Written } from "../workflows/book.ts";
import { keepRecomputed } from "./calendar-change.ts";
import type { ActivityDeps } from "./deps.ts";
import { tellApplicant } from "./notify.ts";
import { projectAgain } from "./reprojection.ts";
import { dueOfTask } from "./step-terms.ts";
import { insertTask, receiverOf, route } from "./tasks.ts";
import { passedOver, writeOnce, type Writing } from "./writing.ts";

/** Time has come or there is news: what now? Also how a case that continued as new finds its place again. */
export async function lookAtStep(
  deps: ActivityDeps,
  act: ActInput & { held?: HeldStanding },
): Promise<Written<Looked>> {
  const look = async (writing: Writing): Promise<Written<Looked>> => {
    // Rows changed by other hands are put right first: what the engine waits for is what must stand there.
    if (act.held) await projectAgain(writing, act, act.held);
    return getStep(act.matter, act.step).kind === "notice" ? lookAtNotice(writing, act) : lookAtTasks(writing, act);
  };
  return writeOnce(deps, act, "look", look, passedOver);
}

async function lookAtTasks(writing: Writing, act: ActInput): Promise<Looked> {
  const tasks = await openTasks(writing, act.step);
  if (tasks.length === 0) throw new Error(`case ${act.caseId} waits in ${act.step} without an open task`);
  await recomputeDueDates(writing, tasks);
  return { state: "open", tasks: tasks.map((task) => task.id), until: null };
}

/** D2, B-15: a due date moves when the calendar did; old → new stays in the timeline. */
async function recomputeDueDates(writing: Writing, tasks: readonly TaskRow[]): Promise<void> {
  const calendar = await loadCalendar(writing.database, writing.transaction);
  for (const task of tasks) {
    const due = dueOfTask(task, calendar);
    if (!due || !task.due_at) continue;
    if (due.at === task.due_at.getTime() && due.provisional === task.provisional) continue;
    await writing.rows("update tasks set due_at = $2, provisional = $3, version = version + 1 where id = $1", [
      task.id,
      new Date(due.at),
      due.provisional,
    ]);
    if (due.at === task.due_at.getTime()) continue;
    const reason = await calendarNote(writing);
    const [from, to] = [task.due_at.toISOString(), new Date(due.at).toISOString()];
    await writing.event("due.recomputed", { taskId: task.id, from, to, reason });
    if (task.receiver_kind !== "applicant") continue;
    const said = { was: formatEnd(task.due_at.getTime()), until: formatEnd(due.at), reason };
    await tellApplicant(writing, "due-moved", { ...said, step: getStep(task.matter, task.step).title });
  }
  await keepRecomputed(writing, Number(calendar.version));
}

/** Recomputes, opens objections, and ends the notice only when its instant has come and nothing is undecided (D3). */
export async function lookAtNotice(writing: Writing, act: ActInput): Promise<Looked> {
  const notice = await writing.row<NoticeRow>(
    "select * from notices where case_id = $1 and step = $2 and state = 'running' for update",
    [act.caseId, act.step],
  );
  if (!notice) throw new Error(`case ${act.caseId} waits in ${act.step} without a running notice`);
  const endsAt = await recomputeNotice(writing, notice);
  const objections = await openObjections(writing, act, notice);
  if (objections.length > 0) {
    // While one is undecided the notice cannot end: no instant to wake for until it has passed the last decision.
    return { state: "open", tasks: objections, until: act.at < endsAt ? endsAt : null };
  }
  if (act.at < endsAt) return { state: "open", tasks: [], until: endsAt };
  await writing.rows("update notices set state = 'ended', ended_at = $2 where id = $1", [notice.id, writing.at]);
  await writing.event("notice.ended", { noticeId: notice.id, endsAt: new Date(endsAt).toISOString() });
  await tellApplicant(writing, "notice-ended");
  return { state: "done", yields: "unopposed" };
}

async function recomputeNotice(writing: Writing, notice: NoticeRow): Promise<number> {
  const calendar = await loadCalendar(writing.database, writing.transaction);
  const end = noticeEnd(civilDateAt(notice.published_at.getTime()), notice.working_days, calendar);
  const before = notice.ends_at.getTime();
  if (Number(calendar.version) === notice.calendar_version) {
    await keepRecomputed(writing, notice.calendar_version);
    return before;
  }
  const moved = end.endsAt !== before;
  const change = {
    at: writing.at.toISOString(),
    from: notice.ends_at.toISOString(),
    to: new Date(end.endsAt).toISOString(),
    reason: await calendarNote(writing),
  };
  await writing.rows(
    "update notices set ends_at = $2, provisional = $3, calendar_version = $4, changes = $5 where id = $1",
    [
      notice.id,
      new Date(end.endsAt),
      end.provisional,
      Number(calendar.version),
      JSON.stringify(moved ? [change, ...notice.changes] : notice.changes),
    ],
  );
  if (moved) {
    await writing.event("notice.recomputed", { noticeId: notice.id, ...change });
    await tellApplicant(writing, "notice-moved", {
      was: formatEnd(before),
      until: formatEnd(end.endsAt),
      reason: change.reason,
    });
  }
  await keepRecomputed(writing, Number(calendar.version));
  return end.endsAt;
}

/** Each objection filed becomes one task of the case's final office; answers the open ones. */
async function openObjections(writing: Writing, act: ActInput, notice: NoticeRow): Promise<string[]> {
  const filed = await writing.rows<{ id: string }>(
    "select id from objections where notice_id = $1 and state = 'pending' and task_id is null order by filed_at, id",
    [notice.id],
  );
  const { finalStep } = getMatter(act.matter);
  for (const [index, objection] of filed.entries()) {
    const routed = await route(writing, finalStep);
    const receiver = await receiverOf(writing, act, getStep(act.matter, finalStep), routed);
    const task = await insertTask(writing, act, "objection", receiver, routed, { objectionId: objection.id });
    await writing.rows("update objections set task_id = $2 where id = $1", [objection.id, task.id]);
    await writing.event("objection.received", { objectionId: objection.id, receiverName: receiver.name });
    if (index === 0)
      await tellApplicant(writing, "objection-pending", { until: formatInstant(notice.ends_at.getTime()) });
  }
  return (await openTasks(writing, act.step)).map((task) => task.id);
}

export async function openTasks(writing: Writing, step: string): Promise<TaskRow[]> {
  return writing.rows<TaskRow>(
    "select * from tasks where case_id = $1 and step = $2 and state = 'open' order by seq, id",
    [writing.act.caseId, step],
  );
}

async function calendarNote(writing: Writing): Promise<string> {
  const latest = await writing.row<{ note: string }>(
    "select note from calendar_versions order by version desc limit 1",
  );
  return latest?.note ?? "工作日历调整";
}
