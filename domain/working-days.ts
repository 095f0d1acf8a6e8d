import { z } from "zod";
import {
  addDays,
  civilDateAt,
  daysBetween,
  endOfDay,
  isWeekend,
  laterDate,
  parseCivilDate,
  startOfDay,
  yearOf,
} from "./civil-date.ts";
import type { CivilDate } from "./civil-date.ts";

/** `off`: not worked, whatever the weekday; `work`: worked, although a weekend or a day off of a wider layer. */
export type DayKind = "off" | "work";

/** One area's own notices. Layers lie over one another: the State Council's for the country, a region's above it. */
export interface CalendarLayer {
  /** Code of the area: `CN`, `CN-45`. */
  layer: string;
  name?: string;
  /** Part of the year, `MM-DD` to `MM-DD`, in which this layer's notice can place days; the whole year if absent. */
  season?: { from: string; to: string };
  /** Gives no yearly notice: a year without one is not provisional for it. */
  singleDays?: true;
}

/** One day of one notice. */
export interface CalendarRow {
  layer: string;
  date: CivilDate;
  kind: DayKind;
  /** `春节`; for a make-up day the holiday it makes up for. */
  name?: string | null;
}

/** That the whole notice of a layer for a year was imported. */
export interface CalendarSource {
  layer: string;
  year: number;
}

/** Schema of `Calendar`, for replies and for what is kept beside a computed end. */
export const calendar = z.object({
  /** Identifies the rows counted with. */
  version: z.string(),
  /** The layers counted with, general first, and the years whose notice was imported. */
  layers: z.array(
    z.object({
      layer: z.string(),
      name: z.string().optional(),
      season: z.object({ from: z.string(), to: z.string() }).optional(),
      singleDays: z.literal(true).optional(),
      knownYears: z.array(z.int()),
    }),
  ),
  /** Only the days that a notice names; all others are plain weekdays and weekends. */
  days: z.record(z.string(), z.object({ kind: z.enum(["off", "work"]), name: z.string(), layer: z.string() })),
});
/**
 * The working days of one area (D2): plain JSON, so that database, API, workflow and page count alike. Not to be
 * changed once built; a change of rows is a new version.
 */
export type Calendar = z.infer<typeof calendar>;

/**
 * Lays the layers over one another: general first, and where two name a day the more specific one wins. Rows and
 * sources of other layers are left out, so the rows of all areas may be handed in; of two rows of a layer for a day
 * the later in the list holds. Throws RangeError without a layer.
 */
export function buildCalendar(from: {
  version: string;
  layers: readonly CalendarLayer[];
  rows: readonly CalendarRow[];
  sources: readonly CalendarSource[];
}): Calendar {
  if (from.layers.length === 0) throw new RangeError("a calendar needs at least one layer");
  const days: Calendar["days"] = {};
  for (const { layer } of from.layers)
    for (const row of from.rows)
      if (row.layer === layer) days[row.date] = { kind: row.kind, name: row.name ?? "", layer };
  const layers = from.layers.map((layer) => {
    const years = from.sources.filter((source) => source.layer === layer.layer).map(({ year }) => year);
    return { ...layer, knownYears: [...new Set(years)].sort((one, other) => one - other) };
  });
  return { version: from.version, layers, days };
}

/** Can a notice still to be imported change whether this day is worked? Then what is counted over it is provisional. */
export function isProvisional(date: CivilDate, calendar: Calendar): boolean {
  const monthDay = date.slice(5);
  return calendar.layers.some(
    ({ knownYears, season, singleDays }) =>
      !singleDays &&
      !knownYears.includes(yearOf(date)) &&
      (!season || (season.from <= monthDay && monthDay <= season.to)),
  );
}

/** Is any day after `from`, up to and including `to`, provisional? */
export function isPeriodProvisional(from: CivilDate, to: CivilDate, calendar: Calendar): boolean {
  for (let date = addDays(from, 1); date <= to; date = addDays(date, 1)) if (isProvisional(date, calendar)) return true;
  return false;
}

/**
 * Is the day worked? On a provisional day a weekend never is, even if a row already says so: a provisional end must
 * not be shorter than the weekday count (D2).
 */
export function isWorkingDay(date: CivilDate, calendar: Calendar): boolean {
  const kind = calendar.days[date]?.kind;
  if (kind === "off") return false;
  return !isWeekend(date) || (kind === "work" && !isProvisional(date, calendar));
}

/** No real run of days off comes near; a calendar that has one is broken and must not be searched for ever. */
const longestRunOfDaysOff = 366;

/**
 * The n-th working day after `date`, which itself is not counted (民法典 201); before it, if n is negative. Zero gives
 * `date` back. Throws RangeError when n is not a whole number or a year of the calendar has no working day.
 */
