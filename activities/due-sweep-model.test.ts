import fc from "fast-check";
import { loadCalendar } from "../db/calendar.ts";
import { row, rows } from "../db/connection.ts";
import { findRuleSet } from "../db/rules.ts";
import type { TaskRow } from "../db/rows.ts";
import { addDays, civilDateAt, startOfDay, type CivilDate } from "../domain/civil-date.ts";
import { isWorkingDay, type Calendar } from "../domain/working-days.ts";
import { openCaseDesk, type CaseDesk } from "../tests/case-desk.ts";
import { inReview, sendBack } from "../tests/paths.ts";
import { changeRules } from "../tests/rule-changes.ts";
import { handedMaterials, type TestCase } from "../tests/test-case.ts";
import type { Command as CaseCommand } from "../workflows/messages.ts";
import { sweepDueTasks } from "./due-sweep.ts";
import { openStep } from "./open.ts";
import { recordCommand } from "./record.ts";

let desk: CaseDesk;
beforeEach(async () => {
  desk = await openCaseDesk();
});
afterEach(() => desk.stop());

type Reviewer = "shizhigaiban" | "shizhigaiban2";
type Command =
  | { does: "sweep"; atOnce: number; hour: number }
  | { does: "sleep"; days: number }
  | { does: "hold"; by: Reviewer | null }
  | { does: "move"; days: number }
  | { does: "return"; by: Reviewer }
  | { does: "come-back"; how: "handed-in" | "recalled" };

const named = <Name extends Command["does"]>(does: Name) => fc.constant(does);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: named("sweep"),
      atOnce: fc.integer({ min: 1, max: 4 }),
      hour: fc.integer({ min: 1, max: 22 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ does: named("sleep"), days: fc.integer({ min: 1, max: 2 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: named("hold"), by: fc.constantFrom("shizhigaiban", "shizhigaiban2", null) }),
  },
  { weight: 1, arbitrary: fc.record({ does: named("move"), days: fc.integer({ min: -2, max: 3 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: named("return"), by: fc.constantFrom("shizhigaiban", "shizhigaiban2") }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ does: named("come-back"), how: fc.constantFrom("handed-in", "recalled") }),
  },
);

/** Around the first reminder, long before the end, or around the end. */
const begins = fc.constantFrom("near the end", "far ahead");

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
  const worked = workedDays(from, to, calendar);
  if (!isWorkingDay(day, calendar)) return undefined;
  // 还剩 n 个工作日 counts today as well.
  if (late) return rule.afterDays.includes(worked) ? "overdue" : undefined;
  return rule.beforeDays.includes(worked + 1) ? "due-soon" : undefined;
}

function workedDays(after: CivilDate, upTo: CivilDate, calendar: Calendar): number {
  let worked = 0;
  for (let one = addDays(after, 1); one <= upTo; one = addDays(one, 1)) if (isWorkingDay(one, calendar)) worked++;
  return worked;
}

/** The model: the day on which so many worked days are over. */
function lastDayAfter(day: CivilDate, workingDays: number, calendar: Calendar): CivilDate {
  let last = day;
  for (let left = workingDays; left > 0;) {
    last = addDays(last, 1);
    if (isWorkingDay(last, calendar)) left--;
  }
  return last;
}

/** The acts a case writes, on whatever day the model says it is: the same activities that its workflow calls. */
class Acts {
  private readonly theCase: TestCase;
  private round = 1;
  constructor(theCase: TestCase) {
    this.theCase = theCase;
  }

  async giveBack(by: Reviewer, at: number): Promise<void> {
    const task = await this.theCase.claim(by);
    const decide = { taskId: task.id, version: task.version, decision: sendBack(true) };
    await this.record("title-office", at, this.command("decide", decide, by), "back");
    this.round++;
    await this.open("materials", at);
  }

  async comeBack(how: "handed-in" | "recalled", by: Reviewer, at: number): Promise<void> {
    if (how === "recalled") {
      await this.record("materials", at, this.command("recall", { reason: "看错了" }, by), "recalled");
      this.round--;
    } else {
      const { id: draftId } = await this.theCase.draft("materials", handedMaterials, this.round);
      await this.theCase.attachPhoto(draftId);
      const handIn = { step: "materials", draftId, draftVersion: 1 };
      await this.record("materials", at, this.theCase.command("hand-in", handIn), "done");
    }
    await this.open("title-office", at);
  }

  private command<Kind extends "decide" | "recall">(
    kind: Kind,
    rest: Parameters<TestCase["command"]>[1],
    by: Reviewer,
  ): CaseCommand {
    return this.theCase.command(kind, rest as never, { accountId: this.theCase.account(by) });
  }

  private async record(step: string, at: number, given: CaseCommand, state: string): Promise<void> {
    const answer = await recordCommand(desk.deps, { ...(await this.act(step, at)), command: given, first: false });
    expect(answer).toMatchObject({ state });
  }

  private async open(step: string, at: number): Promise<void> {
    await openStep(desk.deps, await this.act(step, at));
  }

  private async act(step: string, at: number) {
    const { id, matter, last_seq: last } = (await this.theCase.row())!;
    return { caseId: id, matter, step, round: this.round, seq: last + 1, at };
  }
}

