import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { row, rows } from "../../db/connection.ts";
import type { FileStore } from "../../ports/file-store.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { type TestCase } from "../../tests/test-case.ts";
import { inReview, onNotice } from "../../tests/paths.ts";
import { openTestApi, type TestApi, type TestBrowser } from "../../tests/test-api.ts";

let desk: CaseDesk;
let api: TestApi;
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
    // What the worker of this desk has stored.
    change: {
      files: {
        open: async (hash: string) => Readable.from([await desk.deps.files.read(hash)]),
      } as unknown as FileStore,
    },
  });
});
afterAll(async () => {
  await api.close();
  await desk.stop();
});

const as = (loginName: string) => api.browser().signIn(loginName, demoPassword);
const stepUp = (browser: TestBrowser) => browser.post("/api/session/step-up", { password: demoPassword });

async function decide(browser: TestBrowser, taskId: string, decision: object, key: string = randomUUID()) {
  const { version } = (await browser.get(`/api/tasks/${taskId}`)).body.task;
  return browser.post(`/api/tasks/${taskId}/decision`, { key, version, decision });
}

async function approveAs(loginName: string, theCase: TestCase) {
  const browser = await as(loginName);
  const { id } = await theCase.openTask();
  expect((await browser.post(`/api/tasks/${id}/claim`)).status).toBe(200);
  expect((await stepUp(browser)).status).toBe(200);
  return decide(browser, id, { outcome: "approve", opinion: "情况属实，同意。" });
}

test("S2-12 B-08 from claim to decision: step-up before the seal, the next reader finds it, the same key answers the same", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  const task = await theCase.openTask();
  const agent = await as("danwei");
  expect((await agent.get("/api/inbox/counts")).body.counts).toMatchObject({ "to-claim": 1, mine: 0, done: 0 });
  const [listed] = (await agent.get("/api/inbox?queue=to-claim")).body.tasks;
  expect(listed).toMatchObject({
    taskId: task.id,
    stepTitle: "单位审核并盖章",
    holder: null,
    due: { workingDaysOverdue: 0, paused: false },
  });
  const unclaimed = await decide(agent, task.id, { outcome: "approve", opinion: "同意" });
  expect([unclaimed.status, unclaimed.body.error.code]).toEqual([409, "not-claimed"]);
  expect((await agent.post(`/api/tasks/${task.id}/claim`)).status).toBe(200);
  const unsealed = await decide(agent, task.id, { outcome: "approve", opinion: "同意" });
  expect([unsealed.status, unsealed.body.error.code]).toEqual([403, "step-up-needed"]);
  await stepUp(agent);
  const silent = await decide(agent, task.id, { outcome: "approve", opinion: "" });
  expect([silent.status, silent.body.error.code]).toEqual([422, "opinion-required"]);
  const stale = await agent.post(`/api/tasks/${task.id}/decision`, {
    key: randomUUID(),
    version: 1,
    decision: { outcome: "approve", opinion: "同意" },
  });
  expect([stale.status, stale.body.error.code]).toEqual([409, "stale-version"]);
  const key = randomUUID();
  const decided = await decide(agent, task.id, { outcome: "approve", opinion: "同意" }, key);
  expect(decided.body).toEqual({ state: "accepted", caseId: theCase.id, nextTaskId: null });
  // Read your write: the department finds it at once.
  const { counts, areas } = (await (await as("zhuguan")).get("/api/inbox/counts")).body;
  expect(counts["to-claim"]).toBe(1);
  expect(areas.map(({ name }: { name: string }) => name)).toEqual(["柳州市", "城中区", "鱼峰区", "柳城县", "鹿寨县"]);
  const again = await decide(agent, task.id, { outcome: "approve", opinion: "同意" }, key);
  expect(again.body).toEqual(decided.body);
  const events = await theCase.events();
  expect(events.filter((type) => type === "task.approved")).toHaveLength(1);
  expect((await agent.get("/api/inbox?queue=done")).body.tasks).toMatchObject([
    { taskId: task.id, outcome: "approved" },
  ]);
  const recalled = await agent.post(`/api/cases/${theCase.id}/recall`, { key: randomUUID(), reason: "看错了" });
  expect(recalled.body).toEqual({ state: "accepted", caseId: theCase.id });
  expect((await theCase.openTask()).step).toBe("employer");
});

