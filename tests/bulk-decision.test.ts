import { randomUUID } from "node:crypto";
import { beginForgottenBatches, decideNextItems, settleUnanswered } from "../activities/bulk-decision.ts";
import { row, rows } from "../db/connection.ts";
import { connectEngine } from "../engine/client.ts";
import { demoPassword } from "../ops/demo-data/accounts.ts";
import { signIn } from "./actors.ts";
import { plantAlike } from "./alike-cases.ts";
import { keyRing, openCaseDesk, type CaseDesk } from "./case-desk.ts";
import { startDocumentsWorker, type KilledWorker } from "./documents-worker.ts";
import { inReview } from "./paths.ts";
import { openTestApi, TestBrowser, type TestApi } from "./test-api.ts";
import { busyMachine } from "./running-product.ts";
import { until } from "./until.ts";

let desk: CaseDesk;
let api: TestApi;
let worker: KilledWorker;
let agent: TestBrowser;
let tasks: string[];
let agentId: string;

const many = 200;
beforeAll(async () => {
  desk = await openCaseDesk({}, ["cases"]);
  const { database, databaseUrl: url, encryption, engine } = desk;
  api = await openTestApi({ database, url, encryption, engine });
  worker = startDocumentsWorker(desk);
  agentId = desk.world.accounts["danwei"]!;
  agent = await signedIn("danwei");
  tasks = await plantAlike(desk, await inReview(desk, "13900000001", "06000116"), many + 5, agentId);
}, busyMachine);
afterAll(async () => {
  await worker?.kill();
  await api?.close();
  await desk?.stop();
});

async function signedIn(loginName: string): Promise<TestBrowser> {
  const browser = new TestBrowser(api.origin);
  browser.cookie = `rct=${(await signIn(desk.database, desk.world.accounts[loginName]!)).token}`;
  return browser;
}

async function begun(taskIds: readonly string[], password = demoPassword) {
  const id = randomUUID();
  const address = `/api/bulk-batches/${id}`;
  expect((await agent.post("/api/bulk-batches", { key: id, taskIds, from: null })).status).toBe(200);
  const { hash } = (await agent.get(address)).body;
  return {
    address,
    hash,
    id,
    confirm: () => agent.post(`${address}/confirmation`, { hash, password }),
    begin: () => agent.post(`${address}/beginning`, { hash }),
  };
}

/** Asked of the rows: two hundred items read forty times a second would be most of what is measured. */
async function reached(id: string, state: string, done: number): Promise<void> {
  await until(
    () =>
      row(
        desk.database,
        `select 1 as one from bulk_batches b where b.id = $1 and b.state = $2
         and (select count(*) from bulk_items i where i.batch_id = b.id and i.state = 'done') >= $3`,
        [id, state, done],
      ),
    `${state} with ${done} decisions`,
    busyMachine,
  );
}

async function ended(id: string) {
  await reached(id, "done", 0);
  return (await agent.get(`/api/bulk-batches/${id}`)).body;
}

interface Decided {
  task_id: string;
  data: { opinion: string; batch: { id: string; hash: string; confirmedAt: string } };
}

