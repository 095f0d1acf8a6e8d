import fc from "fast-check";
import { addDays, civilDateAt, parseCivilDate, startOfDay } from "./civil-date.ts";
import { lastReminder, nextReminder, reminderOn } from "./reminders.ts";
import { buildCalendar } from "./working-days.ts";

const calendar = buildCalendar({ version: "1", layers: [{ layer: "CN" }], rows: [], sources: [] });
const day = parseCivilDate("2026-03-02");
const days = fc.array(fc.integer({ min: 1, max: 250 }), { maxLength: 2 });

test("B-16 whatever days a rule names, up to 250, the next reminder is the first day that has one", () => {
  fc.assert(
    fc.property(
      days,
      days,
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 0, max: 400 }),
      (before, after, to, on) => {
        const rule = { reminders: { beforeDays: before, afterDays: after }, escalation: null };
        const due = startOfDay(addDays(day, to + 1));
        const at = startOfDay(addDays(day, on)) + 9 * 3_600_000;
        const said = nextReminder(rule, { due, at, escalation: "none" }, calendar);
        // 250 working days and the days between here and there.
        for (let ahead = 0; ahead < 800; ahead++) {
          const morning = startOfDay(addDays(day, on + ahead));
          if (!reminderOn(rule, due, morning + 9 * 3_600_000, calendar)) continue;
          expect(said).toBe(morning);
          return;
        }
        expect(said).toBeUndefined();
      },
    ),
    { numRuns: 12 },
  );
});

test("B-16 whatever days a rule names, the last reminder is the last day since the step began that had one, and tells of today", () => {
  const span = fc.integer({ min: 0, max: 400 });
  fc.assert(
    fc.property(days, days, span, span, span, (before, after, to, begins, on) => {
      const rule = { reminders: { beforeDays: before, afterDays: after }, escalation: null };
      const due = startOfDay(addDays(day, to + 1));
      const [from, at] = [begins, on].map((ahead) => startOfDay(addDays(day, ahead)) + 9 * 3_600_000) as [
        number,
        number,
      ];
      const last = lastReminder(rule, { due, from, at }, calendar);
      for (let back = on; back >= begins; back--) {
        const morning = startOfDay(addDays(day, back)) + 9 * 3_600_000;
        const said = reminderOn(rule, due, morning, calendar);
        if (!said) continue;
        const kind = back === on ? said : at >= due ? "overdue" : "due-soon";
        return expect(last).toEqual({ day: civilDateAt(morning), kind });
      }
      expect(last).toBeUndefined();
    }),
    { numRuns: 12 },
  );
});

test("B-15 an escalation that is awaited is not passed by, however late it is looked at", () => {
  const to = { kind: "employer-department" } as const;
  const rule = { reminders: { beforeDays: [], afterDays: [1] }, escalation: { afterDays: 2, to } };
  const due = startOfDay(addDays(day, 1));
  const at = startOfDay(addDays(day, 60));
  const escalates = startOfDay(addDays(day, 2));
  expect(nextReminder(rule, { due, at, escalation: "awaited" }, calendar)).toBe(escalates);
  expect(nextReminder(rule, { due, at, escalation: "none" }, calendar)).toBeUndefined();
});