test("S2-12 of two desks that claim one task, one gets it and the other reads by whom; a chief may put it back", async () => {
  const theCase = await inReview(desk, "13900000002", "06000215");
  await approveAs("danwei", theCase);
  await approveAs("zhuguan", theCase);
  const { id } = await theCase.openTask("title-office");
  const [one, two] = [await as("shizhigaiban"), await as("shizhigaiban2")];
  const claims = await Promise.all([one, two].map((browser) => browser.post(`/api/tasks/${id}/claim`)));
  expect(claims.map(({ status }) => status).sort()).toEqual([200, 409]);
  const refused = claims.find(({ status }) => status === 409)!;
  expect(refused.body.error.code).toBe("already-claimed");
  expect(refused.body.error.message).toMatch(/^这件已由 (陆云舟|农清河) 在 \d\d:\d\d 认领。$/);
  // What one has taken oneself goes back without a word; from then on it is the reviewer's.
  if (claims[1]!.status === 200) {
    expect((await two.post(`/api/tasks/${id}/release`, { reason: "" })).body).toEqual({ done: true });
    expect((await one.post(`/api/tasks/${id}/claim`)).status).toBe(200);
  }
  const silent = await two.post(`/api/tasks/${id}/release`, { reason: "" });
  expect([silent.status, JSON.stringify(silent.body)]).toEqual([
    400,
    expect.stringContaining("请写明为什么放回别人认领的办件"),
  ]);
  expect((await two.post(`/api/tasks/${id}/release`, { reason: "今天外出" })).body).toEqual({ done: true });
  const [putBack] = await rows<{ type: string; actor_id: string; data: object }>(
    desk.database,
    "select type, actor_id, data from case_events where task_id = $1 order by seq desc, part desc limit 1",
    [id],
  );
  const from = "陆云舟";
  expect(putBack).toEqual({
    ...{ type: "task.transferred", actor_id: theCase.account("shizhigaiban2") },
    data: { from, to: null, reason: "今天外出" },
  });
  expect((await two.post("/api/inbox/next")).body).toEqual({ taskId: id });
  expect((await one.post(`/api/tasks/${id}/release`, { reason: "我来" })).body.error.code).toBe("already-claimed");
  expect((await one.post("/api/inbox/next")).body).toEqual({ taskId: null });
});

test("B-27 the whole number only for who holds the task, and on the record", async () => {
  const theCase = await inReview(desk, "13900000003", "06000317");
  const agent = await as("danwei");
  const { id } = await theCase.openTask();
  expect((await agent.post(`/api/tasks/${id}/identity-number`)).body.error.code).toBe("not-claimed");
  await agent.post(`/api/tasks/${id}/claim`);
  const { body } = await agent.post(`/api/tasks/${id}/identity-number`);
  // The number given in this case, which the page shows masked.
  expect(body).toMatchObject({ phone: "13900000001" });
  expect((await agent.get(`/api/tasks/${id}`)).body.forms[1].values.phone).toBe("139****0001");
  expect(body.identityNumber).toMatch(/^\d{17}[\dX]$/);
  // The whole number finds the case in one's own queues; a part of it finds nothing, and others find nothing at all.
  const search = async (browser: TestBrowser, text: string) =>
    (await browser.get(`/api/inbox?queue=mine&text=${text}`)).body.tasks.map(
      ({ taskId }: { taskId: string }) => taskId,
    );
  const { text: hidden } = (await agent.post("/api/search/number", { text: body.identityNumber })).body;
  expect(await search(agent, hidden)).toEqual([id]);
  expect((await agent.get(`/api/inbox/counts?text=${hidden}`)).body.counts.mine).toBe(1);
  expect(await search(agent, body.identityNumber.slice(0, 17))).toEqual([]);
  expect(await search(await as("shizhigaiban"), hidden)).toEqual([]);
  const [audit] = await rows(
    desk.database,
    "select account_id, data from audit_log where action = 'identity-number.shown'",
  );
  expect(audit).toEqual({ account_id: theCase.account("danwei"), data: { caseId: theCase.id, taskId: id } });
});

