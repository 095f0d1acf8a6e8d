import { addDays, isCivilDate, weekdayName, yearOf, type CivilDate } from "./civil-date.ts";
import type { DayKind } from "./working-days.ts";

/** What one document says of the days of a year. `problems` are sentences for the person who imports it; empty when sound. */
export interface HolidayNotice {
  days: readonly { date: CivilDate; kind: DayKind; name: string }[];
  problems: readonly string[];
}

const date = /(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:（([^（）]*)）)?/u;
const token = new RegExp(`${date.source}|(放假|上班)|共(\\d{1,2})天|(至|到|-|—|~)`, "gu");
const heading = /^\s*[一二三四五六七八九十]+、([^：]{1,30})：/u;

/**
 * Reads the text of a yearly notice as the State Council words it: 一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日
 * （周日）上班。 A region's notice without numbered holidays is read alike and its days carry `otherwise` as name. The
 * weekdays and counts that the text states are checked against its dates, so that a slip of the pen or a wrong year is told.
 */
export function readHolidayNotice(text: string, year: number, otherwise: string): HolidayNotice {
  const days = new Map<CivilDate, HolidayNotice["days"][number]>();
  const problems: string[] = [];
  let name = otherwise;
  for (const line of fullWidth(text).split("\n")) {
    const headed = heading.exec(line);
    name = headed?.[1]?.trim() ?? otherwise;
    for (const sentence of line.slice(headed?.[0].length ?? 0).split(/[。；]/u))
      for (const { kind, dates } of readSentence(sentence, year, problems))
        for (const one of dates) {
          const before = days.get(one);
          if (before && before.kind !== kind) problems.push(`${one} 既写放假又写上班`);
          days.set(one, { date: one, kind, name });
        }
  }
  return finish([...days.values()], year, problems);
}

/** Refuses what no notice of that year can say; puts the days in order. */
export function finish(
  days: readonly HolidayNotice["days"][number][],
  year: number,
  problems: string[],
): HolidayNotice {
  const strange = days.filter((day) => yearOf(day.date) !== year && !day.date.startsWith(`${year - 1}-12-`));
  if (strange.length > 0) problems.push(`${strange[0]!.date} 不在 ${year} 年，请核对年份`);
  if (days.length === 0) problems.push("没有读到放假或上班的日期");
  return { days: days.toSorted((one, other) => (one.date < other.date ? -1 : 1)), problems };
}

function fullWidth(text: string): string {
  const marks: Record<string, string> = { "(": "（", ")": "）", ":": "：", ";": "；" };
  return text.replaceAll(/[():;]/gu, (mark) => marks[mark] ?? mark).replaceAll(/[ \t\u3000]+/gu, "");
}

interface Said {
  kind: DayKind;
  dates: CivilDate[];
}

/** Dates stand before their verb (1月4日上班) or after it (放假时间为4月17日至20日). Dates without a verb say nothing. */
function readSentence(sentence: string, year: number, problems: string[]): Said[] {
  const said: Said[] = [];
  let pending: CivilDate[] = [];
  let leading: Said | undefined;
  let last: CivilDate | undefined;
  let ranged = false;
  for (const found of sentence.matchAll(token)) {
    const [whole, inYear, inMonth, inDay, aside, verb, count, to] = found;
    if (verb) {
      const one: Said = { kind: verb === "放假" ? "off" : "work", dates: pending };
      if (pending.length === 0) leading = one;
      else leading = undefined;
      said.push(one);
      pending = [];
    } else if (count) checkCount(said, Number(count), leading ? pending : [], problems);
    else if (to) ranged = last !== undefined;
    else if (inDay) {
      const month = inMonth ?? last?.slice(5, 7) ?? "";
      const written = `${inYear ?? last?.slice(0, 4) ?? year}-${month.padStart(2, "0")}-${inDay.padStart(2, "0")}`;
      if (!isCivilDate(written)) {
        problems.push(`“${whole}”不是真实的日期`);
        continue;
      }
      checkWeekday(written, whole, aside, problems);
      if (ranged && last && last < written && pending.length > 0)
        for (let day = addDays(last, 1); day < written; day = addDays(day, 1)) pending.push(day);
      else if (ranged) problems.push(`“${whole}”早于它前面的日期`);
      pending.push(written);
      last = written;
      ranged = false;
    }
  }
  if (leading && leading.dates.length === 0) leading.dates = pending;
  return said;
}

function checkWeekday(written: CivilDate, whole: string, aside: string | undefined, problems: string[]): void {
  const stated = /(?:星期|周)([一二三四五六日天])/u.exec(aside ?? "")?.[1]?.replace("天", "日");
  const actual = weekdayName(written);
  if (stated && stated !== actual) problems.push(`“${whole}”在 ${yearOf(written)} 年是周${actual}`);
}

function checkCount(said: readonly Said[], count: number, following: readonly CivilDate[], problems: string[]): void {
  const off = said.findLast(({ kind }) => kind === "off");
  const dates = off && off.dates.length > 0 ? off.dates : following;
  const first = dates[0];
  if (first && dates.length !== count) problems.push(`从 ${first} 起写的是共 ${count} 天，读到 ${dates.length} 天`);
}