export function addWorkingDays(date: CivilDate, workingDays: number, calendar: Calendar): CivilDate {
  if (!Number.isSafeInteger(workingDays)) throw new RangeError(`not a number of working days: ${workingDays}`);
  const step = workingDays < 0 ? -1 : 1;
  let day = date;
  for (let rest = Math.abs(workingDays); rest > 0; rest--) {
    let searched = 0;
    do {
      if (++searched > longestRunOfDaysOff) throw new RangeError(`no working day within a year of ${day}`);
      day = addDays(day, step);
    } while (!isWorkingDay(day, calendar));
  }
  return day;
}

/** Working days after `from`, up to and including `to`; 0 when `to` does not lie after `from`. */
export function workingDaysBetween(from: CivilDate, to: CivilDate, calendar: Calendar): number {
  if (to <= from) return 0;
  let count = weekdaysUpTo(to) - weekdaysUpTo(from);
  for (const { date, change } of exceptionsOf(calendar)) if (from < date && date <= to) count += change;
  return count;
}

const aMonday = parseCivilDate("1900-01-01");

/** Mondays to Fridays from a Monday long ago up to and including the day. */
function weekdaysUpTo(date: CivilDate): number {
  const days = daysBetween(aMonday, date);
  const week = Math.floor(days / 7);
  return week * 5 + Math.min(5, days - week * 7 + 1);
}

/** The days that a notice moves: a weekday off, a weekend worked. A list counts many periods, a calendar never changes. */
const exceptions = new WeakMap<Calendar, readonly { date: CivilDate; change: 1 | -1 }[]>();

function exceptionsOf(calendar: Calendar) {
  const known = exceptions.get(calendar);
  if (known) return known;
  const found = Object.keys(calendar.days).flatMap((text) => {
    const date = parseCivilDate(text);
    const worked = isWorkingDay(date, calendar);
    return worked === isWeekend(date) ? [{ date, change: worked ? (1 as const) : (-1 as const) }] : [];
  });
  exceptions.set(calendar, found);
  return found;
}

/**
 * When work received at an instant (epoch ms) is due: `at` is 24:00 of the n-th working day after the day of receipt
 * in Asia/Shanghai, that is 00:00 of the calendar day that follows. Zero: 24:00 of the day of receipt itself.
 * Throws RangeError as `addWorkingDays`, and on negative numbers.
 */
export function dueAt(
  fromInstant: number,
  workingDays: number,
  calendar: Calendar,
): { at: number; provisional: boolean } {
  if (workingDays < 0) throw new RangeError(`not a period: ${workingDays} working days`);
  const received = civilDateAt(fromInstant);
  const lastDay = addWorkingDays(received, workingDays, calendar);
  return { at: endOfDay(lastDay), provisional: isPeriodProvisional(received, lastDay, calendar) };
}

/** The last day of a period that ends at `end`: the day before, when it ends at 00:00. */
function lastDayOf(end: number): CivilDate {
  return civilDateAt(end - 1);
}

/**
 * 还剩 n 个工作日: the working days from today to the last day, both included. At least 1 until the end, 0 from then on;
 * exactly one of this and `workingDaysOverdue` is 0. With `from`, the instant at which the period began, the day of
 * that instant is left out: on the day of its publication a notice of five days has 5 left, not 6. All epoch ms.
 */
export function workingDaysLeft(now: number, end: number, calendar: Calendar, from?: number): number {
  if (now >= end) return 0;
  const yesterday = addDays(civilDateAt(now), -1);
  const notCounted = from === undefined ? yesterday : laterDate(yesterday, civilDateAt(from));
  return Math.max(1, workingDaysBetween(notCounted, lastDayOf(end), calendar));
}

/** 逾期 n 个工作日: the working days since the end, today included. 0 until the end, at least 1 from then on. Epoch ms. */
export function workingDaysOverdue(now: number, end: number, calendar: Calendar): number {
  if (now < end) return 0;
  return Math.max(1, workingDaysBetween(lastDayOf(end), civilDateAt(now), calendar));
}

/**
 * 00:00 of the working day on which pages begin to say 还剩 n 个工作日 (n ≥ 1): when a reminder before the end goes out.
 * Throws RangeError on other n.
 */
export function instantBeforeDue(end: number, workingDays: number, calendar: Calendar): number {
  if (workingDays < 1) throw new RangeError(`not a day before the end: ${workingDays}`);
  return startOfDay(addWorkingDays(addDays(lastDayOf(end), 1), -workingDays, calendar));
}

/**
 * 00:00 of the n-th working day after the end (n ≥ 1), on which pages say 逾期 n 个工作日: when a reminder after the end
 * goes out, or the work is escalated. Throws RangeError on other n.
 */
export function instantAfterDue(end: number, workingDays: number, calendar: Calendar): number {
  if (workingDays < 1) throw new RangeError(`not a day after the end: ${workingDays}`);
  return startOfDay(addWorkingDays(lastDayOf(end), workingDays, calendar));
}