const reviewedTask = (theCase: TestCase) =>
  row<TaskRow>(desk.database, "select * from tasks where case_id = $1 and state = 'open' and step = 'title-office'", [
    theCase.id,
  ]);

test("B-16 B-15 whatever happens to a task, each day brings each reader at most one reminder, and none is left out", async () => {
  // As far ahead as half a year: a rule may say so.
  await changeRules(desk, "title-office", {
    ...{ dueInWorkingDays: 120, reminders: { beforeDays: [110, 90, 1], afterDays: [1, 2, 3, 5] } },
  });
  const theCase = await inReview(desk, "13900000001", "06000116");
  for (const office of ["danwei", "zhuguan"]) await theCase.approve(office);
  const first = await theCase.openTask();
  const acts = new Acts(theCase);
  const set = await findRuleSet(desk.database, first.rule_version!);
  const { reminders } = set!.rules.find(({ id }) => id === first.rule_id)!;
  const rule = { beforeDays: [...reminders.beforeDays], afterDays: [...reminders.afterDays] };
  const calendar = await loadCalendar(desk.database);
  const workingDays = first.due_in_working_days!;
  const members = await rows<{ login_name: string }>(
    desk.database,
    `select distinct a.login_name from memberships m join accounts a on a.id = m.account_id
     where m.office_id = $1 and m.role in ('agent', 'reviewer', 'chief')`,
    [first.receiver_id],
  );
  await fc.assert(
    fc.asyncProperty(begins, fc.array(command, { minLength: 5, maxLength: 25 }), async (from, commands) => {
      await rows(desk.database, "delete from deliveries");
      await rows(desk.database, "delete from notifications");
      await rows(
        desk.database,
        `update tasks set due_at = $2, opened_at = $3, earlier_runs = '[]', counted_from = null, holder_id = null, sweep_order = 0
         where case_id = $1 and state = 'open' and step = 'title-office'`,
        [theCase.id, first.due_at, first.opened_at],
      );
      let lastDay = civilDateAt(first.due_at!.getTime() - 1);
      let countedFrom = civilDateAt(first.opened_at.getTime());
      let used = 0;
      let today = addDays(lastDay, -5);
      if (from !== "near the end")
        for (today = countedFrom; reminderOf(addDays(today, 2), lastDay, rule, calendar) !== "due-soon";)
          today = addDays(today, 1);
      if (today < countedFrom) today = countedFrom;
      let holder: string | null = null;
      let away: Reviewer | undefined;
      const noon = () => startOfDay(today) + 12 * 3_600_000;
      const back = async (how: "handed-in" | "recalled") => {
        await acts.comeBack(how, away!, noon());
        // What somebody takes back lies in their own hands.
        [holder, away, countedFrom] = [how === "recalled" ? away! : null, undefined, today];
        lastDay = lastDayAfter(today, Math.max(1, workingDays - used), calendar);
        expect(civilDateAt((await reviewedTask(theCase))!.due_at!.getTime() - 1)).toBe(lastDay);
      };
      const expected = new Set<string>();
      for (const one of commands) {
        if (one.does === "sleep") today = addDays(today, one.days);
        else if (one.does === "come-back") {
          if (away) await back(one.how);
        } else if (one.does === "sweep") {
          const task = await reviewedTask(theCase);
          const at = startOfDay(today) + one.hour * 3_600_000 - (task?.clock_ahead ?? 0);
          await Promise.all(Array.from({ length: one.atOnce }, () => sweepDueTasks(desk.deps, { at })));
          const kind = task && reminderOf(today, lastDay, rule, calendar);
          const readers = holder ? [holder] : members.map(({ login_name: name }) => name);
          if (kind) for (const reader of readers) expected.add(`${today} ${kind} ${reader}`);
        } else if (away) continue;
        else if (one.does === "hold") {
          holder = one.by;
          await rows(
            desk.database,
            "update tasks set holder_id = (select id from accounts where login_name = $2) where case_id = $1 and state = 'open'",
            [theCase.id, holder],
          );
        } else if (one.does === "move") {
          lastDay = addDays(lastDay, one.days);
          const due = new Date(startOfDay(addDays(lastDay, 1)));
          await rows(desk.database, "update tasks set due_at = $2 where case_id = $1 and state = 'open'", [
            theCase.id,
            due,
          ]);
        } else {
          await acts.giveBack(one.by, noon());
          used += workedDays(countedFrom, today, calendar);
          away = one.by;
        }
      }
      const told = await rows<{ line: string }>(
        desk.database,
        `select n.day::text || ' ' || n.kind || ' ' || a.login_name as line from notifications n
         join accounts a on a.id = n.account_id join tasks t on t.id = n.task_id
         where t.step = 'title-office' and n.kind in ('due-soon', 'due-today', 'overdue')`,
      );
      if (away) await back("handed-in");
      expect(told.map(({ line }) => line).sort()).toEqual([...expected].sort());
      const letters = await row<{ most: number }>(
        desk.database,
        "select coalesce(max(many), 0)::int as most from (select count(*) as many from notifications where kind = 'digest' group by account_id, day) days",
      );
      expect(letters!.most).toBeLessThanOrEqual(1);
    }),
    { numRuns: 12 },
  );
  // Some hundreds of acts, each a transaction.
}, 400_000);
