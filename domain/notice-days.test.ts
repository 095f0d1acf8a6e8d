import fc from "fast-check";
import { calendarLayers, shippedCalendar, shippedCalendarRows } from "./calendar-data.ts";
import { addDays, daysBetween, formatEnd, isWeekend, parseCivilDate, startOfDay } from "./civil-date.ts";
import { calendarStrip, noticeEnd, noticeProgress } from "./notice-days.ts";
import { buildCalendar, isProvisional, isWorkingDay, type CalendarRow } from "./working-days.ts";

const day = parseCivilDate;
const sources = shippedCalendar.filter(({ basis }) => basis === "notice").map(({ layer, year }) => ({ layer, year }));
const national = buildCalendar({
  version: "7",
  layers: calendarLayers.slice(0, 1),
  rows: shippedCalendarRows,
  sources,
});
const guangxi = buildCalendar({ version: "7", layers: calendarLayers, rows: shippedCalendarRows, sources });
const at = (text: string) => Date.parse(`${text}+08:00`);
const dateIn = (from: string, to: string) =>
  fc.integer({ min: 0, max: daysBetween(day(from), day(to)) }).map((days) => addDays(day(from), days));
const anyRow = (from: string, to: string): fc.Arbitrary<CalendarRow> =>
  fc.record({
    layer: fc.constantFrom("CN", "CN-45"),
    date: dateIn(from, to),
    kind: fc.constantFrom("off" as const, "work" as const),
    name: fc.constantFrom("春节", "", null),
  });
const spell = (strip: ReturnType<typeof calendarStrip>) =>
  strip.map((cell) => `${cell.date.slice(5)}${cell.weekday} ${cell.state} ${cell.label}${cell.makeUp ? " 班" : ""}`);