test("B-07 two hundred tasks are decided with three failures, the worker killed in the middle: each once, by its own opinion", async () => {
  const chosen = tasks.slice(0, many);
  const [ownCase, taken, changed] = chosen as [string, string, string];
  // D20: the agent's own case among them.
  await rows(desk.database, "update cases set account_id = $1 where id = (select case_id from tasks where id = $2)", [
    agentId,
    ownCase,
  ]);
  const id = randomUUID();
  const address = `/api/bulk-batches/${id}`;
  await agent.post("/api/bulk-batches", { key: id, taskIds: chosen, from: null });
  const { version, items: first } = (await agent.get(address)).body;
  expect(first).toHaveLength(many);
  expect(first.filter((item: { sentence: string | null }) => item.sentence)).toMatchObject([
    { taskId: ownCase, sentence: expect.stringContaining("回避") },
  ]);
  const items = chosen.map((taskId, index) => ({
    taskId,
    decision: { outcome: "approve", opinion: `第 ${index} 件，情况属实。` },
  }));
  const { hash } = (await agent.send("PUT", address, { body: { version, items } })).body;
  expect((await agent.post(`${address}/beginning`, { hash })).body.error.code).toBe("step-up-needed");
  expect((await agent.post(`${address}/confirmation`, { hash, password: demoPassword })).status).toBe(200);
  // What happens between the look and the act.
  await rows(desk.database, "update tasks set holder_id = $2, holder_name = '同事' where id = $1", [
    taken,
    desk.world.accounts["shejiyuan"],
  ]);
  await rows(desk.database, "update tasks set version = version + 1 where id = $1", [changed]);
  expect((await agent.post(`${address}/beginning`, { hash })).status).toBe(200);
  await reached(id, "running", 30);
  await worker.kill();
  const before = (await agent.get(address)).body;
  expect([before.state, before.done < many - 3]).toEqual(["running", true]);
  worker = startDocumentsWorker(desk);
  const after = await ended(id);
  expect([after.done, after.refused]).toEqual([many - 3, 3]);
  expect(after.items.slice(0, 3)).toMatchObject([
    { state: "refused", sentence: expect.stringContaining("回避") },
    { state: "refused", sentence: expect.stringContaining("同事") },
    { state: "refused", sentence: expect.stringContaining("变动") },
  ]);
  // B-27: a right refused in a batch stands in the trail like one refused at the desk; the other two were refused none.
  const refused = await rows(
    desk.database,
    "select account_id, subject_kind, subject_id, data from audit_log where action = 'access.refused' and data ->> 'batchId' = $1",
    [id],
  );
  expect(refused).toEqual([
    {
      ...{ account_id: agentId, subject_kind: "decideTask", subject_id: ownCase },
      data: { code: "own-case", ability: null, batchId: id },
    },
  ]);
  const decided = await rows<Decided>(
    desk.database,
    "select task_id, data from case_events where type = 'task.approved' and task_id = any($1::uuid[])",
    [chosen],
  );
  expect(decided).toHaveLength(many - 3);
  expect(new Set(decided.map((event) => event.task_id)).size).toBe(many - 3);
  for (const { task_id: taskId, data } of decided) {
    expect(data.opinion).toBe(items.find((item) => item.taskId === taskId)!.decision.opinion);
    expect(data.batch).toMatchObject({ id, hash });
    expect(Date.parse(data.batch.confirmedAt)).toBeGreaterThan(0);
  }
  const opened = await row<{ count: number }>(
    desk.database,
    `select count(*)::int as count from tasks where step = 'department' and state = 'open'
     and case_id in (select case_id from tasks where id = any($1::uuid[]))`,
    [chosen],
  );
  expect(opened!.count).toBe(many - 3);
  // What failed is tried again with its opinions, in a batch that is looked over anew.
  const again = randomUUID();
  await agent.post("/api/bulk-batches", { key: again, taskIds: [changed], from: id });
  expect((await agent.get(`/api/bulk-batches/${again}`)).body.items).toMatchObject([
    { taskId: changed, decision: { opinion: "第 2 件，情况属实。" }, sentence: null },
  ]);
}, 600_000);

test("B-07 B-10 the password is for what was looked over: another content, another person, or five minutes later need it again", async () => {
  const batch = await begun(tasks.slice(many, many + 1));
  expect(
    (await agent.post(`${batch.address}/confirmation`, { hash: batch.hash, password: "wrong" })).body.error.code,
  ).toBe("wrong-password");
  expect((await batch.confirm()).status).toBe(200);
  const changed = await agent.send("PUT", batch.address, {
    body: {
      version: 1,
      items: [{ taskId: tasks[many], decision: { outcome: "approve", opinion: "另一条意见" } }],
    },
  });
  expect((await batch.begin()).body.error.code).toBe("stale-version");
  const { hash } = changed.body;
  expect((await agent.post(`${batch.address}/beginning`, { hash })).body.error.code).toBe("step-up-needed");
  await agent.post(`${batch.address}/confirmation`, { hash, password: demoPassword });
  await rows(
    desk.database,
    "update bulk_batches set confirmed_at = confirmed_at - interval '6 minutes' where id = $1",
    [batch.id],
  );
  expect((await agent.post(`${batch.address}/beginning`, { hash })).body.error.code).toBe("step-up-needed");
  const other = await signedIn("shejiyuan");
  expect((await other.get(batch.address)).status).toBe(404);
  // A command that names the batch without its having been begun sets no seal.
  await rows(desk.database, "update bulk_batches set state = 'running', begun_at = now() where id = $1", [batch.id]);
  await beginForgottenBatches(desk, desk.engine);
  await desk.engine.decideBatch(batch.id);
  const after = await ended(batch.id);
  expect(after.items).toMatchObject([{ state: "refused", sentence: expect.stringContaining("密码") }]);
});

