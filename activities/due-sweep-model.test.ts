import fc from "fast-check";
import { loadCalendar } from "../db/calendar.ts";
import { row, rows } from "../db/connection.ts";
import { findRuleSet } from "../db/rules.ts";
import { addDays, civilDateAt, startOfDay, type CivilDate } from "../domain/civil-date.ts";
import { isWorkingDay, type Calendar } from "../domain/working-days.ts";
import { openCaseDesk, type CaseDesk } from "../tests/case-desk.ts";
import { inReview } from "../tests/paths.ts";
import { sweepDueTasks } from "./due-sweep.ts";

let desk: CaseDesk;
beforeEach(async () => {
  desk = await openCaseDesk();
});
afterEach(() => desk.stop());

type Command =
  | { does: "sweep"; atOnce: number; hour: number }
  | { does: "sleep"; days: number }
  | { does: "hold"; by: "shizhigaiban" | "shizhigaiban2" | null }
  | { does: "move"; days: number };

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant("sweep" as const),
      atOnce: fc.integer({ min: 1, max: 4 }),
      hour: fc.integer({ min: 1, max: 22 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ does: fc.constant("sleep" as const), days: fc.integer({ min: 1, max: 2 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant("hold" as const),
      by: fc.constantFrom("shizhigaiban" as const, "shizhigaiban2" as const, null),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("move" as const), days: fc.integer({ min: -2, max: 3 }) }) },
);

/** The model: which reminder a day brings, found by walking from day to day, as a person would with a wall calendar. */
function reminderOf(
  day: CivilDate,
  lastDay: CivilDate,
  rule: { beforeDays: number[]; afterDays: number[] },
  calendar: Calendar,
) {
  if (day === lastDay) return "due-today";
  const late = day > lastDay;
  const [from, to] = late ? [lastDay, day] : [day, lastDay];
  let worked = 0;
  for (let one = addDays(from, 1); one <= to; one = addDays(one, 1)) if (isWorkingDay(one, calendar)) worked++;
  if (!isWorkingDay(day, calendar)) return undefined;
  // 还剩 n 个工作日 counts today as well.
  if (late) return rule.afterDays.includes(worked) ? "overdue" : undefined;
  return rule.beforeDays.includes(worked + 1) ? "due-soon" : undefined;
}

test("B-16 whatever happens to a task, each day brings each reader at most one reminder, and none is left out", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  for (const office of ["danwei", "zhuguan"]) await theCase.approve(office);
  const task = await theCase.openTask();
  const set = await findRuleSet(desk.database, task.rule_version!);
  const { reminders } = set!.rules.find(({ id }) => id === task.rule_id)!;
  const rule = { beforeDays: [...reminders.beforeDays], afterDays: [...reminders.afterDays] };
  const calendar = await loadCalendar(desk.database);
  const members = await rows<{ login_name: string }>(
    desk.database,
    `select distinct a.login_name from memberships m join accounts a on a.id = m.account_id
     where m.office_id = $1 and m.role in ('agent', 'reviewer', 'chief')`,
    [task.receiver_id],
  );
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 25 }), async (commands) => {
      await rows(desk.database, "delete from deliveries");
      await rows(desk.database, "delete from notifications");
      const firstEnd = task.due_at!.getTime();
      await rows(desk.database, "update tasks set due_at = $2, holder_id = null where id = $1", [task.id, task.due_at]);
      let end = firstEnd;
      let today = addDays(civilDateAt(firstEnd), -6);
      let holder: string | null = null;
      const expected = new Set<string>();
      for (const one of commands) {
        if (one.does === "sleep") today = addDays(today, one.days);
        else if (one.does === "hold") {
          holder = one.by;
          await rows(
            desk.database,
            "update tasks set holder_id = (select id from accounts where login_name = $2) where id = $1",
            [task.id, holder],
          );
        } else if (one.does === "move") {
          end = startOfDay(addDays(civilDateAt(end), one.days));
          await rows(desk.database, "update tasks set due_at = $2 where id = $1", [task.id, new Date(end)]);
        } else {
          const at = startOfDay(today) + one.hour * 3_600_000 - task.clock_ahead;
          await Promise.all(Array.from({ length: one.atOnce }, () => sweepDueTasks(desk.deps, { at })));
          const kind = reminderOf(today, civilDateAt(end - 1), rule, calendar);
          const readers = holder ? [holder] : members.map(({ login_name: name }) => name);
          if (kind) for (const reader of readers) expected.add(`${today} ${kind} ${reader}`);
        }
      }
      const told = await rows<{ line: string }>(
        desk.database,
        `select n.day::text || ' ' || n.kind || ' ' || a.login_name as line from notifications n join accounts a on a.id = n.account_id
         where n.task_id = $1 and n.kind in ('due-soon', 'due-today', 'overdue')`,
        [task.id],
      );
      expect(told.map(({ line }) => line).sort()).toEqual([...expected].sort());
      const letters = await row<{ most: number }>(
        desk.database,
        "select coalesce(max(many), 0)::int as most from (select count(*) as many from notifications where kind = 'digest' group by account_id, day) days",
      );
      expect(letters!.most).toBeLessThanOrEqual(1);
    }),
    { numRuns: 20 },
  );
});
