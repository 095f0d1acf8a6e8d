import { randomUUID } from "node:crypto";
import { loadCalendar } from "../db/calendar.ts";
import { row, rows } from "../db/connection.ts";
import type { TaskRow } from "../db/rows.ts";
import { addDays, civilDateAt, type CivilDate } from "../domain/civil-date.ts";
import { isWorkingDay, workingDaysBetween } from "../domain/working-days.ts";
import { demoPassword } from "../ops/demo-data/accounts.ts";
import { beginForgottenRecomputation } from "../activities/calendar-change.ts";
import { sweepDueTasks } from "../activities/due-sweep.ts";
import { openCaseDesk, type CaseDesk } from "./case-desk.ts";
import { inReview, object, recall, renew, sendBack } from "./paths.ts";
import { openTestApi, type TestApi } from "./test-api.ts";
import { declared, type TestCase } from "./test-case.ts";
import { until } from "./until.ts";

/** The days of a step stand still while the case is elsewhere (decision 0012). */
let desk: CaseDesk;
let api: TestApi;
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
});
afterAll(async () => {
  await api.close();
  await desk.stop();
});

const day = 86_400_000;
const as = (loginName: string) => api.browser().signIn(loginName, demoPassword);
const dayOf = (instant: Date) => civilDateAt(instant.getTime());
const lastDayOf = (task: TaskRow) => civilDateAt(task.due_at!.getTime() - 1);

/** Lets so many working days pass on the case's own clock, counted from the open task; answers the day it is then. */
async function letWorkingDaysPass(theCase: TestCase, days: number): Promise<CivilDate> {
  const calendar = await loadCalendar(desk.database);
  const task = await theCase.openTask();
  let date = civilDateAt(Date.now() + (await theCase.row())!.clock_ahead);
  for (let left = days; left > 0;) {
    date = addDays(date, 1);
    if (isWorkingDay(date, calendar)) left--;
  }
  await desk.engine.fastForward(theCase.id, Date.parse(`${date}T12:00+08:00`));
  expect(task.state).toBe("open");
  return date;
}

async function atDepartment(
  phone: string,
  certificate: string,
  employer = "danwei",
): Promise<{ theCase: TestCase; task: TaskRow }> {
  const theCase = await inReview(desk, phone, certificate);
  expect(await theCase.approve(employer)).toEqual({ state: "accepted" });
  return { theCase, task: await theCase.openTask("department") };
}

test("B-15 returned: the department's days stand still, the page and the task say why, nobody is reminded; back, they go on", async () => {
  const { theCase, task } = await atDepartment("13900000001", "06000116");
  const left = await letWorkingDaysPass(theCase, 2);
  expect(await theCase.decide("zhuguan", sendBack(true))).toEqual({ state: "accepted" });
  const remaining = task.due_in_working_days! - 2;
  const sentence = `柳州市示例工业主管局的“主管部门确认并盖章”计时暂停，因已退回申请人补正；已用 2 个工作日，办件回来后还有 ${remaining} 个工作日。`;
  expect((await (await as("13900000001")).get(`/api/cases/${theCase.id}`)).body.paused).toEqual([sentence]);
  const reviewed = (await (await as("zhuguan")).get(`/api/tasks/${task.id}`)).body;
  expect([reviewed.term, reviewed.task.due.paused]).toEqual([sentence, true]);

  // Long past the first due date: neither overdue nor reminded, for it is the applicant's turn.
  await desk.engine.fastForward(theCase.id, task.due_at!.getTime() + 30 * day);
  const ahead = task.due_at!.getTime() + day;
  await sweepDueTasks(desk.deps, { at: ahead - (await theCase.row())!.clock_ahead });
  const told = await rows(desk.database, "select 1 from notifications where task_id = $1 and kind = 'overdue'", [
    task.id,
  ]);
  expect(told).toEqual([]);
  const offices = (await (await as("guanli")).get("/api/admin/offices")).body.offices as {
    name: string;
    overdueTasks: number;
  }[];
  expect(offices.find(({ name }) => name === task.receiver_name)).toMatchObject({ overdueTasks: 0 });

  expect(await theCase.handIn()).toEqual({ state: "accepted" });
  const again = await theCase.openTask("department");
  const calendar = await loadCalendar(desk.database);
  const used = workingDaysBetween(dayOf(task.opened_at), left, calendar);
  expect(used).toBe(2);
  expect(workingDaysBetween(dayOf(again.opened_at), lastDayOf(again), calendar)).toBe(remaining);
  const view = (await (await as("zhuguan")).get(`/api/tasks/${again.id}`)).body;
  expect(view.term).toBe("计时接着算：之前已用 2 个工作日，退回、收回期间不计。");
  expect(view.task.due.workingDaysLeft).toBe(remaining);
  const page = (await (await as("13900000001")).get(`/api/cases/${theCase.id}`)).body;
  expect(page.paused).toEqual([]);
  expect(page.history.map((entry: { sentence: string }) => entry.sentence)).toContainEqual(
    expect.stringContaining("计时接着算，之前已用 2 个工作日"),
  );
});