test("P9 what one may not see does not exist: tasks and cases of others answer 404, also to every command", async () => {
  const theCase = await inReview(desk, "13900000004", "06000418");
  const { id } = await theCase.openTask();
  const key = randomUUID();
  const decision = { key, version: 1, decision: { outcome: "approve", opinion: "同意" } };
  for (const stranger of [await as("danwei"), await as("xianzhigaiban"), await as("13900000001"), await as("guanli")]) {
    for (const answer of [
      await stranger.get(`/api/tasks/${id}`),
      await stranger.post(`/api/tasks/${id}/claim`),
      await stranger.post(`/api/tasks/${id}/release`, { reason: "" }),
      await stranger.post(`/api/tasks/${id}/decision`, decision),
      await stranger.post(`/api/tasks/${id}/identity-number`),
      await stranger.get(`/api/cases/${theCase.id}`),
      await stranger.post(`/api/cases/${theCase.id}/withdrawal`, { key, reason: "" }),
      await stranger.post(`/api/cases/${theCase.id}/recall`, { key, reason: "" }),
      await stranger.get(`/api/cases/${theCase.id}/documents/certificate`),
      await stranger.post(`/api/cases/${theCase.id}/fast-forward`),
    ])
      expect([answer.status, answer.body.error.code]).toEqual([404, "not-found"]);
  }
  const [photo] = await rows<{ id: string }>(
    desk.database,
    "select m.id from materials m join drafts d on d.id = m.draft_id where d.case_id = $1",
    [theCase.id],
  );
  expect((await (await as("danwei")).get(`/api/materials/${photo!.id}/content`)).status).toBe(404);
  expect((await theCase.events()).at(-1)).toBe("step.opened");
});

test("S2-09 S2-12 my cases, the fast-forward of the demonstration, and the withdrawal", async () => {
  const theCase = await onNotice(desk, "13900000005", "06000516");
  const applicant = await as("13900000005");
  const mine = (await applicant.get("/api/my/cases")).body;
  expect(mine.cases).toMatchObject([{ id: theCase.id, status: "on-notice", position: 1, count: 6, asked: false }]);
  expect((await applicant.post(`/api/cases/${theCase.id}/fast-forward`)).body).toEqual({ done: true });
  const view = (await applicant.get(`/api/cases/${theCase.id}`)).body;
  expect(view).toMatchObject({ step: "materials", status: "your-turn", asked: { action: "submit" }, position: 2 });
  expect(Date.parse(view.now)).toBeGreaterThan(Date.parse(view.notice.endsAt));
  const key = randomUUID();
  const withdrawn = await applicant.post(`/api/cases/${theCase.id}/withdrawal`, { key, reason: "找到了" });
  expect(withdrawn.body).toEqual({ state: "accepted", caseId: theCase.id });
  await theCase.closed();
  const closed = (await applicant.get("/api/my/cases?state=closed")).body;
  expect(closed).toMatchObject({ closedCount: 1, cases: [{ status: "withdrawn" }] });
  // The answer of a key holds for ever, also when the case has ended.
  expect((await applicant.post(`/api/cases/${theCase.id}/withdrawal`, { key, reason: "找到了" })).body).toEqual(
    withdrawn.body,
  );
  const late = await applicant.post(`/api/cases/${theCase.id}/withdrawal`, { key: randomUUID(), reason: "" });
  expect([late.status, late.body.error.code]).toEqual([422, "case-closed"]);
});

