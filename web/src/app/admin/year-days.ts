import type { z } from "zod";
import type { getCalendar } from "../../../../api/contracts/calendar.ts";
import { type CivilDate, addDays, parseCivilDate, weekdayOf } from "../../../../domain/civil-date.ts";

export type CalendarYear = z.infer<typeof getCalendar.reply>;

export interface YearDay {
  date: CivilDate;
  day: number;
  /** `plain`: nobody says anything, the weekday decides. */
  kind: "off" | "work" | "plain";
  /** Does the day count as a working day? */
  counts: boolean;
  weekend: boolean;
  name: string;
  layer: string;
}

export interface YearMonth {
  month: number;
  /** Empty cells before the first day; weeks begin on Monday. */
  lead: number;
  days: readonly YearDay[];
}

/** The later layer overrides the earlier one: what the region says of a day stands above what the state says. */
export function monthsOf(calendar: Pick<CalendarYear, "year" | "days" | "layers">): readonly YearMonth[] {
  const order = calendar.layers.map((layer) => layer.layer);
  const said = new Map(
    calendar.days
      .toSorted((one, other) => order.indexOf(one.layer) - order.indexOf(other.layer))
      .map((day) => [day.date, day]),
  );
  return Array.from({ length: 12 }, (_, index) => {
    const first = parseCivilDate(`${calendar.year}-${String(index + 1).padStart(2, "0")}-01`);
    const days: YearDay[] = [];
    for (
      let date = first;
      Number(date.slice(5, 7)) === index + 1 && date.slice(0, 4) === first.slice(0, 4);
      date = addDays(date, 1)
    ) {
      const weekend = weekdayOf(date) >= 6;
      const day = said.get(date);
      const kind = day?.kind ?? "plain";
      days.push({
        date,
        day: Number(date.slice(8)),
        kind,
        weekend,
        counts: kind === "work" || (kind === "plain" && !weekend),
        name: day?.name ?? "",
        layer: day?.layer ?? "",
      });
    }
    return { month: index + 1, lead: weekdayOf(first) - 1, days };
  });
}

export function workingDaysOf(months: readonly YearMonth[]): number {
  return months.reduce((sum, month) => sum + month.days.filter((day) => day.counts).length, 0);
}
