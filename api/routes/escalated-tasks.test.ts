import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sweepDueTasks } from "../../activities/due-sweep.ts";
import { reconcileAll } from "../../activities/reconcile.ts";
import { loadCalendar } from "../../db/calendar.ts";
import { rows } from "../../db/connection.ts";
import { dueAt } from "../../domain/working-days.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { inReview } from "../../tests/paths.ts";
import { openTestApi, type TestApi, type TestBrowser } from "../../tests/test-api.ts";
import type { TestCase } from "../../tests/test-case.ts";

let desk: CaseDesk;
let api: TestApi;
let [department, above, colleagueAbove, elsewhere, applicant]: TestBrowser[] = [];
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
  [department, above, colleagueAbove, elsewhere, applicant] = await Promise.all(
    ["zhuguan", "shizhigaiban", "shizhigaiban2", "xianzhigaiban", "13900000001"].map((name) =>
      api.browser().signIn(name, demoPassword),
    ),
  );
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

const day = 86_400_000;
const told = async (theCase: TestCase, kind: string) =>
  (
    await rows<{ login_name: string }>(
      desk.database,
      `select a.login_name from notifications n join accounts a on a.id = n.account_id
       where n.case_id = $1 and n.kind = $2 order by a.login_name`,
      [theCase.id, kind],
    )
  ).map(({ login_name: name }) => name);
const queue = async (browser: TestBrowser, name: string) =>
  (await browser.get(`/api/inbox?queue=${name}`)).body.tasks as { taskId: string; escalated: boolean }[];

test("B-16 the office above is told of what is overdue, opens it from the message, urges, and takes over; the history names it", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  await theCase.approve("danwei");
  const { id, due_at: due, clock_ahead: ahead } = await theCase.openTask();
  expect((await above!.get(`/api/tasks/${id}`)).status).toBe(404);
  await sweepDueTasks(desk.deps, { at: due!.getTime() + 6 * day - ahead });
  // Everybody there who may act, not chiefs alone.
  expect(await told(theCase, "escalated")).toEqual(["shizhigaiban", "shizhigaiban2"]);
  expect(await queue(above!, "escalated")).toMatchObject([{ taskId: id, escalated: true }]);
  expect(await queue(department!, "to-claim")).toMatchObject([{ taskId: id, escalated: true }]);
  const seen = (await above!.get(`/api/tasks/${id}`)).body;
  expect([...seen.allowed].sort()).toEqual(["take-over", "urge"]);
  expect(seen.blocked).toBe("逾期报到上级督办，仍由柳州市示例工业主管局办理。");
  expect((await above!.get(`/api/cases/${theCase.id}`)).status).toBe(200);
  expect((await above!.post(`/api/tasks/${id}/claim`)).body.error.code).toBe("not-found");
  const asked = { opinion: "请于今天办结，并说明原因" };
  expect((await elsewhere!.post(`/api/tasks/${id}/urge`, asked)).body.error.code).toBe("not-found");
  expect((await department!.post(`/api/tasks/${id}/take-over`, { ...asked, version: 1 })).body.error.code).toBe(
    "not-found",
  );

  expect((await above!.post(`/api/tasks/${id}/urge`, asked)).status).toBe(200);
  expect(await told(theCase, "urged")).toEqual(["zhuguan"]);
  const { history } = (await department!.get(`/api/tasks/${id}`)).body;
  expect(history.at(-1)).toMatchObject({ opinion: asked.opinion });
  expect(history.at(-1).sentence).toMatch(/^柳州市职改办（演示）督办/);
  const sentences = (await applicant!.get(`/api/cases/${theCase.id}`)).body.history.map(
    ({ sentence }: { sentence: string }) => sentence,
  );
  expect(sentences.join()).not.toContain("督办");

  const { version } = (await above!.get(`/api/tasks/${id}`)).body.task;
  const reason = { version, opinion: "多次督办未办" };
  const both = await Promise.all(
    [above!, colleagueAbove!].map((one) => one.post(`/api/tasks/${id}/take-over`, reason)),
  );
  expect(both.map(({ status }) => status).sort()).not.toEqual([200, 200]);
  const taken = await theCase.openTask();
  expect(taken).toMatchObject({ id, step: "department", receiver_name: "柳州市职改办（演示）", escalated_to: null });
  expect(["shizhigaiban", "shizhigaiban2"].map((name) => theCase.account(name))).toContain(taken.holder_id);
  const calendar = await loadCalendar(desk.database);
  expect(taken.due_at!.getTime()).toBe(dueAt(taken.counted_from!.getTime(), taken.due_in_working_days!, calendar).at);
  expect(await queue(department!, "to-claim")).toEqual([]);
  expect(await queue(above!, "escalated")).toEqual([]);
  const after = (await applicant!.get(`/api/cases/${theCase.id}`)).body.history.at(-1);
  expect(after.sentence).toMatch(/由上级接办，改由柳州市职改办（演示）办理/);
  // What its events tell is no drift, and the case goes on with whoever has it now (P4).
  expect(await reconcileAll(desk.deps, desk.engine)).toMatchObject({ differing: 0, unanswered: 0 });
  const holder = taken.holder_id === theCase.account("shizhigaiban") ? "shizhigaiban" : "shizhigaiban2";
  expect(await theCase.approve(holder)).toEqual({ state: "accepted" });
  expect((await theCase.openTask()).step).toBe("title-office");
});

test("B-16 D20 whoever must stand aside from the case neither urges nor takes over", async () => {
  const theCase = await inReview(desk, "13900000003", "06000317");
  await theCase.approve("danwei");
  const { id, due_at: due, clock_ahead: ahead, version } = await theCase.openTask();
  await rows(
    desk.database,
    `update accounts set identity_number_hash = (select p.document_number_hash from accounts a join people p on p.id = a.person_id
       where a.login_name = '13900000003'), identity_number_cipher = 'any' where login_name = 'shizhigaiban'`,
  );
  await sweepDueTasks(desk.deps, { at: due!.getTime() + 6 * day - ahead });
  expect(await told(theCase, "escalated")).toEqual(["shizhigaiban2"]);
  expect(await queue(above!, "escalated")).toEqual([]);
  const opinion = "请办结";
  const urged = await above!.post(`/api/tasks/${id}/urge`, { opinion });
  const taken = await above!.post(`/api/tasks/${id}/take-over`, { opinion, version });
  expect([urged.body.error.code, taken.body.error.code]).toEqual(["own-case", "own-case"]);
});
