import { z } from "zod";

declare const civilDateBrand: unique symbol;

/**
 * A day of the civil calendar, `YYYY-MM-DD`, without a time zone. Two of them compare correctly as plain strings.
 * Which day an instant falls on is always asked in China's one time zone, never in the machine's.
 */
export type CivilDate = string & { readonly [civilDateBrand]: "CivilDate" };

/** 1 = 周一 … 7 = 周日 (ISO 8601). */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** The only time zone of the product. China has had no daylight saving since 1991, so its offset is a constant. */
export type TimeZone = "Asia/Shanghai";
const offsetMs = 8 * 3_600_000;
const dayMs = 86_400_000;

const pattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const weekdayCharacters = "一二三四五六日";

function utcMidnight(date: string): number {
  const parts = pattern.exec(date);
  if (!parts) return Number.NaN;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  // Date.UTC reads the years 0–99 as 1900–1999; no document of ours is that old.
  if (year < 1000) return Number.NaN;
  const instant = Date.UTC(year, month - 1, day);
  return new Date(instant).toISOString().slice(0, 10) === date ? instant : Number.NaN;
}

function fromUtcMidnight(instant: number): CivilDate {
  return new Date(instant).toISOString().slice(0, 10) as CivilDate;
}

/** True for an existing day of the years 1000–9999: 2001-02-29 is none. */
export function isCivilDate(text: string): text is CivilDate {
  return !Number.isNaN(utcMidnight(text));
}

/** @throws RangeError when the text is not an existing day written `YYYY-MM-DD`. */
export function parseCivilDate(text: string): CivilDate {
  if (!isCivilDate(text)) throw new RangeError(`not a civil date: ${text}`);
  return text;
}

/** For contracts and forms. The message is what a person reads at the field. */
export const civilDate = z.string("请填写日期").refine(isCivilDate, "请填写真实日期，例如 2026-12-01");

/** `days` may be negative. */
export function addDays(date: CivilDate, days: number): CivilDate {
  return fromUtcMidnight(utcMidnight(date) + days * dayMs);
}

/** Days from `from` to `to`; negative when `to` lies before. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return Math.round((utcMidnight(to) - utcMidnight(from)) / dayMs);
}

export function weekdayOf(date: CivilDate): Weekday {
  return (((new Date(utcMidnight(date)).getUTCDay() + 6) % 7) + 1) as Weekday;
}

export function isWeekend(date: CivilDate): boolean {
  return weekdayOf(date) >= 6;
}

export function yearOf(date: CivilDate): number {
  return Number(date.slice(0, 4));
}

/** -1, 0 or 1, for `sort`. */
export function compareCivilDates(one: CivilDate, other: CivilDate): -1 | 0 | 1 {
  return one < other ? -1 : one > other ? 1 : 0;
}

export function laterDate(one: CivilDate, other: CivilDate): CivilDate {
  return one < other ? other : one;
}

/** The day on which an instant (epoch milliseconds) falls in China. */
export function civilDateAt(instantMs: number, _timeZone: TimeZone = "Asia/Shanghai"): CivilDate {
  return fromUtcMidnight(Math.floor((instantMs + offsetMs) / dayMs) * dayMs);
}

/** 00:00 of the day in China, as epoch milliseconds. */
export function startOfDay(date: CivilDate): number {
  return utcMidnight(date) - offsetMs;
}

/** 24:00 of the day in China: the same instant as 00:00 of the next day, as epoch milliseconds. */
export function endOfDay(date: CivilDate): number {
  return startOfDay(date) + dayMs;
}

/** `一` … `日`. */
export function weekdayName(date: CivilDate): string {
  return weekdayCharacters.charAt(weekdayOf(date) - 1);
}

/** `周二`. */
export function formatWeekday(date: CivilDate): string {
  return `周${weekdayName(date)}`;
}

/** `2026年12月1日`. */
export function formatDate(date: CivilDate): string {
  return `${yearOf(date)}年${formatMonthDay(date)}`;
}

/** `12月1日`. */
export function formatMonthDay(date: CivilDate): string {
  return `${Number(date.slice(5, 7))}月${Number(date.slice(8, 10))}日`;
}

/** `2026年12月1日（周二）`. */
export function formatDateWithWeekday(date: CivilDate): string {
  return `${formatDate(date)}（${formatWeekday(date)}）`;
}

/** `10:32`, 24-hour clock in China; seconds are cut off, never rounded up. */
export function formatTime(instantMs: number): string {
  return new Date(instantMs + offsetMs).toISOString().slice(11, 16);
}

/** `2026年12月1日 00:00`. */
export function formatInstant(instantMs: number): string {
  return `${formatDate(civilDateAt(instantMs))} ${formatTime(instantMs)}`;
}

/** `2026年12月1日（周二）00:00`. */
export function formatInstantWithWeekday(instantMs: number): string {
  return `${formatDateWithWeekday(civilDateAt(instantMs))}${formatTime(instantMs)}`;
}

/** `12月1日 00:00`. */
export function formatMonthDayTime(instantMs: number): string {
  return `${formatMonthDay(civilDateAt(instantMs))} ${formatTime(instantMs)}`;
}

/** A period's end as people write it: 00:00 of a day is `24:00` of the day before, `2026年11月30日（周一）24:00`. */
export function formatEnd(endMs: number): string {
  const date = civilDateAt(endMs);
  if (startOfDay(date) !== endMs) return formatInstantWithWeekday(endMs);
  return `${formatDateWithWeekday(addDays(date, -1))}24:00`;
}