test("S2-11 S2-16 the holder finds the new certificate and the old one void; why another cannot be replaced is said beforehand", async () => {
  const theCase = await inReview(desk, "13900000001", "06000011");
  for (const office of ["danwei", "zhuguan", "shizhigaiban"]) await approveAs(office, theCase);
  await theCase.closed();
  const { certificates } = (await (await as("13900000001")).get("/api/my/certificates")).body;
  const of = (number: string) => certificates.find((one: { number: string }) => one.number === number);
  const issued = certificates.find(({ downloadable }: { downloadable: boolean }) => downloadable);
  expect(issued).toMatchObject({ state: "valid", paper: false, replacement: { possible: true } });
  expect(issued.verifyUrl).toMatch(/\/v\/[\w-]{22}$/);
  expect(of("06000011")).toMatchObject({
    state: "replaced",
    replacedByNumber: issued.number,
    downloadable: false,
    replacement: { possible: false },
  });
  expect(of("05000021").replacement.reason).toContain("自治区");
  expect(of("06000116")).toMatchObject({ replacement: { possible: false } });
  expect(of("06000116").openCaseId).not.toBeNull();
  const holder = await as("13900000001");
  const downloads = [
    `/api/certificates/${issued.id}/file`,
    `/api/cases/${theCase.id}/documents/certificate`,
    `/api/cases/${theCase.id}/documents/archive-form`,
  ];
  const statusesOf = async (browser: TestBrowser) =>
    Promise.all(downloads.map(async (path) => (await browser.get(path)).status));
  expect(await statusesOf(holder)).toEqual([200, 200, 200]);
  const file = await holder.get(downloads[0]!);
  expect(file.headers.get("Content-Type")).toBe("application/pdf");
  expect(file.headers.get("Content-Disposition")).toContain("attachment");
  // The employer keeps the archive form, the certificate is the holder's; an office that decided keeps neither.
  expect(await statusesOf(await as("danwei"))).toEqual([404, 404, 200]);
  expect(await statusesOf(await as("shizhigaiban"))).toEqual([404, 404, 404]);
  expect(await statusesOf(await as("13900000002"))).toEqual([404, 404, 404]);
  await rows(desk.database, "update certificates set state = 'revoked' where id = $1", [issued.id]);
  expect(await statusesOf(holder)).toEqual([422, 422, 200]);
});

test("B-11 D2 administrators read rules, calendar, offices, health; a changed day moves what runs and is on the record", async () => {
  const theCase = await onNotice(desk, "13900000006", "06000614");
  const administrator = await as("guanli");
  expect((await administrator.get("/api/admin/rules")).body.rules.length).toBeGreaterThan(5);
  const offices = (await administrator.get("/api/admin/offices")).body.offices;
  expect(offices.find(({ name }: { name: string }) => name.startsWith("柳州市职改办")).members.length).toBeGreaterThan(
    1,
  );
  const health = (await administrator.get("/api/admin/health")).body;
  expect(health.services).toMatchObject([
    { name: "database", state: "up" },
    { name: "engine", state: "up" },
  ]);
  expect(health.stuck).toEqual([]);
  const before = await row<{ ends_at: Date }>(desk.database, "select ends_at from notices where case_id = $1", [
    theCase.id,
  ]);
  const lastDay = new Date(before!.ends_at.getTime() - 1 + 8 * 3_600_000).toISOString().slice(0, 10);
  const change = {
    layer: "CN-45",
    date: lastDay,
    kind: "off",
    name: "测试放假",
    sourceDocument: "测试文件〔2026〕1号",
  };
  expect((await administrator.post("/api/admin/calendar/days", { ...change, layer: "XX" })).status).toBe(400);
  const changed = (await administrator.post("/api/admin/calendar/days", change)).body;
  expect(changed.casesToLook).toBeGreaterThan(0);
  const { days } = (await administrator.get(`/api/admin/calendar?year=${lastDay.slice(0, 4)}`)).body;
  expect(days).toContainEqual({
    ...{ date: lastDay, kind: "off", name: "测试放假", layer: "CN-45", overrules: null },
    sourceDocument: "测试文件〔2026〕1号",
  });
  const applicant = await as("13900000006");
  const moved = await poll(async () => {
    const { notice } = (await applicant.get(`/api/cases/${theCase.id}`)).body;
    return notice.changes.length > 0 ? notice : undefined;
  });
  expect(Date.parse(moved.endsAt)).toBeGreaterThan(before!.ends_at.getTime());
  expect(moved.changes[0].reason).toContain("测试文件〔2026〕1号");
  expect(await row(desk.database, "select 1 as one from audit_log where action = 'calendar.changed'")).toBeDefined();
  for (const path of ["/api/admin/rules", "/api/admin/calendar?year=2026", "/api/admin/offices", "/api/admin/health"])
    expect((await applicant.get(path)).status).toBe(403);
});

async function poll<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  const end = Date.now() + 20_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error("never came");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
