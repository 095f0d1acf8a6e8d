import { row, rows } from "../db/connection.ts";
import { loadCalendar } from "../db/calendar.ts";
import { civilDateAt } from "../domain/civil-date.ts";
import { dueAt, instantAfterDue as instantAfter, instantBeforeDue } from "../domain/working-days.ts";
import { ensureDueSweep, ensureReconciliation } from "../engine/client.ts";
import { openCaseDesk, type CaseDesk } from "../tests/case-desk.ts";
import { until } from "../tests/until.ts";
import { type TestCase } from "../tests/test-case.ts";
import { inReview, onNotice } from "../tests/paths.ts";
import { changeRules } from "../tests/rule-changes.ts";
import { reconcileAll } from "./reconcile.ts";
import { sweepDueTasks } from "./due-sweep.ts";

let desk: CaseDesk;
beforeEach(async () => {
  desk = await openCaseDesk();
});
afterEach(() => desk.stop());

const day = 86_400_000;

async function told(theCase: TestCase): Promise<{ kind: string; login_name: string }[]> {
  return rows(
    desk.database,
    `select n.kind, a.login_name from notifications n join accounts a on a.id = n.account_id
     where n.case_id = $1 and n.kind in ('due-soon', 'due-today', 'overdue', 'escalated', 'applicant-reminder') order by n.at, n.kind, a.login_name`,
    [theCase.id],
  );
}

/** The wall's instant that is this far after the open task's due instant on the case's own clock. */
async function instantAfterDue(theCase: TestCase, days: number): Promise<number> {
  const task = await theCase.openTask();
  return task.due_at!.getTime() + days * day - task.clock_ahead;
}

test("B-16 a hundred sweeps at once on one day make one reminder per person; another day makes another", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  const dueDay = await instantAfterDue(theCase, -0.25);
  await Promise.all(Array.from({ length: 100 }, () => sweepDueTasks(desk.deps, { at: dueDay })));
  expect(await told(theCase)).toEqual([{ kind: "due-today", login_name: "danwei" }]);
  const task = await theCase.openTask();
  const due = task.due_at!.getTime() - task.clock_ahead;
  for (let days = 0; days < 12; days++) await sweepDueTasks(desk.deps, { at: due + (days + 0.5) * day });
  const overdue = (await told(theCase)).filter(({ kind }) => kind === "overdue");
  // The rule names 1, 2, 3 and 5 working days after; on the third the silent employer loses the task to its department.
  expect(overdue.length).toBeGreaterThanOrEqual(3);
  const perDay = await rows<{ most: number }>(
    desk.database,
    "select count(*)::int as most from notifications where task_id = $1 group by account_id, kind, day order by 1 desc limit 1",
    [task.id],
  );
  expect(perDay).toEqual([{ most: 1 }]);
});

test("B-16 a reminder goes out on its day however far ahead the rule names it; a day without one looks at no task", async () => {
  await changeRules(desk, "employer", { dueInWorkingDays: 200, reminders: { beforeDays: [180, 1], afterDays: [] } });
  const theCase = await inReview(desk, "13900000001", "06000116");
  const task = await theCase.openTask();
  const reminder = instantBeforeDue(task.due_at!.getTime(), 180, await loadCalendar(desk.database));
  expect((task.due_at!.getTime() - reminder) / day).toBeGreaterThan(200);
  const sweep = (days: number) => sweepDueTasks(desk.deps, { at: reminder + days * day - task.clock_ahead });
  // The first sweep with this calendar looks at all there is.
  await sweep(-2);
  expect(await sweep(-1)).toBe(0);
  for (const hour of [1, 9, 17]) expect(await sweep(hour / 24)).toBe(1);
  expect(await told(theCase)).toEqual([{ kind: "due-soon", login_name: "danwei" }]);
  expect([await sweep(1), await sweep(20)]).toEqual([1, 0]);
  // What is moved is looked at again; by another calendar all is.
  await rows(desk.database, "update tasks set due_at = due_at + interval '1 day' where id = $1", [task.id]);
  expect([await sweep(20), await sweep(20)]).toEqual([1, 0]);
  await rows(
    desk.database,
    "insert into calendar_versions (version, changed_at, note) select max(version) + 1, now(), '示例' from calendar_versions",
  );
  expect([await sweep(20), await sweep(20)]).toEqual([1, 0]);
});

