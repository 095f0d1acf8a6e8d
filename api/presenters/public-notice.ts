import { civilDateAt } from "../../domain/civil-date.ts";
import type { NoticeRow } from "../../db/rows.ts";
import { noticeEnd, noticeProgress } from "../../domain/notice-days.ts";
import type { Calendar } from "../../domain/working-days.ts";
import type { PublicNotice } from "../contracts/public.ts";

/** The present of the case that a notice belongs to (architecture.md, Now). */
export function nowOf(notice: Pick<NoticeRow, "clock_ahead">): number {
  return Date.now() + notice.clock_ahead;
}

/** Still open to objections: its instant has not come, whatever the engine has got round to. */
export function isRunning(notice: Pick<NoticeRow, "state" | "ends_at" | "clock_ahead">): boolean {
  return notice.state === "running" && nowOf(notice) < notice.ends_at.getTime();
}

/** What the public may know of a loss, as it was masked when it was published, and nothing else (D4). */
export function presentPublicNotice(notice: NoticeRow, calendar: Calendar): PublicNotice {
  const running = isRunning(notice);
  const counted = noticeEnd(civilDateAt(notice.published_at.getTime()), notice.working_days, calendar);
  return {
    id: notice.id,
    ...notice.published,
    publishedAt: notice.published_at.toISOString(),
    endsAt: notice.ends_at.toISOString(),
    workingDays: notice.working_days,
    workingDaysLeft: running ? noticeProgress(counted, nowOf(notice)).left : 0,
    provisional: notice.provisional,
    running,
  };
}
