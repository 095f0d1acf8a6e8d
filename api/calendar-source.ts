import { parse } from "csv-parse/sync";
import { z } from "zod";
import { isCivilDate } from "../domain/civil-date.ts";
import { finish, readHolidayNotice, type HolidayNotice } from "../domain/holiday-notice.ts";
import type { DayKind } from "../domain/working-days.ts";

export type SourceForm = "notice" | "csv" | "json";
type Day = HolidayNotice["days"][number];

/** The form in which github.com/NateScarlet/holiday-cn publishes a year. */
const holidayCn = z.object({
  year: z.int(),
  days: z.array(z.object({ name: z.string().max(40), date: z.string(), isOffDay: z.boolean() })),
});

const kinds: Record<string, DayKind> = { 放假: "off", 休: "off", off: "off", 上班: "work", 班: "work", work: "work" };

/**
 * Reads what an administrator pasted or uploaded: a notice's text, a CSV with 日期,安排,名称, or the holiday-cn JSON.
 * Never throws: what cannot be read stands in `problems`, in words for the person who pasted it.
 */
export function readCalendarSource(
  text: string,
  { year, holiday }: { year: number; holiday: string },
): HolidayNotice & { form: SourceForm } {
  const trimmed = text.replace(/^\uFEFF/u, "").trim();
  if (trimmed.startsWith("{")) return { form: "json", ...readJson(trimmed, year) };
  if (/^(日期|date)\s*,/iu.test(trimmed)) return { form: "csv", ...readCsv(trimmed, year) };
  return { form: "notice", ...readHolidayNotice(trimmed, year, holiday) };
}

function readJson(text: string, year: number): HolidayNotice {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { days: [], problems: ["这不是完整的 JSON 文件，请重新下载或复制"] };
  }
  const parsed = holidayCn.safeParse(value);
  if (!parsed.success) return { days: [], problems: ["JSON 里没有 year 和 days，不是 holiday-cn 的格式"] };
  const problems = parsed.data.year === year ? [] : [`这份 JSON 是 ${parsed.data.year} 年的，请核对年份`];
  const days = parsed.data.days.flatMap(({ date, name, isOffDay }) =>
    dayOf(date, isOffDay ? "off" : "work", name, problems),
  );
  return finish(unique(days, problems), year, problems);
}

function readCsv(text: string, year: number): HolidayNotice {
  const problems: string[] = [];
  let lines: string[][];
  try {
    lines = parse(text, { from_line: 2, trim: true, skip_empty_lines: true, relax_column_count: true });
  } catch {
    return { days: [], problems: ["CSV 文件的引号不成对，请核对后再试"] };
  }
  const days = lines.flatMap(([date = "", said = "", name = ""]) => {
    const kind = kinds[said.toLowerCase()];
    if (!kind) problems.push(`“${date},${said}”的安排请写“放假”或“上班”`);
    return kind ? dayOf(date, kind, name, problems) : [];
  });
  return finish(unique(days, problems), year, problems);
}

function dayOf(date: string, kind: DayKind, name: string, problems: string[]): Day[] {
  if (isCivilDate(date) && name !== "" && name.length <= 40) return [{ date, kind, name }];
  problems.push(isCivilDate(date) ? `${date} 没有名称，或者名称太长` : `“${date}”不是真实的日期，请写成 2026-01-01`);
  return [];
}

function unique(days: readonly Day[], problems: string[]): Day[] {
  const seen = new Map<string, Day>();
  for (const day of days) {
    if (seen.has(day.date)) problems.push(`${day.date} 写了两次`);
    seen.set(day.date, day);
  }
  return [...seen.values()];
}
