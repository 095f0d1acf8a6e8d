import type { z } from "zod";
import type { NoticeRow } from "../../db/rows.ts";
import { civilDateAt } from "../../domain/civil-date.ts";
import { calendarStrip, noticeEnd, noticeProgress } from "../../domain/notice-days.ts";
import type { Calendar } from "../../domain/working-days.ts";
import type { noticeSummary } from "../contracts/cases.ts";

export type NoticeSummary = z.infer<typeof noticeSummary>;

/** A notice with its calendar drawn; the row's instants hold, the strip is counted with the calendar of now. */
export function presentNotice(
  notice: NoticeRow,
  pendingObjections: number,
  now: number,
  calendar: Calendar,
): NoticeSummary {
  const publishedOn = civilDateAt(notice.published_at.getTime());
  const ended = now >= notice.ends_at.getTime();
  const { passed, left } = noticeProgress(noticeEnd(publishedOn, notice.working_days, calendar), now);
  return {
    id: notice.id,
    publishedAt: notice.published_at.toISOString(),
    endsAt: notice.ends_at.toISOString(),
    workingDays: notice.working_days,
    workingDaysPassed: ended ? notice.working_days : passed,
    workingDaysLeft: ended ? 0 : left,
    provisional: notice.provisional,
    state: notice.state,
    strip: calendarStrip(publishedOn, notice.working_days, calendar, now),
    pendingObjections,
    changes: notice.changes,
  };
}
