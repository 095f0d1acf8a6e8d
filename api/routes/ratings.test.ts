import { rows } from "../../db/connection.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { inReview } from "../../tests/paths.ts";
import { openTestApi, type LooseJson, type TestApi } from "../../tests/test-api.ts";
import type { TestCase } from "../../tests/test-case.ts";

let desk: CaseDesk;
let api: TestApi;
let theCase: TestCase;
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
  theCase = await inReview(desk, "13900000001", "06000116");
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

const signIn = (loginName: string) => api.browser().signIn(loginName, demoPassword);
const answersSent = () =>
  rows<{ channel: string }>(
    desk.database,
    "select d.channel from deliveries d join notifications n on n.id = d.notification_id where n.kind = 'rating-answered'",
  );
const said = { level: 2, reasons: ["slow", "slow", "unclear"], text: "等了很久，\n说法不一。" };

test("B-21 好差评: a finished case is rated once by its applicant; the office that had the last word reads it, answers once, and both stay", async () => {
  const applicant = await signIn("13900000001");
  const address = `/api/cases/${theCase.id}`;
  expect((await applicant.post(`${address}/rating`, said)).body.error.code).toBe("not-now");
  for (const loginName of ["danwei", "zhuguan"]) await theCase.approve(loginName);
  await theCase.decide("shizhigaiban", { outcome: "reject", opinion: "与存档记录不符，不予补发。" });
  await theCase.closed();
  expect((await applicant.get(address)).body).toMatchObject({
    rating: null,
    allowed: expect.arrayContaining(["rate"]),
  });

  const agent = await signIn("danwei");
  expect((await agent.post(`${address}/rating`, said)).status).toBe(404);
  const twice = await Promise.all([1, 2, 3].map(() => applicant.post(`${address}/rating`, said)));
  expect(twice.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
  const again = await applicant.post(`${address}/rating`, { ...said, level: 5 });
  expect([again.status, again.body.error.code]).toEqual([409, "already-rated"]);
  expect((await applicant.get(address)).body).toMatchObject({
    rating: { level: 2, reasons: ["等得太久", "要交什么没有说清"], text: said.text, answer: null },
  });

  const reviewer = await signIn("shizhigaiban");
  const listed: LooseJson = (await reviewer.get("/api/ratings?answered=no")).body;
  expect(listed).toMatchObject({
    count: 1,
    ratings: [{ caseId: theCase.id, level: 2, answerable: true, answer: null }],
  });
  for (const loginName of ["zhuguan", "xianzhigaiban"]) {
    const other = await signIn(loginName);
    expect([loginName, (await other.get("/api/ratings")).body.count]).toEqual([loginName, 0]);
    expect((await other.post(`/api/ratings/${theCase.id}/answer`, { text: "不是我们" })).status).toBe(404);
  }
  const administrator = await signIn("guanli");
  expect((await administrator.get("/api/ratings?level=2")).body).toMatchObject({
    count: 1,
    ratings: [{ answerable: false, taskId: null }],
  });
  expect((await agent.get("/api/ratings")).status).toBe(403);

  expect((await reviewer.post(`/api/ratings/${theCase.id}/answer`, { text: " " })).status).toBe(400);
  expect((await reviewer.post(`/api/ratings/${theCase.id}/answer`, { text: "对不起，已改。" })).status).toBe(200);
  const { notifications } = (await applicant.get("/api/notifications")).body;
  expect(notifications.filter(({ kind }: LooseJson) => kind === "rating-answered")).toMatchObject([
    { caseId: theCase.id, body: expect.stringMatching(/^柳州市职改办.*回复了你对办件 YS-.+ 的评价：对不起，已改。$/) },
  ]);
  expect(await answersSent()).toEqual([{ channel: "mail" }]);
  const second = await reviewer.post(`/api/ratings/${theCase.id}/answer`, { text: "再说一次" });
  expect([second.status, second.body.error.code]).toEqual([409, "already-answered"]);
  expect(await answersSent()).toHaveLength(1);
  expect((await applicant.get(address)).body.rating.answer.text).toBe("对不起，已改。");
  const kept = await rows<{ action: string }>(
    desk.database,
    "select action from audit_log where subject_id = $1 and action in ('case.rated', 'rating.answered') order by id",
    [theCase.id],
  );
  expect(kept.map(({ action }) => action)).toEqual(["case.rated", "rating.answered"]);
});

test("B-21 the figures count ratings by level, and each number is the length of its list", async () => {
  const chief = await signIn("shizhigaiban2");
  const { ratings, from, to }: LooseJson = (await chief.get("/api/analytics")).body;
  expect(ratings.map(({ label, count }: LooseJson) => [label, count])).toEqual([
    ["非常满意", 0],
    ["满意", 0],
    ["基本满意", 0],
    ["不满意", 1],
    ["非常不满意", 0],
  ]);
  for (const { narrow, count } of ratings) {
    const listed = (await chief.get(`/api/ratings?${new URLSearchParams({ ...narrow, from, to })}`)).body;
    expect([narrow, listed.count, listed.ratings.length]).toEqual([narrow, count, count]);
  }
  expect((await chief.get("/api/ratings?from=2030-01-01")).body.count).toBe(0);
});
