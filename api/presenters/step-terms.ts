import type { TaskRow } from "../../db/rows.ts";
import { leftOf, usedWorkingDays, type Run } from "../../domain/step-term.ts";
import { getMatter } from "../../domain/matters/index.ts";
import { pauseReason, pausedSentence, resumedSentence } from "../../domain/texts/waiting.ts";
import type { Calendar } from "../../domain/working-days.ts";
import type { Timeline } from "../queries/case-timeline.ts";

/** The steps of an open case whose days stand still, one sentence each (decision 0012). */
export function presentPausedTerms(timeline: Timeline, calendar: Calendar): string[] {
  if (timeline.case.state !== "open") return [];
  // What was taken back before a day of it was used says nothing to anybody.
  const standing = timeline.tasks.filter(
    (task) => isPaused(task) && (task.outcome === "returned" || usedDays(task, calendar) > 0),
  );
  const latest = standing.filter(
    (task) => !standing.some((later) => later.seq > task.seq && isSameTerm(later, task) && later !== task),
  );
  return latest.map((task) => pausedTerm(timeline, task, calendar));
}

/** What the review page says about the days of its task, beyond the due date: that they stand still, or went on. */
export function presentTerm(timeline: Timeline, task: TaskRow, calendar: Calendar): string | null {
  if (isPaused(task) && timeline.case.state === "open") return pausedTerm(timeline, task, calendar);
  const earlier = runsOf(task);
  if (earlier.length === 0 || !task.due_at) return null;
  return resumedSentence(usedWorkingDays(earlier, calendar));
}

/** Its days stand still: the case was returned or taken back before it was decided. */
export function isPaused(task: Pick<TaskRow, "paused_at" | "resumed_at">): boolean {
  return task.paused_at !== null && task.resumed_at === null;
}

function pausedTerm(timeline: Timeline, task: TaskRow, calendar: Calendar): string {
  const { steps } = getMatter(task.matter);
  const used = usedDays(task, calendar);
  const step = timeline.case.step === null ? undefined : steps[timeline.case.step];
  return pausedSentence({
    stepTitle: steps[task.step]?.title ?? task.step,
    who: task.receiver_kind === "applicant" ? null : task.receiver_name,
    reason: pauseReason(step?.kind ?? null, timeline.pendingObjections, step?.title ?? ""),
    used,
    left: task.due_in_working_days === null ? null : leftOf(task.due_in_working_days, used),
  });
}

function usedDays(task: TaskRow, calendar: Calendar): number {
  return usedWorkingDays([...runsOf(task), { from: countedFrom(task), to: task.paused_at!.getTime() }], calendar);
}

function isSameTerm(one: TaskRow, other: TaskRow): boolean {
  return one.step === other.step && one.receiver_id === other.receiver_id;
}

function runsOf(task: TaskRow): Run[] {
  return task.earlier_runs.map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) }));
}

/** Since when its days count. Epoch ms. */
export function countedFrom(task: Pick<TaskRow, "counted_from" | "opened_at">): number {
  return (task.counted_from ?? task.opened_at).getTime();
}