test("B-16 a reminder day on which no sweep came by is not lost: the next one says how things stand, once, and the case tells so", async () => {
  await changeRules(desk, "employer", {
    ...{ dueInWorkingDays: 30, reminders: { beforeDays: [20, 10, 5], afterDays: [1, 2] }, escalation: null },
  });
  const theCase = await inReview(desk, "13900000001", "06000116");
  const task = await theCase.openTask();
  const end = task.due_at!.getTime();
  const calendar = await loadCalendar(desk.database);
  const sweepAt = (instant: number) => sweepDueTasks(desk.deps, { at: instant - task.clock_ahead });
  // The engine stood still over the twentieth and the tenth day before the end: one letter, not two.
  const before = instantBeforeDue(end, 9, calendar) + day / 2;
  await Promise.all([1, 2, 3].map(() => sweepAt(before)));
  for (const later of [0.1, 1, 2]) await sweepAt(before + later * day);
  expect(await told(theCase)).toEqual([{ kind: "due-soon", login_name: "danwei" }]);
  // What was said on its day is not said again on the next, nor to whoever holds it by then.
  for (const hours of [9, 33]) await sweepAt(instantBeforeDue(end, 5, calendar) + hours * 3_600_000);
  await theCase.claim("danwei");
  await sweepAt(instantBeforeDue(end, 4, calendar) + day / 2);
  expect(await told(theCase)).toHaveLength(2);
  // Over its last day, and both days after it.
  for (const days of [20, 21, 40]) await sweepAt(end + days * day);
  expect((await told(theCase)).map(({ kind }) => kind)).toEqual(["due-soon", "due-soon", "overdue"]);
  const late = await rows<{ day: string; at: Date }>(
    desk.database,
    "select data->>'day' as day, at from case_events where case_id = $1 and type = 'task.reminded-late' order by at",
    [theCase.id],
  );
  expect(late).toEqual([
    { day: civilDateAt(instantBeforeDue(end, 10, calendar)), at: expect.any(Date) },
    { day: civilDateAt(instantAfter(end, 2, calendar)), at: expect.any(Date) },
  ]);
  expect(civilDateAt(late[0]!.at.getTime())).toBe(civilDateAt(before));
  // What the sweep tells is no drift.
  expect(await reconcileAll(desk.deps, desk.engine)).toMatchObject({ differing: 0 });
});

test("B-16 the holder alone is reminded once somebody has claimed it", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  await theCase.approve("danwei");
  await theCase.approve("zhuguan");
  await theCase.claim("shizhigaiban2");
  await sweepDueTasks(desk.deps, { at: await instantAfterDue(theCase, -0.25) });
  expect(await told(theCase)).toEqual([{ kind: "due-today", login_name: "shizhigaiban2" }]);
});

test("S2-02 B-15 an employer that stays silent: the step moves to its department, the applicant is told (D22)", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  const { id } = await theCase.openTask();
  await sweepDueTasks(desk.deps, { at: await instantAfterDue(theCase, 6) });
  expect(await theCase.openTask()).toMatchObject({
    id,
    step: "employer",
    receiver_name: "柳州市示例工业主管局",
    holder_id: null,
  });
  expect(await theCase.events()).toContain("task.escalated");
  // The department has the days of the step, counted from the day on which it took over; a look later keeps them.
  const moved = await theCase.openTask();
  const days = moved.due_in_working_days!;
  expect(moved.due_at!.getTime()).toBe(
    dueAt(moved.escalated_at!.getTime(), days, await loadCalendar(desk.database)).at,
  );
  const before = (await theCase.row())!.last_seq;
  await desk.engine.lookAgain(theCase.id, "operator");
  await until(async () => (await theCase.row())!.last_seq > before, "the look");
  expect((await theCase.openTask()).due_at).toEqual(moved.due_at);
  // A move that its events tell is no drift (P4).
  expect(await reconcileAll(desk.deps, desk.engine)).toMatchObject({ differing: 0, unanswered: 0 });
  expect(await theCase.approve("zhuguan")).toEqual({ state: "accepted" });
  expect((await theCase.openTask()).step).toBe("department");
  const wentOn = await row<{ body: string }>(
    desk.database,
    "select body from notifications where case_id = $1 and kind = 'went-on' and body like '%主管局%' limit 1",
    [theCase.id],
  );
  expect(wentOn?.body).toContain("柳州市示例工业主管局");
});

test("B-16 nothing is sent about a step that is not open, nor during a notice", async () => {
  const theCase = await onNotice(desk, "13900000001", "06000116");
  await sweepDueTasks(desk.deps, { at: Date.now() + 40 * day });
  expect(await told(theCase)).toEqual([]);
});

