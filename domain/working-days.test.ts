import chineseDays from "chinese-days";
import fc from "fast-check";
import { calendarLayers, shippedCalendar, shippedCalendarRows } from "./calendar-data.ts";
import { addDays, daysBetween, isWeekend, parseCivilDate, startOfDay, yearOf, type CivilDate } from "./civil-date.ts";
import {
  addWorkingDays,
  buildCalendar,
  calendar,
  dueAt,
  instantAfterDue,
  instantBeforeDue,
  isPeriodProvisional,
  isProvisional,
  isWorkingDay,
  workingDaysBetween,
  workingDaysLeft,
  workingDaysOverdue,
  type Calendar,
} from "./working-days.ts";

const day = parseCivilDate;
const sources = shippedCalendar.filter(({ basis }) => basis === "notice").map(({ layer, year }) => ({ layer, year }));
const national = buildCalendar({
  version: "1",
  layers: calendarLayers.slice(0, 1),
  rows: shippedCalendarRows,
  sources,
});
const guangxi = buildCalendar({ version: "1", layers: calendarLayers, rows: shippedCalendarRows, sources });
const at = (text: string) => Date.parse(`${text}+08:00`);
const dateIn = (from: string, to: string) =>
  fc.integer({ min: 0, max: daysBetween(day(from), day(to)) }).map((days) => addDays(day(from), days));

function* everyDay(from: string, to: string) {
  for (let date = day(from); date <= to; date = addDays(date, 1)) yield date;
}

