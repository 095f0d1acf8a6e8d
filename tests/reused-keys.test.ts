import { randomUUID } from "node:crypto";
import { demoPassword } from "../ops/demo-data/accounts.ts";
import { openCaseDesk, type CaseDesk } from "./case-desk.ts";
import { inReview, onNotice, renew } from "./paths.ts";
import { openTestApi, type TestApi } from "./test-api.ts";

let desk: CaseDesk;
let api: TestApi;
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

const historyLength = async (caseId: string) =>
  (await desk.engine.client.workflow.getHandle(caseId).describe()).historyLength;

test("P2 a key that named one command is refused for another one, and the same command is still acknowledged", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  const agent = await api.browser().signIn("danwei", demoPassword);
  const task = await theCase.openTask("employer");
  const { version } = (await agent.post(`/api/tasks/${task.id}/claim`)).body;
  await agent.post("/api/session/step-up", { password: demoPassword });
  const key = randomUUID();
  const decide = (opinion: string) =>
    agent.post(`/api/tasks/${task.id}/decision`, { key, version, decision: { outcome: "approve", opinion } });
  expect((await decide("情况属实，同意。")).status).toBe(200);
  await theCase.approve("zhuguan");
  await theCase.openTask("title-office");
  const events = await theCase.events();
  const before = await historyLength(theCase.id);

  const other = await decide("我改了主意");
  expect([other.status, other.body.error.code]).toEqual([409, "key-reused"]);
  expect((await decide("情况属实，同意。")).body).toMatchObject({ state: "accepted", caseId: theCase.id });
  const applicant = await api.browser().signIn("13900000001", demoPassword);
  const withdrawal = await applicant.post(`/api/cases/${theCase.id}/withdrawal`, { key, reason: "不办了" });
  expect([withdrawal.status, withdrawal.body.error.code]).toEqual([409, "key-reused"]);
  expect(await theCase.events()).toEqual(events);
  // A key that rows know, with a later one behind it, is answered from rows: the running case does not look again.
  expect(await historyLength(theCase.id)).toBe(before);
});

test("P2 two commands sent at once under one key: one is done, the other is told that the key is taken", async () => {
  const theCase = await onNotice(desk, "13900000002", "06000215");
  const key = randomUUID();
  const browser = await api.browser().signIn("13900000002", demoPassword);
  const answers = await Promise.all(
    ["找到了", "不想办了"].map((reason) => browser.post(`/api/cases/${theCase.id}/withdrawal`, { key, reason })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect((await theCase.events()).filter((type) => type === "case.withdrawn")).toHaveLength(1);
});

test("P2 the case itself refuses a key of its former run for another command, and acknowledges the same one", async () => {
  const theCase = await inReview(desk, "13900000003", "06000317");
  const key = randomUUID();
  const accountId = theCase.account("danwei");
  const task = await theCase.claim("danwei");
  const sessionId = await theCase.session(accountId, true);
  const decide = (opinion: string) =>
    theCase.command(
      "decide",
      { taskId: task.id, version: task.version, decision: { outcome: "approve", opinion } },
      { accountId, key, sessionId },
    );
  expect(await desk.engine.command(theCase.id, decide("同意。"))).toEqual({ state: "accepted" });
  await renew(theCase);
  const recall = theCase.command("recall", { reason: "看错了" }, { accountId, key, sessionId });
  expect(await desk.engine.command(theCase.id, recall)).toMatchObject({ state: "refused", code: "key-reused" });
  expect(await theCase.events()).not.toContain("decision.recalled");
});

test("P2 an objection's key is refused for other words, and the same objection is one", async () => {
  const theCase = await onNotice(desk, "13900000004", "06000418");
  const [notice] = (await api.browser().get("/api/public/notices")).body.notices;
  const objection = {
    key: randomUUID(),
    name: "示例人",
    phone: "13900000099",
    reason: "证书在我处，并未遗失，请核实。",
  };
  const file = (change: object) =>
    api.browser().post(`/api/public/notices/${notice.id}/objections`, { ...objection, ...change });
  expect((await file({})).status).toBe(200);
  expect((await file({})).status).toBe(200);
  for (const change of [{ reason: "证书不是遗失，是抵押在我处。" }, { phone: "13900000098" }, { name: "另一人" }]) {
    const answer = await file(change);
    expect([answer.status, answer.body.error.code]).toEqual([409, "key-reused"]);
  }
  await theCase.openTask("loss");
});
