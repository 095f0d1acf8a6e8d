import fc from "fast-check";
import { loadCalendar } from "../db/calendar.ts";
import { rows, type Database } from "../db/connection.ts";
import { findRuleSet } from "../db/rules.ts";
import type { TaskRow } from "../db/rows.ts";
import { addDays, civilDateAt, startOfDay, type CivilDate } from "../domain/civil-date.ts";
import { isWorkingDay } from "../domain/working-days.ts";
import { openCaseDesk, type CaseDesk } from "../tests/case-desk.ts";
import { inReview } from "../tests/paths.ts";
import { ReminderModel, type ModelRule } from "../tests/reminder-model.ts";
import { otherThan, ReviewedDesk, type Reviewer } from "../tests/reviewed-desk.ts";
import { openTestApi, type TestApi } from "../tests/test-api.ts";
import type { TestCase } from "../tests/test-case.ts";
import { sweepDueTasks } from "./due-sweep.ts";

let desk: CaseDesk;
let api: TestApi;
beforeEach(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
});
afterEach(async () => {
  await api?.close();
  await desk?.stop();
});

const reviewer = fc.constantFrom<Reviewer>("shizhigaiban", "shizhigaiban2");
const act = <Name extends string, Rest extends object>(
  does: Name,
  rest: { [Key in keyof Rest]: fc.Arbitrary<Rest[Key]> },
) => fc.record({ does: fc.constant(does), ...rest }) as fc.Arbitrary<{ does: Name } & Rest>;
const command = fc.oneof(
  {
    weight: 5,
    arbitrary: act("sweep", {
      atOnce: fc.integer({ min: 1, max: 4 }),
      hour: fc.integer({ min: 1, max: 22 }),
      // The first of them loses the database before it has written: the worker was killed, and is started again.
      killed: fc.boolean(),
    }),
  },
  { weight: 5, arbitrary: act("sleep", { days: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 2, arbitrary: act("claim", { by: reviewer }) },
  { weight: 1, arbitrary: act("release", {}) },
  { weight: 2, arbitrary: act("transfer", {}) },
  { weight: 2, arbitrary: act("lend-or-give-back", {}) },
  { weight: 2, arbitrary: act("leave-or-return", {}) },
  { weight: 1, arbitrary: act("publish", {}) },
  { weight: 2, arbitrary: act("change-day", { ahead: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 2, arbitrary: act("send-back", { by: reviewer }) },
  { weight: 2, arbitrary: act("come-back", { how: fc.constantFrom("handed-in" as const, "recalled" as const) }) },
);
type Command = typeof command extends fc.Arbitrary<infer One> ? One : never;

/** Around the first reminder, long before the end, or around the end. */
const begins = fc.constantFrom("near the end", "far ahead");

/** As far ahead as half a year: a rule may say so. */
const rules: readonly [ModelRule, ModelRule] = [
  { workingDays: 120, beforeDays: [110, 90, 1], afterDays: [1, 2, 3, 5] },
  { workingDays: 100, beforeDays: [95, 80, 4, 2], afterDays: [1, 4] },
];
const ruleChange = ({ workingDays, beforeDays, afterDays }: ModelRule) => ({
  ...{ dueInWorkingDays: workingDays, reminders: { beforeDays, afterDays } },
});

/** The same database, in which no transaction ever ends. */
function dying(database: Database): Database {
  const killed = (work: (transaction: never) => Promise<unknown>) =>
    database.transaction(async (transaction) => {
      await work(transaction as never);
      throw new Error("the worker was killed");
    });
  return new Proxy(database, {
    get(target, name) {
      const value = name === "transaction" ? killed : Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** One run: every command is done to the product and said to the model. */
class Run {
  readonly model: ReminderModel;
  private readonly people: ReviewedDesk;
  private readonly members: readonly string[];
  private today: CivilDate;
  private published: number;
  private holder: Reviewer | undefined;
  private lender: Reviewer | undefined;
  private absent = false;
  /** Who has sent it back, while the applicant has it. */
  private away: Reviewer | undefined;

  constructor(people: ReviewedDesk, members: readonly string[], model: ReminderModel, published: number) {
    this.people = people;
    this.members = members;
    this.model = model;
    this.published = published;
    this.today = model.countedFrom;
  }

  begin(from: "near the end" | "far ahead"): void {
    const { model } = this;
    this.today = addDays(model.lastDay, -5);
    if (from !== "near the end")
      for (this.today = model.countedFrom; model.on(addDays(this.today, 2)) !== "due-soon";)
        this.today = addDays(this.today, 1);
    if (this.today < model.countedFrom) this.today = model.countedFrom;
  }

  async do(one: Command): Promise<void> {
    if (one.does === "sleep") this.today = addDays(this.today, one.days);
    else if (one.does === "sweep") await this.sweep(one);
    else if (one.does === "leave-or-return") {
      await (this.absent ? this.people.returnToDesk() : this.people.leave());
      this.absent = !this.absent;
    } else if (one.does === "publish") {
      this.published = 1 - this.published;
      await this.people.publishRule(ruleChange(rules[this.published]!));
    } else if (one.does === "change-day") await this.changeDay(addDays(this.today, one.ahead));
    else if (one.does === "come-back") await this.comeBack(one.how);
    else if (!this.away) await this.atTheDesk(one);
  }

  private async atTheDesk(one: Extract<Command, { does: string }>): Promise<void> {
    const { people, holder, lender } = this;
    if (one.does === "claim" && !holder) {
      await people.claim(one.by);
      this.holder = one.by;
    } else if (one.does === "lend-or-give-back" && holder) {
      await (lender ? people.giveBack(holder) : people.lend(holder));
      [this.holder, this.lender] = lender ? [lender, undefined] : [otherThan(holder), holder];
    } else if (lender) return;
    else if (one.does === "release" && holder) {
      await people.release(holder);
      this.holder = undefined;
    } else if (one.does === "transfer" && holder) {
      await people.transfer(holder);
      this.holder = otherThan(holder);
    } else if (one.does === "send-back") {
      const by = holder ?? one.by;
      if (!holder) await people.claim(by);
      await people.sendBack(by, this.noon());
      this.model.pause(this.today);
      [this.holder, this.away] = [undefined, by];
    }
  }

  /** However many at once: the day brings each reader one, or what an earlier day owed. */
  private async sweep({ atOnce, hour, killed }: { atOnce: number; hour: number; killed: boolean }): Promise<void> {
    const task = await this.people.task();
    const at = startOfDay(this.today) + hour * 3_600_000 - (task?.clock_ahead ?? 0);
    if (killed) await sweepDueTasks({ ...desk.deps, database: dying(desk.database) }, { at }).catch(() => undefined);
    await Promise.all(Array.from({ length: atOnce }, () => sweepDueTasks(desk.deps, { at })));
    if (!task) return;
    const { holder } = this;
    const standIn = holder === "shizhigaiban" && this.absent ? [otherThan(holder)] : [];
    this.model.sweep(this.today, holder ? [holder, ...standIn] : this.members);
  }

  private async changeDay(day: CivilDate): Promise<void> {
    const { model } = this;
    await this.people.changeDay(day, isWorkingDay(day, model.calendar) ? "off" : "work", this.noon());
    model.calendar = await loadCalendar(desk.database);
    await this.agree();
  }

  private async comeBack(how: "handed-in" | "recalled"): Promise<void> {
    if (!this.away) return;
    await this.people.comeBack(how, this.away, this.noon());
    this.model.resume(this.today, rules[this.published]!);
    // What somebody takes back lies in their own hands.
    [this.holder, this.away] = [how === "recalled" ? this.away : undefined, undefined];
    await this.agree();
  }

  private async agree(): Promise<void> {
    const task = await this.people.task();
    if (task) expect(civilDateAt(task.due_at!.getTime() - 1)).toBe(this.model.lastDay);
  }

  private noon(): number {
    return startOfDay(this.today) + 12 * 3_600_000;
  }

  /** As the next run expects it: at the office, in nobody's hands, everybody there. Answers which rule is in force. */
  async end(): Promise<number> {
    await this.comeBack("handed-in");
    if (this.lender) await this.do({ does: "lend-or-give-back" });
    if (this.holder) await this.do({ does: "release" });
    if (this.absent) await this.do({ does: "leave-or-return" });
    return this.published;
  }
}

async function told(): Promise<string[]> {
  const found = await rows<{ line: string }>(
    desk.database,
    `select n.day::text || ' ' || a.login_name || ' ' || n.kind as line from notifications n
     join accounts a on a.id = n.account_id join tasks t on t.id = n.task_id
     where t.step = 'title-office' and n.kind in ('due-soon', 'due-today', 'overdue')`,
  );
  return found.map(({ line }) => line).toSorted();
}

/** The fixture of a run: the task of the office as if it had just been opened, and nobody told of anything. */
async function asOpened(theCase: TestCase, task: TaskRow, model: ReminderModel): Promise<void> {
  await rows(desk.database, "delete from deliveries");
  await rows(desk.database, "delete from notifications");
  await rows(
    desk.database,
    `update tasks set due_at = $2, opened_at = $3, earlier_runs = '[]', counted_from = null, sweep_order = 0
     where case_id = $1 and state = 'open' and step = 'title-office'`,
    [theCase.id, new Date(startOfDay(addDays(model.lastDay, 1))), task.opened_at],
  );
}

test("B-16 B-15 whatever happens to a task, each day brings each reader at most one reminder, and none is left out", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  await theCase.approve("danwei");
  const people = await ReviewedDesk.open(theCase, api);
  await people.publishRule(ruleChange(rules[0]));
  await theCase.approve("zhuguan");
  const first = await theCase.openTask("title-office");
  await desk.stopWorkers();
  const members = await rows<{ login_name: string }>(
    desk.database,
    `select distinct a.login_name from memberships m join accounts a on a.id = m.account_id
     where m.office_id = $1 and m.role in ('agent', 'reviewer', 'chief')`,
    [first.receiver_id],
  );
  const names = members.map(({ login_name: name }) => name);
  let published = 0;
  await fc.assert(
    fc.asyncProperty(begins, fc.array(command, { minLength: 5, maxLength: 25 }), async (from, commands) => {
      const task = (await people.task())!;
      const set = await findRuleSet(desk.database, task.rule_version!);
      const rule = set!.rules.find(({ id }) => id === task.rule_id)!;
      const model = new ReminderModel(
        await loadCalendar(desk.database),
        { workingDays: rule.dueInWorkingDays!, ...rule.reminders },
        civilDateAt(first.opened_at.getTime()),
      );
      await asOpened(theCase, first, model);
      const run = new Run(people, names, model, published);
      run.begin(from);
      try {
        for (const one of commands) await run.do(one);
        const letters = await rows<{ most: number }>(
          desk.database,
          "select count(*)::int as most from notifications where kind = 'digest' group by account_id, day order by 1 desc limit 1",
        );
        expect(letters.every(({ most }) => most === 1)).toBe(true);
        expect(await told()).toEqual([...model.told].map((line) => line.join(" ")).toSorted());
      } finally {
        published = await run.end();
      }
    }),
    { numRuns: 12 },
  );
  // Some hundreds of acts, each a transaction.
}, 400_000);