test("B-15 a recalled approval gives no new days; who decided a step has new days when it comes again", async () => {
  const { theCase, task } = await atDepartment("13900000002", "06000215");
  await letWorkingDaysPass(theCase, 1);
  expect(await theCase.approve("zhuguan")).toEqual({ state: "accepted" });
  expect(await recall(theCase, "zhuguan")).toEqual({ state: "accepted" });
  const back = await theCase.openTask("department");
  expect([back.id === task.id, back.due_at]).toEqual([false, task.due_at]);
  // Rewritten from its history by the repair, or renewed, it keeps what was used.
  await renew(theCase);
  expect((await theCase.openTask("department")).earlier_runs).toEqual(back.earlier_runs);
  expect(await theCase.decide("zhuguan", sendBack(false))).toEqual({ state: "accepted" });
  expect(await theCase.handIn()).toEqual({ state: "accepted" });
  // The employer had finished; what the applicant changed is new work for it.
  expect(await theCase.openTask("employer")).toMatchObject({ earlier_runs: [] });
  expect(await theCase.approve("danwei")).toEqual({ state: "accepted" });
  const third = await theCase.openTask("department");
  expect(third.earlier_runs).toHaveLength(2);
  expect(
    await row(
      desk.database,
      "select 1 from tasks where case_id = $1 and step = 'department' and paused_at is not null and resumed_at is null",
      [theCase.id],
    ),
  ).toBeUndefined();
});

test("B-15 sent back to the declaration, the days stand still through the new notice, also while an objection is open", async () => {
  const { theCase } = await atDepartment("13900000003", "06000317");
  await letWorkingDaysPass(theCase, 1);
  expect(await theCase.decide("zhuguan", sendBack(true, "declare"))).toEqual({ state: "accepted" });
  expect(await theCase.handIn("declare", { ...declared, lostInMonth: "2026-02" })).toEqual({ state: "accepted" });
  await object(theCase);
  const applicant = await as("13900000003");
  const paused = (await applicant.get(`/api/cases/${theCase.id}`)).body.paused as string[];
  expect(paused).toEqual([expect.stringContaining("计时暂停，因公示收到异议，正在审查；已用 1 个工作日")]);
});

test("B-15 D2 a calendar change recomputes what is used as well as what is left", async () => {
  const { theCase, task } = await atDepartment("13900000001", "06000011");
  const left = await letWorkingDaysPass(theCase, 2);
  expect(await theCase.decide("zhuguan", sendBack(true))).toEqual({ state: "accepted" });
  await desk.engine.fastForward(theCase.id, Date.parse(`${addDays(left, 14)}T12:00+08:00`));
  expect(await theCase.handIn()).toEqual({ state: "accepted" });
  const before = await theCase.openTask("department");
  // The second of the two days used becomes a day off: one day less is used, the task is due one working day later.
  await rows(
    desk.database,
    "insert into calendar_days values ('CN-45', $1, 'off', '测试节', '测试文件') on conflict (layer, date) do update set kind = 'off'",
    [left],
  );
  await rows(
    desk.database,
    "insert into calendar_versions select max(version) + 1, now() - interval '5 minutes', '测试节放假' from calendar_versions",
  );
  await beginForgottenRecomputation(desk.deps, desk.engine);
  const moved = await until(async () => {
    const now = await theCase.openTask("department");
    return now.due_at!.getTime() === before.due_at!.getTime() ? undefined : now;
  }, "the moved due date");
  const calendar = await loadCalendar(desk.database);
  expect(workingDaysBetween(lastDayOf(before), lastDayOf(moved), calendar)).toBe(1);
  expect(moved.id).not.toBe(task.id);
});

test("B-15 B-17 rules published while the applicant has it: the newer days count, less what was used", async () => {
  const { theCase, task } = await atDepartment("13900000007", "06000715", "xuexiao");
  await letWorkingDaysPass(theCase, 1);
  expect(await theCase.decide("jiaoyuju", sendBack(true))).toEqual({ state: "accepted" });
  await publishDays("department", task.due_in_working_days! + 4);
  expect(await theCase.handIn()).toEqual({ state: "accepted" });
  const back = await theCase.openTask("department");
  const calendar = await loadCalendar(desk.database);
  expect(back.rule_version).not.toBe(task.rule_version);
  expect(workingDaysBetween(dayOf(back.opened_at), lastDayOf(back), calendar)).toBe(task.due_in_working_days! + 3);
  // Handed to a colleague it stays due when it was.
  expect((await theCase.claim("jiaoyuju")).due_at).toEqual(back.due_at);
});

/** From now on the step has so many working days: a further version of the rules says so. */
async function publishDays(step: string, days: number): Promise<void> {
  const { database } = desk;
  const id = randomUUID();
  await database.transaction(async (transaction) => {
    await rows(
      database,
      `insert into rule_sets (id, version, effective_from, author, note, published_at)
       select $1, max(version) + 1, now() - interval '1 minute', '苏明远', '办理期限延长', now() from rule_sets`,
      [id],
      transaction,
    );
    await rows(
      database,
      `insert into routing_rules (id, rule_set_id, matter, step, area_id, rule)
       select gen_random_uuid(), $1, r.matter, r.step, r.area_id,
         r.rule || case when r.step = $2 then jsonb_build_object('dueInWorkingDays', $3::int) else '{}' end
       from routing_rules r join rule_sets s on s.id = r.rule_set_id and s.version = 1`,
      [id, step, days],
      transaction,
    );
  });
}
