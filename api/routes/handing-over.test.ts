import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { returnLoans } from "../../activities/loans.ts";
import { row, rows } from "../../db/connection.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { inReview } from "../../tests/paths.ts";
import { until } from "../../tests/until.ts";
import { openTestApi, type TestApi, type TestBrowser } from "../../tests/test-api.ts";
import type { TestCase } from "../../tests/test-case.ts";

let desk: CaseDesk;
let api: TestApi;
let theCase: TestCase;
let [first, chief]: TestBrowser[] = [];
let [firstId, chiefId] = ["", ""];
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
  theCase = await inReview(desk, "13900000001", "06000116");
  await theCase.approve("danwei");
  await theCase.approve("zhuguan");
  [first, chief] = await Promise.all(
    ["shizhigaiban", "shizhigaiban2"].map((name) => api.browser().signIn(name, demoPassword)),
  );
  [firstId, chiefId] = [theCase.account("shizhigaiban"), theCase.account("shizhigaiban2")];
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const decide = (browser: TestBrowser, id: string, version: number) =>
  browser.post(`/api/tasks/${id}/decision`, {
    ...{ key: randomUUID(), version },
    decision: { outcome: "reject", opinion: "与存档不符" },
  });

async function taskOf(browser: TestBrowser) {
  const { id } = await theCase.openTask();
  return { id, view: (await browser.get(`/api/tasks/${id}`)).body };
}

test("B-04 transfer is for good: the colleague holds it, the giver does not, the timeline says why", async () => {
  const { id } = await theCase.openTask();
  expect((await first!.post(`/api/tasks/${id}/claim`)).status).toBe(200);
  const { view } = await taskOf(first!);
  expect(view.allowed).toEqual(expect.arrayContaining(["transfer", "lend"]));
  const { colleagues } = (await first!.get(`/api/tasks/${id}/colleagues`)).body;
  expect(colleagues).toEqual([{ accountId: chiefId, name: "农清河", open: 0 }]);
  const to = { version: view.task.version, to: chiefId, reason: "我明天外出" };
  const stranger = await first!.post(`/api/tasks/${id}/transfer`, { ...to, to: theCase.account("zhuguan") });
  expect([stranger.status, stranger.body.error.code]).toEqual([422, "no-such-colleague"]);
  const moved = await first!.post(`/api/tasks/${id}/transfer`, to);
  expect(moved.body).toEqual({ version: view.task.version + 1, holder: "农清河" });
  const again = await first!.post(`/api/tasks/${id}/transfer`, to);
  expect([again.status, again.body.error.code]).toEqual([409, "already-claimed"]);
  const late = await decide(first!, id, view.task.version);
  expect([late.status, late.body.error.code]).toEqual([409, "already-claimed"]);
  const { history } = (await taskOf(chief!)).view;
  expect(history.at(-1)).toMatchObject({
    sentence: "由陆云舟转交农清河办理：我明天外出",
    who: "陆云舟，柳州市职改办（演示）",
  });
  // Who is away, and why, is the office's: the applicant reads what became of the case.
  const applicant = await api.browser().signIn("13900000001", demoPassword);
  const told = (await applicant.get(`/api/cases/${theCase.id}`)).body.history;
  expect(told.at(-1)).toMatchObject({ type: "step.opened" });
  expect(JSON.stringify(told)).not.toContain("外出");
  // The chief gives it back by the same verb.
  const back = { version: moved.body.version, to: firstId, reason: "请你办" };
  expect((await chief!.post(`/api/tasks/${id}/transfer`, back)).status).toBe(200);
});

test("B-04 lent: the borrower gives advice and cannot decide; it comes back with the advice", async () => {
  const { id, view } = await taskOf(first!);
  const loan = { version: view.task.version, to: chiefId, reason: "请看签章", until: today() };
  const past = await first!.post(`/api/tasks/${id}/loan`, { ...loan, until: "2020-01-01" });
  expect([past.status, past.body.error.code]).toEqual([422, "loan-end-past"]);
  const lent = await first!.post(`/api/tasks/${id}/loan`, loan);
  expect(lent.body).toMatchObject({ holder: "农清河" });
  const borrowed = (await taskOf(chief!)).view;
  expect(borrowed.loan).toMatchObject({ lender: "陆云舟", borrower: "农清河", mine: true });
  const { tasks } = (await chief!.get("/api/inbox?queue=mine")).body;
  expect(tasks.find(({ taskId }: { taskId: string }) => taskId === id).lender).toBe("陆云舟");
  expect(borrowed.allowed).toContain("give-back");
  expect(borrowed.allowed).not.toContain("approve");
  const decided = await decide(chief!, id, borrowed.task.version);
  expect([decided.status, decided.body.error.code]).toEqual([409, "task-lent"]);
  const given = await chief!.post(`/api/tasks/${id}/give-back`, { advice: "签章清楚，可以通过" });
  expect(given.body).toEqual({ done: true });
  const returned = (await taskOf(first!)).view;
  expect(returned.task.holder).toMatchObject({ name: "陆云舟", mine: true });
  expect(returned.allowed).toContain("approve");
  expect(returned.history.at(-1)).toMatchObject({ sentence: "交回陆云舟办理", opinion: "签章清楚，可以通过" });
});

test("B-04 a loan that ends while its case is being written waits for the act: neither stands in the other's way", async () => {
  const { id, view } = await taskOf(first!);
  const loan = { version: view.task.version, to: chiefId, reason: "请看", until: today() };
  expect((await first!.post(`/api/tasks/${id}/loan`, loan)).status).toBe(200);
  await rows(desk.database, "update loans set until = '2026-01-01' where task_id = $1 and ended_at is null", [id]);
  let returning: Promise<number> | undefined;
  await desk.database.transaction(async (transaction) => {
    // As every act does: the case first, then its tasks.
    await row(desk.database, "select id from cases where id = $1 for update", [theCase.id], transaction);
    returning = returnLoans(desk.deps);
    await until(
      () =>
        row(
          desk.database,
          "select 1 as one from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        ),
      "somebody who waits for the case",
    );
    await rows(desk.database, "update tasks set version = version + 1 where id = $1", [id], transaction);
  });
  expect(await returning).toBe(1);
  expect(await row(desk.database, "select holder_id from tasks where id = $1", [id])).toEqual({ holder_id: firstId });
});

test("B-04 a loan whose last day is over comes back by itself, once", async () => {
  const { id, view } = await taskOf(first!);
  await first!.post(`/api/tasks/${id}/loan`, {
    version: view.task.version,
    to: chiefId,
    reason: "请看",
    until: today(),
  });
  await rows(desk.database, "update loans set until = '2026-01-01' where task_id = $1 and ended_at is null", [id]);
  const returned = await Promise.all(Array.from({ length: 5 }, () => returnLoans(desk.deps)));
  expect(returned.reduce((sum, count) => sum + count)).toBe(1);
  expect(await row(desk.database, "select holder_id, lender_id from tasks where id = $1", [id])).toEqual({
    holder_id: firstId,
    lender_id: null,
  });
  // Handing over is no decision: the one who decided last can still recall it.
  const department = await api.browser().signIn("zhuguan", demoPassword);
  const recalled = await department.post(`/api/cases/${theCase.id}/recall`, { key: randomUUID(), reason: "看错了" });
  expect(recalled.body).toEqual({ state: "accepted", caseId: theCase.id });
});
