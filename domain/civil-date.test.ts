import fc from "fast-check";
import {
  addDays,
  civilDate,
  civilDateAt,
  compareCivilDates,
  daysBetween,
  formatDate,
  formatDateWithWeekday,
  formatEnd,
  formatInstant,
  formatInstantWithWeekday,
  formatMonthDayTime,
  isCivilDate,
  parseCivilDate,
  startOfDay,
  weekdayName,
  weekdayOf,
} from "./civil-date.ts";

const day = parseCivilDate;
const anyDate = fc
  .date({ min: new Date("1992-01-01T00:00:00Z"), max: new Date("2099-12-31T00:00:00Z"), noInvalidDate: true })
  .map((date) => day(date.toISOString().slice(0, 10)));
/** The run time's own time zone tables, which know nothing of our fixed offset. */
const shanghai = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" });

describe("civil dates", () => {
  test("B-15 only real days are dates", () => {
    expect(isCivilDate("2024-02-29")).toBe(true);
    for (const text of ["2026-02-29", "2026-13-01", "2026-1-05", "2026-01-05T00:00", "", "20260105", "2026-00-10"])
      expect([text, isCivilDate(text)]).toEqual([text, false]);
    expect(() => day("2001-02-29")).toThrow(RangeError);
    expect(civilDate.safeParse("2026-02-30").error?.issues[0]?.message).toContain("真实日期");
  });

  test("B-15 dates are spelled as the pages spell them", () => {
    expect(formatDate(day("2026-12-01"))).toBe("2026年12月1日");
    expect(formatDateWithWeekday(day("2026-11-30"))).toBe("2026年11月30日（周一）");
    const opens = startOfDay(day("2026-12-01"));
    expect(opens).toBe(Date.parse("2026-12-01T00:00:00+08:00"));
    expect(formatInstant(opens)).toBe("2026年12月1日 00:00");
    expect(formatInstantWithWeekday(opens)).toBe("2026年12月1日（周二）00:00");
    expect(formatMonthDayTime(opens)).toBe("12月1日 00:00");
    expect(formatEnd(opens)).toBe("2026年11月30日（周一）24:00");
    expect(formatEnd(Date.parse("2026-11-23T01:14:00Z"))).toBe("2026年11月23日（周一）09:14");
    expect(weekdayName(day("2026-11-29"))).toBe("日");
  });

  test("B-15 the day of an instant is Shanghai's day, as the time zone tables have it", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1992-01-01T00:00:00Z"), max: new Date("2099-12-30T00:00:00Z"), noInvalidDate: true }),
        (date) => expect(civilDateAt(date.getTime())).toBe(shanghai.format(date)),
      ),
    );
    expect(civilDateAt(Date.parse("2026-11-30T15:59:59.999Z"))).toBe("2026-11-30");
    expect(civilDateAt(Date.parse("2026-11-30T16:00:00Z"))).toBe("2026-12-01");
  });

  test("B-15 a day contains its start and not its end", () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        expect(civilDateAt(startOfDay(date))).toBe(date);
        expect(civilDateAt(startOfDay(date) - 1)).toBe(addDays(date, -1));
      }),
    );
  });

  test("B-15 adding and counting days agree, weekdays go round, text order is date order", () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -3000, max: 3000 }), (date, days) => {
        const other = addDays(date, days);
        expect(daysBetween(date, other)).toBe(days);
        expect(Math.sign(compareCivilDates(other, date))).toBe(Math.sign(days));
        expect((weekdayOf(date) - 1 + ((days % 7) + 7)) % 7).toBe(weekdayOf(other) - 1);
      }),
    );
  });
});
