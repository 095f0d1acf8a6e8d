import { addDays, civilDateAt, isWeekend, startOfDay, weekdayName, weekdayOf, type CivilDate } from "./civil-date.ts";
import { addWorkingDays, isPeriodProvisional, isProvisional, isWorkingDay, type Calendar } from "./working-days.ts";

export interface NoticeDay {
  date: CivilDate;
  kind: "published" | "counted" | "off" | "work-makeup" | "opens";
  /** 发布 · 第n天 · 休 · 春节 · 可提交 · 暂定 */
  label: string;
  /** 1 … n on the days that count, else null. */
  position: number | null;
  provisional: boolean;
}

export interface NoticeEnd {
  publishedOn: CivilDate;
  workingDays: number;
  /** The n-th working day; the notice ends at its 24:00. */
  lastDay: CivilDate;
  /** The same instant as 00:00 of the next calendar day, from which the next step is open. */
  endsAt: number;
  provisional: boolean;
  calendarVersion: string;
  /** Every day from the publication to the opening, both included. */
  days: NoticeDay[];
}

/**
 * When a notice ends (柳职办〔2019〕17号 三.3, counted by D1 as 民法典 201 and 203 do): the day of publication in
 * Asia/Shanghai is not counted, day 1 is the first working day after it, the notice ends at 24:00 of day n. A time
 * without an imported calendar is provisional and never shorter than its weekdays (D2). Throws RangeError when n < 1.
 */
export function noticeEnd(publishedOn: CivilDate, workingDays: number, calendar: Calendar): NoticeEnd {
  if (!Number.isInteger(workingDays) || workingDays < 1) throw new RangeError(`not a notice: ${workingDays} days`);
  const lastDay = addWorkingDays(publishedOn, workingDays, calendar);
  const opensOn = addDays(lastDay, 1);
  const provisional = isPeriodProvisional(publishedOn, lastDay, calendar);
  const days: NoticeDay[] = [];
  let position = 0;
  for (let date = publishedOn; date <= opensOn; date = addDays(date, 1)) {
    const counted = publishedOn < date && date < opensOn && isWorkingDay(date, calendar);
    if (counted) position++;
    const kind = date === publishedOn ? "published" : date === opensOn ? "opens" : kindOf(date, counted);
    // The opening follows the end whether worked or not (D1), so it is exactly as certain as the period.
    const mayChange = kind === "opens" ? provisional : isProvisional(date, calendar);
    days.push({
      date,
      kind,
      ...labelled(date, kind, position, mayChange, calendar),
      position: counted ? position : null,
    });
  }
  const endsAt = startOfDay(opensOn);
  return { publishedOn, workingDays, lastDay, endsAt, provisional, calendarVersion: calendar.version, days };
}

function kindOf(date: CivilDate, counted: boolean): NoticeDay["kind"] {
  if (!counted) return "off";
  return isWeekend(date) ? "work-makeup" : "counted";
}

/** A holiday that is named is certain even in a provisional time; a plain weekend of it is not shown as doubtful. */
function labelled(
  date: CivilDate,
  kind: NoticeDay["kind"],
  position: number,
  mayChange: boolean,
  calendar: Calendar,
): Pick<NoticeDay, "label" | "provisional"> {
  switch (kind) {
    case "published":
      return { label: "发布", provisional: false };
    case "counted":
    case "work-makeup":
      return { label: mayChange ? "暂定" : `第${position}天`, provisional: mayChange };
    case "opens":
      return { label: mayChange ? "暂定" : "可提交", provisional: mayChange };
    case "off":
      return { label: holidayName(date, calendar) ?? "休", provisional: false };
  }
}

function holidayName(date: CivilDate, calendar: Calendar): string | undefined {
  const day = calendar.days[date];
  return day?.kind === "off" && day.name !== "" ? day.name : undefined;
}

/** How much of a notice is behind: 共 workingDays 个工作日，已满 passed 个，还剩 left 个 (today is left, not passed). */
export function noticeProgress(notice: NoticeEnd, now: number): { workingDays: number; passed: number; left: number } {
  const today = civilDateAt(now);
  const passed = notice.days.filter((day) => day.position !== null && day.date < today).length;
  return { workingDays: notice.workingDays, passed, left: notice.workingDays - passed };
}

/** One cell of the calendar strip; the shape of the contract's `dayCell`. */
export interface StripCell {
  date: CivilDate;
  /** 一 … 日 */
  weekday: string;
  /** `counted` has passed, `coming` counts and has not passed; `after` lies behind the opening day. */
  state: "published" | "counted" | "coming" | "off" | "holiday" | "opens" | "after";
  /** 发布 · 第n天 · 休 · 春节 · 可提交 · 暂定; empty on plain days behind the opening. */
  label: string;
  today: boolean;
  /** A weekend day that is worked: carries 班. */
  makeUp: boolean;
  provisional: boolean;
}

/** The picture of a notice (look.md, Calendar strip): from the publication to the Sunday after the opening. */
export function calendarStrip(
  publishedOn: CivilDate,
  workingDays: number,
  calendar: Calendar,
  now: number,
): StripCell[] {
  const notice = noticeEnd(publishedOn, workingDays, calendar);
  const today = civilDateAt(now);
  const cell = (date: CivilDate) => ({
    date,
    weekday: weekdayName(date),
    today: date === today,
    makeUp: isWeekend(date) && isWorkingDay(date, calendar),
  });
  const strip = notice.days.map(({ date, kind, label, provisional }): StripCell => ({
    ...cell(date),
    state: stateOf(date, kind, calendar, today),
    label,
    provisional,
  }));
  const opensOn = addDays(notice.lastDay, 1);
  for (let ahead = 1; ahead <= 7 - weekdayOf(opensOn); ahead++) {
    const date = addDays(opensOn, ahead);
    const name = holidayName(date, calendar);
    const plain = cell(date);
    if (isWorkingDay(date, calendar))
      strip.push({ ...plain, state: "after", label: plain.makeUp ? "班" : "", provisional: false });
    else
      strip.push({ ...plain, state: name === undefined ? "off" : "holiday", label: name ?? "休", provisional: false });
  }
  return strip;
}

function stateOf(date: CivilDate, kind: NoticeDay["kind"], calendar: Calendar, today: CivilDate): StripCell["state"] {
  switch (kind) {
    case "published":
    case "opens":
      return kind;
    case "counted":
    case "work-makeup":
      return date < today ? "counted" : "coming";
    case "off":
      return holidayName(date, calendar) === undefined ? "off" : "holiday";
  }
}
