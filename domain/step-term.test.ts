import fc from "fast-check";
import { calendarLayers, shippedCalendar, shippedCalendarRows } from "./calendar-data.ts";
import { addDays, civilDateAt, parseCivilDate, startOfDay, type CivilDate } from "./civil-date.ts";
import { stepDue, usedWorkingDays } from "./step-term.ts";
import { buildCalendar, dueAt, isWorkingDay } from "./working-days.ts";

const sources = shippedCalendar.filter(({ basis }) => basis === "notice").map(({ layer, year }) => ({ layer, year }));
const calendar = buildCalendar({ version: "1", layers: calendarLayers, rows: shippedCalendarRows, sources });
const noon = (date: CivilDate) => startOfDay(date) + 12 * 3_600_000;

/** A wall calendar: every day is a day on which the step counts, or one on which it stands still. */
function lastDayByWalking(opened: CivilDate, pauses: readonly (readonly [CivilDate, CivilDate])[], days: number) {
  let used = 0;
  for (let day = addDays(opened, 1); ; day = addDays(day, 1)) {
    const still = pauses.some(([from, to]) => from < day && day <= to);
    if (!still && isWorkingDay(day, calendar)) used++;
    if (used >= days && !still) return day;
  }
}

test("B-15 days that stood still are not counted: what is left goes on from the day the case came back", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 4, max: 20 }),
      fc.array(fc.record({ after: fc.integer({ min: 0, max: 2 }), lasts: fc.integer({ min: 0, max: 40 }) }), {
        maxLength: 3,
      }),
      (start, workingDays, stops) => {
        const opened = addDays(parseCivilDate("2025-01-01"), start);
        let day = opened;
        const pauses: (readonly [CivilDate, CivilDate])[] = [];
        const earlier: { from: number; to: number }[] = [];
        for (const { after, lasts } of stops) {
          const [left, back] = [addDays(day, after), addDays(day, after + lasts)];
          earlier.push({ from: noon(day), to: noon(left) });
          pauses.push([left, back]);
          day = back;
        }
        fc.pre(usedWorkingDays(earlier, calendar) < workingDays);
        const due = stepDue({ from: noon(day), workingDays, earlier }, calendar);
        expect(civilDateAt(due.at - 1)).toBe(lastDayByWalking(opened, pauses, workingDays));
      },
    ),
  );
});

test("B-15 returned and back within a day changes nothing; however late, what comes back has a day to be read", () => {
  const opened = parseCivilDate("2026-11-02");
  const same = addDays(opened, 2);
  const earlier = [{ from: noon(opened), to: noon(same) }];
  expect(stepDue({ from: noon(same), workingDays: 5, earlier }, calendar)).toEqual(dueAt(noon(opened), 5, calendar));
  const late = [{ from: noon(opened), to: noon(addDays(opened, 60)) }];
  const back = parseCivilDate("2026-11-09");
  expect(stepDue({ from: noon(back), workingDays: 5, earlier: late }, calendar).at).toBe(
    startOfDay(parseCivilDate("2026-11-11")),
  );
});