test("B-15 a mended clock: a case that runs ahead is measured by its own present", async () => {
  const theCase = await inReview(desk, "13900000003", "06000317");
  const task = await theCase.openTask();
  expect(task.clock_ahead).toBeGreaterThan(day);
  await sweepDueTasks(desk.deps, { at: Date.now() });
  expect(await told(theCase)).toEqual([]);
});

test("B-16 B-18 an escalation to an office where nobody sits goes to the fallback, and administrators are told", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  const at = await instantAfterDue(theCase, 6);
  await rows(
    desk.database,
    "update memberships set valid_to = '2020-01-01' where office_id = (select id from offices where name = '柳州市示例工业主管局')",
  );
  await sweepDueTasks(desk.deps, { at });
  expect(await theCase.events()).toEqual(expect.arrayContaining(["step.fallback", "task.escalated"]));
  expect((await theCase.openTask()).receiver_name).toBe("柳州市人才中心（演示）");
  const told = await rows(desk.database, "select 1 from notifications where case_id = $1 and kind = 'fallback'", [
    theCase.id,
  ]);
  expect(told.length).toBeGreaterThan(0);
});

test("B-16 B-14 a reviewer with several reminders gets one letter a day that counts them; the page has each", async () => {
  const first = await inReview(desk, "13900000001", "06000116");
  await inReview(desk, "13900000002", "06000215");
  const before = await rows<{ id: string }>(desk.database, "select id from deliveries");
  const dueDay = await instantAfterDue(first, -0.25);
  await Promise.all(Array.from({ length: 5 }, () => sweepDueTasks(desk.deps, { at: dueDay })));
  await sweepDueTasks(desk.deps, { at: dueDay + 3_600_000 });
  const letters = await rows<{ kind: string; login_name: string; title: string; body: string }>(
    desk.database,
    `select n.kind, a.login_name, n.title, n.body from deliveries d join notifications n on n.id = d.notification_id
       join accounts a on a.id = n.account_id where not d.id = any($1::uuid[])`,
    [before.map(({ id }) => id)],
  );
  expect(letters).toEqual([
    {
      kind: "digest",
      login_name: "danwei",
      title: "今天有 2 件待办要留意",
      body: "今天到期 2 件。请登录“我的待办”查看并办理。",
    },
  ]);
  const inThePage = await rows(
    desk.database,
    "select n.id from notifications n join accounts a on a.id = n.account_id where a.login_name = 'danwei' and n.kind = 'due-today'",
  );
  expect(inThePage).toHaveLength(2);
  // The next day's letter is worded by an administrator (B-14).
  await rows(
    desk.database,
    `insert into notification_texts (kind, version, title, body, note, author_id, author, at)
     select 'digest', 1, '{件数} 件待办', '今日提醒：{汇总}。', '简短些', id, display_name, now() from accounts where login_name = 'guanli'`,
  );
  await sweepDueTasks(desk.deps, { at: dueDay + day });
  expect(await rows(desk.database, "select title, body from notifications where kind = 'digest' order by at")).toEqual([
    { title: letters[0]!.title, body: letters[0]!.body },
    { title: "2 件待办", body: "今日提醒：已逾期 2 件。" },
  ]);
});

test("B-16 P4 however many workers start, at once or again, the engine has one sweep and one reconciliation, at the interval last said", async () => {
  const { client } = desk.engine;
  const start = async (minutes: number) => {
    await ensureDueSweep(client, minutes);
    await ensureReconciliation(client, minutes);
  };
  await Promise.all([1, 2, 3].map(() => start(10)));
  await start(20);
  const names = ["due-sweep", "reconciliation"];
  try {
    const found = await until(async () => {
      const listed: { scheduleId: string }[] = [];
      for await (const one of client.schedule.list()) listed.push(one);
      return listed.length >= names.length ? listed : undefined;
    }, "the schedules");
    expect(found.map(({ scheduleId }) => scheduleId).toSorted()).toEqual(names);
    for (const name of names) {
      const { spec, action } = await client.schedule.getHandle(name).describe();
      expect(spec.intervals).toMatchObject([{ every: 20 * 60_000 }]);
      expect(action).toMatchObject({ workflowType: name === "due-sweep" ? "dueSweep" : "reconciliation" });
    }
  } finally {
    for (const name of names) await client.schedule.getHandle(name).delete();
  }
});
