import type { TaskRow } from "../../db/rows.ts";
import { getMatter } from "../../domain/matters/index.ts";
import type { Calendar } from "../../domain/working-days.ts";
import { statusNames } from "../../domain/texts/statuses.ts";
import { endingSentence } from "../../domain/texts/endings.ts";
import { waitingSentence, type Standing } from "../../domain/texts/waiting.ts";
import type { StatusWord } from "../contracts/common.ts";
import type { Timeline } from "../queries/case-timeline.ts";
import { presentDue, type Due } from "./due.ts";
import { statusOf } from "./status.ts";
import { countedFrom } from "./step-terms.ts";

/** What card and page say alike about where a case stands. */
export interface Where {
  status: StatusWord;
  stepTitle: string;
  waiting: string;
  due: Due | null;
  /** The open step in the terms of domain/texts/waiting.ts; undefined when the case has ended. */
  standing: Standing | undefined;
  /** The task that is open now, if somebody's. */
  task: TaskRow | undefined;
}

export function whereIs(timeline: Timeline, calendar: Calendar, reader: { own: boolean }): Where {
  const { case: theCase, now } = timeline;
  const task = timeline.tasks.findLast((one) => one.state === "open" && one.kind !== "objection");
  const returned = timeline.progress.standingReturn?.data["to"] === theCase.step && theCase.step !== null;
  const status = statusOf(theCase, { returned, own: reader.own });
  const definition = theCase.step === null ? undefined : getMatter(theCase.matter).steps[theCase.step];
  if (theCase.state === "closed" || !definition)
    return {
      status,
      stepTitle: statusNames[status],
      waiting: theCase.state === "closed" ? endingSentence(theCase.outcome ?? "") : "正在转到下一步，请稍候。",
      due: null,
      standing: undefined,
      task,
    };
  const notice = timeline.notice?.state === "running" ? timeline.notice : undefined;
  const standing: Standing = {
    stepTitle: definition.title,
    kind: definition.kind,
    waitingSentence: definition.waitingSentence,
    receiverName: task?.receiver_name ?? null,
    notice: notice ? { endsAt: notice.ends_at.getTime(), pendingObjections: timeline.pendingObjections } : null,
    returned,
    failing: timeline.failing,
    own: reader.own,
  };
  return {
    status,
    stepTitle: definition.title,
    waiting: waitingSentence(standing),
    due: dueOf(timeline, task, now, calendar),
    standing,
    task,
  };
}

function dueOf(
  { notice, pendingObjections }: Timeline,
  task: TaskRow | undefined,
  now: number,
  calendar: Calendar,
): Due | null {
  if (notice?.state === "running")
    return presentDue(
      {
        at: notice.ends_at.getTime(),
        provisional: notice.provisional,
        from: notice.published_at.getTime(),
        // Its days are over, and it still may not end: an objection is undecided (D3).
        paused: pendingObjections > 0 && now >= notice.ends_at.getTime(),
      },
      now,
      calendar,
    );
  if (!task?.due_at) return null;
  return presentDue(
    { at: task.due_at.getTime(), provisional: task.provisional, from: countedFrom(task) },
    now,
    calendar,
  );
}