describe("the shipped calendar", () => {
  test("B-15 national working days of 2019–2026 are those of an independent source, day by day", () => {
    for (const date of everyDay("2019-01-01", "2026-12-31"))
      expect([date, isWorkingDay(date, national)]).toEqual([date, chineseDays.isWorkday(date)]);
    for (const date of everyDay("2018-12-29", "2018-12-31"))
      expect([date, national.days[date]?.kind === "work"]).toEqual([date, chineseDays.isWorkday(date)]);
  });

  test("B-15 working days per year", () => {
    const count = (year: number, of: Calendar) =>
      workingDaysBetween(day(`${year - 1}-12-31`), day(`${year}-12-31`), of);
    expect([2019, 2024, 2025, 2026].map((year) => count(year, national))).toEqual([250, 251, 248, 248]);
    expect([2019, 2024, 2025, 2026].map((year) => count(year, guangxi))).toEqual([248, 249, 246, 246]);
    expect(count(2023, national) - count(2023, guangxi)).toBe(2);
  });

  test("B-15 the Guangxi layer overrides the national one: 2023-04-23 is off there, worked elsewhere", () => {
    expect([isWorkingDay(day("2023-04-23"), national), isWorkingDay(day("2023-04-23"), guangxi)]).toEqual([
      true,
      false,
    ]);
    expect([isWorkingDay(day("2021-04-18"), national), isWorkingDay(day("2021-04-18"), guangxi)]).toEqual([
      false,
      true,
    ]);
  });

  test("B-15 2027 holds only the days that the law itself fixes, and stays provisional", () => {
    const lunar = (name: string) =>
      chineseDays.getLunarFestivals("2027-01-01", "2027-12-31").find((festival) => festival.name.includes(name))!.date;
    const eve = day(lunar("除夕"));
    const expected = [
      "2027-01-01",
      ...[0, 1, 2, 3].map((after) => addDays(eve, after)),
      chineseDays.getSolarTermDate(2027, 4, "pure_brightness"),
      "2027-05-01",
      "2027-05-02",
      lunar("端午节"),
      lunar("中秋节"),
      "2027-10-01",
      "2027-10-02",
      "2027-10-03",
    ];
    expect(shippedCalendar.find(({ year }) => year === 2027)!.days.map(({ date }) => date)).toEqual(expected);
    expect(isProvisional(day("2027-06-09"), guangxi)).toBe(true);
    expect(isWorkingDay(day("2027-06-09"), guangxi)).toBe(false);
    expect(isProvisional(day("2026-12-31"), guangxi)).toBe(false);
  });

  test("B-15 every document has a name, every day one name and one verdict in its layer", () => {
    const keys = shippedCalendarRows.map(({ layer, date }) => `${layer} ${date}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { sourceDocument, days } of shippedCalendar) {
      expect(sourceDocument.length).toBeGreaterThan(8);
      for (const entry of days) expect(entry.name).not.toBe("");
    }
  });

  test("B-15 a missing regional notice makes only that region's season uncertain", () => {
    const without = buildCalendar({
      version: "1",
      layers: calendarLayers,
      rows: shippedCalendarRows,
      sources: sources.filter(({ layer, year }) => layer === "CN" || year !== 2026),
    });
    expect(isProvisional(day("2026-04-17"), without)).toBe(true);
    expect(isProvisional(day("2026-01-05"), without)).toBe(false);
    expect(isProvisional(day("2026-04-17"), guangxi)).toBe(false);
  });
});

describe("counting", () => {
  test("B-15 a calendar survives JSON and its schema", () => {
    expect(calendar.parse(JSON.parse(JSON.stringify(guangxi)))).toEqual(guangxi);
  });

  test("B-15 due at 24:00 of the n-th working day after the day of receipt", () => {
    expect(dueAt(at("2026-11-26T10:00"), 3, guangxi)).toEqual({ at: at("2026-12-02T00:00"), provisional: false });
    expect(dueAt(at("2026-11-26T00:00"), 0, guangxi).at).toBe(at("2026-11-27T00:00"));
    expect(dueAt(at("2026-12-30T09:00"), 3, guangxi)).toEqual({ at: at("2027-01-06T00:00"), provisional: true });
    // 23:59:59.999 and 00:00 lie on different days
    expect(dueAt(at("2026-11-27T00:00") - 1, 1, guangxi).at).toBe(at("2026-11-28T00:00"));
    expect(dueAt(at("2026-11-27T00:00"), 1, guangxi).at).toBe(at("2026-12-01T00:00"));
  });

  test("B-15 days left include today, days overdue too, and there is no instant with both", () => {
    const end = at("2026-12-01T00:00");
    const left = (now: string, from?: string) =>
      workingDaysLeft(at(now), end, guangxi, from === undefined ? from : at(from));
    expect(left("2026-11-26T09:00")).toBe(3);
    expect(left("2026-11-28T09:00")).toBe(1);
    expect(left("2026-11-30T23:59")).toBe(1);
    expect(left("2026-12-01T00:00")).toBe(0);
    expect(left("2026-11-23T09:14")).toBe(6);
    expect(left("2026-11-23T09:14", "2026-11-23T09:14")).toBe(5);
    const overdue = (now: string) => workingDaysOverdue(at(now), end, guangxi);
    expect(["2026-11-30T23:59", "2026-12-01T00:00", "2026-12-03T08:00"].map(overdue)).toEqual([0, 1, 3]);
    // due on a Friday, looked at on Saturday: late already, though no working day has begun
    expect(workingDaysOverdue(at("2026-11-28T08:00"), at("2026-11-28T00:00"), guangxi)).toBe(1);
    fc.assert(
      fc.property(fc.integer({ min: at("2025-06-01T00:00"), max: at("2027-06-01T00:00") }), (now) => {
        const both = [workingDaysLeft(now, end, guangxi), workingDaysOverdue(now, end, guangxi)];
        expect(both.filter((days) => days > 0)).toHaveLength(1);
      }),
    );
  });

  test("B-16 reminders and escalation begin with the day on which the page says the same number", () => {
    const end = at("2026-12-01T00:00");
    expect(instantBeforeDue(end, 1, guangxi)).toBe(at("2026-11-30T00:00"));
    expect(instantBeforeDue(end, 2, guangxi)).toBe(at("2026-11-27T00:00"));
    expect(instantAfterDue(end, 1, guangxi)).toBe(at("2026-12-01T00:00"));
    fc.assert(
      fc.property(dateIn("2024-01-01", "2026-12-01"), fc.integer({ min: 1, max: 9 }), (date, days) => {
        const due = dueAt(startOfDay(date), 10, guangxi).at;
        expect(workingDaysLeft(instantBeforeDue(due, days, guangxi), due, guangxi)).toBe(days);
        expect(workingDaysOverdue(instantAfterDue(due, days, guangxi), due, guangxi)).toBe(days);
      }),
    );
  });

  test("B-15 there and back: n working days on, n counted between, n back lands on a working day", () => {
    fc.assert(
      fc.property(dateIn("2019-01-01", "2027-12-31"), fc.integer({ min: 1, max: 60 }), (date, days) => {
        const end = addWorkingDays(date, days, guangxi);
        expect(isWorkingDay(end, guangxi)).toBe(true);
        expect(workingDaysBetween(date, end, guangxi)).toBe(days);
        expect(addWorkingDays(end, 1 - days, guangxi)).toBe(addWorkingDays(date, 1, guangxi));
      }),
    );
    expect(addWorkingDays(day("2026-11-28"), 0, guangxi)).toBe("2026-11-28");
    expect(() => addWorkingDays(day("2026-11-28"), 1.5, guangxi)).toThrow(RangeError);
  });

  test("P3 D2 an unknown year never counts a day that the week does not, whatever rows it already has", () => {
    const anyRows = fc.array(
      fc.record({
        layer: fc.constantFrom("CN", "CN-45"),
        date: dateIn("2028-01-01", "2028-12-31"),
        kind: fc.constantFrom("off" as const, "work" as const),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(anyRows, dateIn("2028-01-01", "2028-11-30"), (rows, date) => {
        const unknown = buildCalendar({ version: "1", layers: calendarLayers, rows, sources });
        if (isWorkingDay(date, unknown)) expect(isWeekend(date)).toBe(false);
        const weekdayEnd = addWorkingDays(date, 5, { ...unknown, days: {} });
        expect(addWorkingDays(date, 5, unknown) >= weekdayEnd).toBe(true);
      }),
    );
  });

  test("B-15 a calendar without working days is refused instead of searched for ever", () => {
    const rows = [...everyDay("2026-01-01", "2028-12-31")].map((date) => ({ layer: "CN", date, kind: "off" as const }));
    const empty = buildCalendar({ version: "1", layers: [{ layer: "CN" }], rows, sources });
    expect(() => addWorkingDays(day("2026-03-01"), 1, empty)).toThrow("no working day");
    expect(() => buildCalendar({ version: "1", layers: [], rows, sources })).toThrow(RangeError);
  });

  test("B-15 a period is provisional exactly when one of its days is", () => {
    fc.assert(
      fc.property(dateIn("2026-11-01", "2027-03-01"), fc.integer({ min: 0, max: 80 }), (from, length) => {
        const to: CivilDate = addDays(from, length);
        expect(isPeriodProvisional(from, to, guangxi)).toBe(length > 0 && yearOf(to) === 2027);
      }),
    );
  });
});