test("P2 the same press sent three times at once makes one batch", async () => {
  const body = { key: randomUUID(), taskIds: tasks.slice(many + 1, many + 3), from: null };
  const answers = await Promise.all([1, 2, 3].map(() => agent.post("/api/bulk-batches", body)));
  expect(answers.map(({ status, body: told }) => [status, told.id])).toEqual(Array(3).fill([200, body.key]));
  expect((await agent.get(`/api/bulk-batches/${body.key}`)).body.items).toHaveLength(2);
});

test("B-07 a case that never answers lets its batch end: the item is named, asked again by the same press, and decided once", async () => {
  const [first, silent] = tasks.slice(many + 3) as [string, string];
  const { case_id: caseId } = (await row<{ case_id: string }>(
    desk.database,
    "select case_id from tasks where id = $1",
    [silent],
  ))!;
  // Its items are decided here, by an engine that waits two seconds.
  const decideBatch = api.deps.engine.decideBatch;
  api.deps.engine.decideBatch = () => Promise.resolve();
  const address = process.env.TEST_TEMPORAL_ADDRESS!;
  const namespace = new URL(desk.databaseUrl).pathname.slice(1);
  const hasty = await connectEngine({ address, namespace, keyRing, timeSkipping: true, deadline: 2_000 });
  try {
    const batch = await begun([silent, first]);
    await batch.confirm();
    expect((await batch.begin()).status).toBe(200);
    const decide = () => decideNextItems(desk, hasty, { batchId: batch.id });
    const items = async () => (await agent.get(batch.address)).body.items.map((item: { state: string }) => item.state);
    await desk.database.transaction(async (transaction) => {
      await rows(desk.database, "select id from cases where id = $1 for update", [caseId], transaction);
      await until(
        async () => (await decide().catch(() => true)) && (await items())[1] === "done",
        "the other item of the batch",
        busyMachine,
      );
      await expect(decide()).rejects.toThrow("1 decisions");
      await rows(
        desk.database,
        "update bulk_items set unanswered_since = unanswered_since - interval '11 minutes' where batch_id = $1",
        [batch.id],
      );
      expect(await decide()).toBe(false);
      const { state, done, unanswered, items: shown } = (await agent.get(batch.address)).body;
      expect([state, done, unanswered]).toEqual(["done", 1, 1]);
      expect(shown[0]).toMatchObject({ state: "unanswered", sentence: expect.stringContaining("再问一次") });
      // Once more, and once more without an answer.
      expect((await batch.begin()).status).toBe(200);
      await expect(decide()).rejects.toThrow("1 decisions");
    });
    await until(async () => (await decide().catch(() => true)) === false, "the end of the batch", busyMachine);
    expect(await items()).toEqual(["done", "done"]);
    const decided = await rows(
      desk.database,
      "select 1 as one from case_events where type = 'task.approved' and task_id = $1",
      [silent],
    );
    expect(decided).toHaveLength(1);
    // Written after its item had ended: the sweep finds it, nobody has to ask.
    await rows(desk.database, "update bulk_items set state = 'unanswered' where task_id = $1", [silent]);
    await settleUnanswered(desk);
    expect(await items()).toEqual(["done", "done"]);
  } finally {
    api.deps.engine.decideBatch = decideBatch;
    await hasty.close();
  }
}, 180_000);

test("B-07 a batch that was begun while the engine was away is begun by the sweep; items may end differently", async () => {
  const [first, second] = tasks.slice(many + 1) as [string, string];
  const batch = await begun([first, second]);
  const items = [
    { taskId: first, decision: { outcome: "approve", opinion: "同意。" } },
    { taskId: second, decision: { outcome: "reject", opinion: "与存档记录不符。" } },
  ];
  const { hash } = (await agent.send("PUT", batch.address, { body: { version: 1, items } })).body;
  await agent.post(`${batch.address}/confirmation`, { hash, password: demoPassword });
  const { decideBatch } = desk.engine;
  api.deps.engine.decideBatch = () => Promise.reject(new Error("away"));
  expect((await agent.post(`${batch.address}/beginning`, { hash })).status).toBe(200);
  api.deps.engine.decideBatch = decideBatch;
  await rows(
    desk.database,
    "update bulk_batches set begun_at = begun_at - interval '2 minutes', confirmed_at = confirmed_at - interval '2 minutes' where id = $1",
    [batch.id],
  );
  await beginForgottenBatches(desk, desk.engine);
  expect((await ended(batch.id)).done).toBe(2);
  const outcomes = await rows(desk.database, "select outcome from tasks where id = any($1::uuid[]) order by outcome", [
    [first, second],
  ]);
  expect(outcomes).toEqual([{ outcome: "approved" }, { outcome: "rejected" }]);
});