describe("S2-09 the five working days of a loss notice", () => {
  test.each([
    ["2019-04-15", "2019-04-22", "2019-04-22"],
    ["2019-04-26", "2019-05-06", "2019-05-06"],
    ["2024-04-03", "2024-04-11", "2024-04-15"],
    ["2025-01-24", "2025-02-07", "2025-02-07"],
    ["2025-03-26", "2025-04-02", "2025-04-07"],
    ["2026-02-13", "2026-02-27", "2026-02-27"],
    ["2026-09-19", "2026-09-24", "2026-09-24"],
  ])("S2-09 B-15 published on %s ends on %s, in Guangxi on %s", (published, nationally, inGuangxi) => {
    expect(noticeEnd(day(published), 5, national).lastDay).toBe(nationally);
    expect(noticeEnd(day(published), 5, guangxi)).toMatchObject({
      lastDay: inGuangxi,
      endsAt: at(`${inGuangxi}T00:00`) + 86_400_000,
      provisional: false,
      calendarVersion: "7",
    });
  });

  test("S2-09 the picture's case: published on Monday 23 November 2026, open from 1 December 00:00", () => {
    const notice = noticeEnd(day("2026-11-23"), 5, guangxi);
    expect(notice.endsAt).toBe(at("2026-12-01T00:00"));
    expect(formatEnd(notice.endsAt)).toBe("2026年11月30日（周一）24:00");
    expect(noticeProgress(notice, at("2026-11-23T09:14"))).toEqual({ workingDays: 5, passed: 0, left: 5 });
    expect(noticeProgress(notice, at("2026-11-26T10:00"))).toEqual({ workingDays: 5, passed: 2, left: 3 });
    expect(noticeProgress(notice, at("2026-12-01T00:00"))).toEqual({ workingDays: 5, passed: 5, left: 0 });
    expect(spell(calendarStrip(day("2026-11-23"), 5, guangxi, at("2026-11-26T10:00")))).toEqual([
      "11-23一 published 发布",
      "11-24二 counted 第1天",
      "11-25三 counted 第2天",
      "11-26四 coming 第3天",
      "11-27五 coming 第4天",
      "11-28六 off 休",
      "11-29日 off 休",
      "11-30一 coming 第5天",
      "12-01二 opens 可提交",
      "12-02三 after ",
      "12-03四 after ",
      "12-04五 after ",
      "12-05六 off 休",
      "12-06日 off 休",
    ]);
  });

  test("S2-09 over the spring festival: a make-up Saturday counts, nine days do not, a working Saturday opens", () => {
    const strip = calendarStrip(day("2026-02-13"), 5, guangxi, at("2026-02-25T08:00"));
    expect(spell(strip).slice(0, 3)).toEqual([
      "02-13五 published 发布",
      "02-14六 counted 第1天 班",
      "02-15日 holiday 春节",
    ]);
    expect(strip.filter(({ state }) => state === "holiday")).toHaveLength(9);
    expect(spell(strip).slice(-3)).toEqual(["02-27五 coming 第5天", "02-28六 opens 可提交 班", "03-01日 off 休"]);
    expect(strip.filter(({ today }) => today).map(({ label }) => label)).toEqual(["第3天"]);
    const kinds = noticeEnd(day("2026-02-13"), 5, guangxi).days.map(({ kind }) => kind);
    expect(kinds.slice(0, 3)).toEqual(["published", "work-makeup", "off"]);
  });

  test("S2-09 B-15 D2 over an unknown new year: certain days off, the rest provisional", () => {
    const strip = calendarStrip(day("2026-12-28"), 5, guangxi, at("2026-12-30T08:00"));
    expect(spell(strip).slice(0, 10)).toEqual([
      "12-28一 published 发布",
      "12-29二 counted 第1天",
      "12-30三 coming 第2天",
      "12-31四 coming 第3天",
      "01-01五 holiday 元旦",
      "01-02六 off 休",
      "01-03日 off 休",
      "01-04一 coming 暂定",
      "01-05二 coming 暂定",
      "01-06三 opens 暂定",
    ]);
    expect(strip.filter(({ provisional }) => provisional).map(({ date }) => date.slice(5))).toEqual([
      "01-04",
      "01-05",
      "01-06",
    ]);
    expect(noticeEnd(day("2026-12-28"), 5, guangxi).provisional).toBe(true);
    expect(noticeEnd(day("2026-12-24"), 5, guangxi)).toMatchObject({ lastDay: "2026-12-31", provisional: false });
  });

  test("S2-09 B-15 D2 the opening is as certain as the end: a known last day before an unknown year, and the reverse", () => {
    const opening = (published: string, calendar = guangxi) => noticeEnd(day(published), 5, calendar).days.at(-1);
    expect(opening("2026-12-24")).toMatchObject({ date: "2027-01-01", label: "可提交", provisional: false });
    const withoutSpring = buildCalendar({
      version: "7",
      layers: calendarLayers,
      rows: shippedCalendarRows,
      sources: sources.filter(({ layer, year }) => layer === "CN" || year !== 2024),
    });
    expect(opening("2024-04-26", withoutSpring)).toMatchObject({
      date: "2024-05-09",
      label: "暂定",
      provisional: true,
    });
  });

  test("S2-09 B-15 importing the year makes the end final and may move it", () => {
    const imported = buildCalendar({
      version: "8",
      layers: calendarLayers,
      rows: [...shippedCalendarRows, { layer: "CN", date: day("2027-01-04"), kind: "off", name: "元旦" }],
      sources: [...sources, { layer: "CN", year: 2027 }],
    });
    const before = noticeEnd(day("2026-12-28"), 5, guangxi);
    const after = noticeEnd(day("2026-12-28"), 5, imported);
    expect([before.lastDay, before.provisional, after.lastDay, after.provisional]).toEqual([
      "2027-01-05",
      true,
      "2027-01-06",
      false,
    ]);
  });

  test("P3 S2-09 a notice agrees with a slow count that asks every hour of every day", () => {
    const shanghai = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" });
    const weekday = new Intl.DateTimeFormat("en-US", { timeZone: "Asia/Shanghai", weekday: "short" });
    const slowEnd = (published: string, needed: number, rows: readonly CalendarRow[], known: readonly number[]) => {
      const rest = new Set<string>();
      const seen = new Set<string>();
      for (let now = Date.parse(`${published}T12:00:00Z`); ; now += 3_600_000) {
        const date = shanghai.format(now);
        if (date <= published) continue;
        if (seen.size - rest.size === needed && !seen.has(date)) return Date.parse(`${date}T00:00:00+08:00`);
        seen.add(date);
        const layers = ["CN-45", "CN"].map((layer) => rows.findLast((row) => row.layer === layer && row.date === date));
        const row = layers.find((found) => found !== undefined);
        const weekend = ["Sat", "Sun"].includes(weekday.format(now));
        const works = known.includes(Number(date.slice(0, 4)))
          ? row === undefined
            ? !weekend
            : row.kind === "work"
          : !weekend && row?.kind !== "off";
        if (!works) rest.add(date);
      }
    };
    fc.assert(
      fc.property(
        fc.array(anyRow("2026-11-01", "2027-02-28"), { maxLength: 50 }),
        fc.subarray([2026, 2027]),
        dateIn("2026-11-01", "2027-01-15"),
        fc.integer({ min: 1, max: 12 }),
        (rows, known, published, workingDays) => {
          const both = known.flatMap((year) => ["CN", "CN-45"].map((layer) => ({ layer, year })));
          const calendar = buildCalendar({ version: "1", layers: calendarLayers, rows, sources: both });
          expect(noticeEnd(published, workingDays, calendar).endsAt).toBe(slowEnd(published, workingDays, rows, known));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("P3 S2-09 never early: exactly n working days lie whole between publication and end, in every calendar", () => {
    fc.assert(
      fc.property(
        fc.array(anyRow("2025-12-01", "2027-03-31"), { maxLength: 80 }),
        dateIn("2025-12-01", "2027-01-31"),
        fc.integer({ min: 1, max: 15 }),
        (rows, published, workingDays) => {
          const calendar = buildCalendar({ version: "1", layers: calendarLayers, rows, sources });
          const notice = noticeEnd(published, workingDays, calendar);
          const whole = notice.days.filter(
            ({ date }) =>
              date > published && startOfDay(date) + 86_400_000 <= notice.endsAt && isWorkingDay(date, calendar),
          );
          expect(whole).toHaveLength(workingDays);
          expect(whole.at(-1)!.date).toBe(notice.lastDay);
          expect(notice.days.filter(({ position }) => position !== null).map(({ position }) => position)).toEqual(
            whole.map((_, index) => index + 1),
          );
          expect(notice.provisional).toBe(
            notice.days.some(({ date }) => date > published && date <= notice.lastDay && isProvisional(date, calendar)),
          );
        },
      ),
    );
  });

  test("P3 B-15 later publication never ends earlier, more days never end earlier", () => {
    fc.assert(
      fc.property(
        dateIn("2019-04-15", "2027-11-30"),
        fc.nat(20),
        fc.integer({ min: 1, max: 15 }),
        (date, later, days) => {
          const end = noticeEnd(date, days, guangxi).endsAt;
          expect(noticeEnd(addDays(date, later), days, guangxi).endsAt).toBeGreaterThanOrEqual(end);
          expect(noticeEnd(date, days + 1, guangxi).endsAt).toBeGreaterThan(end);
        },
      ),
    );
  });

  test("P3 B-15 an edit while running: a day taken off never shortens, a day made working never lengthens", () => {
    fc.assert(
      fc.property(dateIn("2026-01-02", "2026-11-30"), fc.nat(12), (published, offset) => {
        const date = addDays(published, offset);
        const edited = (kind: "off" | "work") =>
          noticeEnd(published, 5, {
            ...guangxi,
            days: { ...guangxi.days, [date]: { kind, name: "", layer: "CN-45" } },
          });
        const before = noticeEnd(published, 5, guangxi);
        expect(edited("off").endsAt).toBeGreaterThanOrEqual(before.endsAt);
        expect(edited("work").endsAt).toBeLessThanOrEqual(before.endsAt);
        if (date === published || date > before.lastDay) expect(edited("off").endsAt).toBe(before.endsAt);
        else if (isWorkingDay(date, guangxi)) expect(edited("off").endsAt).toBeGreaterThan(before.endsAt);
      }),
    );
  });

  test("S2-09 B-15 the strip is whole: consecutive days up to a Sunday, one publication, one opening, n counting", () => {
    fc.assert(
      fc.property(
        dateIn("2019-04-15", "2027-06-30"),
        fc.integer({ min: 1, max: 10 }),
        fc.nat(30),
        (date, days, after) => {
          const now = startOfDay(addDays(date, after)) + 1;
          const strip = calendarStrip(date, days, guangxi, now);
          strip.forEach((cell, index) => expect(cell.date).toBe(addDays(date, index)));
          expect(strip.at(-1)!.weekday).toBe("日");
          const states = strip.map(({ state }) => state);
          expect(states.filter((state) => state === "published")).toHaveLength(1);
          expect(states.filter((state) => state === "opens")).toHaveLength(1);
          expect(states.filter((state) => state === "counted" || state === "coming")).toHaveLength(days);
          expect(states.filter((state) => state === "counted")).toHaveLength(
            noticeProgress(noticeEnd(date, days, guangxi), now).passed,
          );
          for (const cell of strip) {
            if (cell.makeUp) expect(isWeekend(cell.date)).toBe(true);
            if (cell.state !== "after") expect(cell.label).not.toBe("");
          }
        },
      ),
    );
  });

  test("S2-09 a notice of no days, or of parts of a day, is none", () => {
    for (const days of [0, -1, 2.5, Number.NaN])
      expect(() => noticeEnd(day("2026-11-23"), days, guangxi)).toThrow(RangeError);
  });
});
