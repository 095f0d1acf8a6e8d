import type { Registry } from "prom-client";
import { sweepDueTasks } from "../activities/due-sweep.ts";
import { createDocumentActivities } from "../activities/index.ts";
import { linkPending } from "../db/audit-chain.ts";
import { poolUse, row, rows } from "../db/connection.ts";
import { createRegistry, listenForMetrics, type MetricsListener } from "../ports/metrics.ts";
import { openCaseDesk, type CaseDesk } from "../tests/case-desk.ts";
import { findFreePorts } from "../ops/free-ports.ts";
import { startDocumentsWorker } from "../tests/documents-worker.ts";
import { busyMachine } from "../tests/running-product.ts";
import { until } from "../tests/until.ts";
import { inReview } from "../tests/paths.ts";
import { openTestApi, type TestApi } from "../tests/test-api.ts";
import { watchAnswers, watchTheCity } from "./metrics.ts";
import { createReadiness } from "./readiness.ts";

let desk: CaseDesk;
let api: TestApi;
let register: Registry;
let listener: MetricsListener;
let engineAway = false;
let broken = true;

beforeAll(async () => {
  desk = await openCaseDesk({
    render: async () => {
      if (broken) throw new Error("out of paper");
      return Buffer.from("%PDF-");
    },
  });
  register = createRegistry(() => poolUse(desk.database));
  const ping = () => (engineAway ? Promise.reject(new Error("away")) : desk.engine.ping());
  const answered = watchAnswers(register);
  api = await openTestApi({ ...desk, url: desk.databaseUrl, change: { answered } });
  const refresh = watchTheCity(register, { database: desk.database, engine: { ping } });
  listener = await listenForMetrics({ host: "127.0.0.1", port: 0 }, register, refresh);
});
afterAll(async () => {
  await listener?.close();
  await api?.close();
  await desk?.stop();
});

/** The figures as Prometheus reads them; a line's name with its labels is its key. */
async function figures(): Promise<Record<string, number>> {
  const text = await (await fetch(`http://127.0.0.1:${listener.port}/metrics`)).text();
  const told = text.split("\n").filter((line) => line && !line.startsWith("#"));
  return Object.fromEntries(told.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]));
}

const employers = (name: string, held = "no") => `rencaitong_tasks_${name}{receiver="organisation",held="${held}"}`;

test("B-20 queues: open tasks, their age and what is overdue move with the tasks, by who they lie with", async () => {
  expect((await figures())[employers("open")]).toBeUndefined();
  const theCase = await inReview(desk, "13900000001", "06000116");
  const task = await theCase.openTask("employer");
  const before = await figures();
  expect([before[employers("open")], before[employers("overdue")]]).toEqual([1, 0]);
  // Its case's clock runs ahead by the notice; its age does not.
  expect(before[employers("oldest_seconds")]).toBeLessThan(60);
  expect(before["rencaitong_clocks_ahead"]).toBe(1);
  await rows(
    desk.database,
    "update tasks set opened_at = opened_at - interval '3 hours', due_at = opened_at - interval '1 hour' where id = $1",
    [task.id],
  );
  const late = await figures();
  expect(late[employers("overdue")]).toBe(1);
  expect(late[employers("oldest_seconds")]).toBeGreaterThan(10_000);
  await theCase.claim("danwei");
  const claimed = await figures();
  expect([claimed[employers("open")], claimed[employers("open", "yes")]]).toEqual([undefined, 1]);
  await theCase.approve("danwei");
  await theCase.openTask("department");
  const after = await figures();
  expect(after['rencaitong_tasks_open{receiver="department",held="no"}']).toBe(1);
  expect(after[employers("open", "yes")]).toBeUndefined();
});

test("B-20 documents: a case whose papers fail is counted, its lag grows, and both fall when it is healed", async () => {
  const theCase = await inReview(desk, "13900000002", "06000215");
  for (const office of ["danwei", "zhuguan", "shizhigaiban"]) await theCase.approve(office);
  const failing = () => row(desk.database, "select 1 as one from act_failures where case_id = $1", [theCase.id]);
  await until(failing, "work that failed");
  const first = await figures();
  expect([first["rencaitong_cases_working"], first["rencaitong_effects_failing"]]).toEqual([1, 1]);
  const grown = await until(async () => {
    const lag = (await figures())["rencaitong_document_lag_seconds"]!;
    return lag > first["rencaitong_document_lag_seconds"]! ? lag : undefined;
  }, "a longer lag");
  expect(grown).toBeLessThan(120);
  broken = false;
  await desk.engine.retryEffect(theCase.id);
  await theCase.closed();
  const after = await figures();
  expect([after["rencaitong_cases_working"], after["rencaitong_effects_failing"]]).toEqual([0, 0]);
  expect(after["rencaitong_document_lag_seconds"]).toBe(0);
});

test("B-20 deliveries: what waits to be sent, what failed, and how long the oldest waits", async () => {
  const before = (await figures())["rencaitong_deliveries_waiting"]!;
  expect(before).toBeGreaterThan(0);
  await rows(desk.database, "update notifications set at = at - interval '2 hours'");
  await rows(
    desk.database,
    "update deliveries set attempts = 3 where id = (select id from deliveries where state = 'waiting' limit 1)",
  );
  const failing = await figures();
  expect(failing["rencaitong_deliveries_failing"]).toBe(1);
  expect(failing["rencaitong_deliveries_oldest_seconds"]).toBeGreaterThan(7_000);
  await rows(desk.database, "update deliveries set state = 'sent'");
  const sent = await figures();
  expect([sent["rencaitong_deliveries_waiting"], sent["rencaitong_deliveries_oldest_seconds"]]).toEqual([0, 0]);
});

test("B-20 the sweep's age is unknown before its first end, and begins anew with each", async () => {
  expect((await figures())["rencaitong_sweep_age_seconds"]).toBeNaN();
  await createDocumentActivities(desk.deps, desk.engine).sweepDueTasks({ at: Date.now() });
  expect((await figures())["rencaitong_sweep_age_seconds"]).toBeLessThan(30);
  await rows(desk.database, "update last_runs set at = at - interval '1 hour'");
  // A sweep that fails does not count.
  await expect(sweepDueTasks({ ...desk.deps, database: undefined as never }, { at: 0 })).rejects.toThrow();
  expect((await figures())["rencaitong_sweep_age_seconds"]).toBeGreaterThan(3_500);
});

test("P5 the audit trail's unlinked end is counted and falls to nothing when it is linked", async () => {
  expect((await figures())["rencaitong_audit_unlinked"]).toBeGreaterThan(0);
  await until(async () => (await linkPending(desk.database)) === 0, "everything linked");
  const after = await figures();
  expect([after["rencaitong_audit_unlinked"], after["rencaitong_audit_unlinked_oldest_seconds"]]).toEqual([0, 0]);
});

test("B-20 answers are counted by endpoint and status, never by address", async () => {
  const key = (endpoint: string, status: number) =>
    `rencaitong_http_seconds_count{endpoint="${endpoint}",status="${status}"}`;
  const browser = api.browser();
  await browser.get("/api/session");
  await browser.get("/api/session");
  await browser.get("/api/tasks/13900000001");
  await browser.get("/api/nowhere/06000116");
  const told = await figures();
  expect([told[key("getSession", 200)], told[key("getTask", 401)], told[key("other", 404)]]).toEqual([2, 1, 1]);
  expect(Object.keys(told).join("\n")).not.toMatch(/13900000001|06000116/);
});

test("B-20 the engine away is seen and the rest is still told; so is a database away", async () => {
  const up = await figures();
  expect([up["rencaitong_engine_up"], up["rencaitong_database_up"]]).toEqual([1, 1]);
  expect(up["rencaitong_engine_answer_seconds"]).toBeGreaterThan(0);
  engineAway = true;
  const away = await figures();
  expect([away["rencaitong_engine_up"], away["rencaitong_database_up"]]).toEqual([0, 1]);
  engineAway = false;
  await rows(desk.database, "alter table act_failures rename to act_failures_away");
  expect((await figures())["rencaitong_database_up"]).toBe(0);
  await rows(desk.database, "alter table act_failures_away rename to act_failures");
  expect((await figures())["rencaitong_database_up"]).toBe(1);
});

test("B-20 the pool's use and the event loop's delay move with what the process does", async () => {
  const inUse = 'rencaitong_database_connections{state="in-use"}';
  await desk.database.transaction(async (transaction) => {
    await rows(desk.database, "select 1 as one", [], transaction);
    expect((await figures())[inUse]).toBeGreaterThan(0);
  });
  expect(poolUse(desk.database).waiting).toBe(0);
  // The figure begins anew with each look, and is taken when the loop turns again after it was held up.
  await until(async () => {
    const end = performance.now() + 300;
    while (performance.now() < end);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return (await figures())["nodejs_eventloop_lag_max_seconds"]! > 0.2;
  }, "a delay of the event loop");
});

test(
  "B-20 engine lag: a worker tells on its own listener how long its activities waited and took, by queue and name",
  async () => {
    const [port] = await findFreePorts(1);
    const worker = startDocumentsWorker(desk, { METRICS_ADDRESS: `127.0.0.1:${port}` });
    const scraped = () =>
      fetch(`http://127.0.0.1:${port}/metrics`).then(
        (answer) => answer.text(),
        () => "",
      );
    try {
      const told = await until(
        async () => {
          // The desk's own worker takes work from the same queue: until this one has had some.
          await desk.engine.reconcile({ scope: "suspects" }, { untilDone: true });
          const text = await scraped();
          return (
            /^rencaitong_activity_seconds_count\{activity="reconcileCases",outcome="done"\} [1-9]/m.test(text) && text
          );
        },
        "the figures of a worker that has worked",
        busyMachine,
      );
      expect(told).toMatch(/^rencaitong_activity_wait_seconds_count\{queue="documents"\} [1-9]/m);
      expect(told).toMatch(/^rencaitong_activity_wait_seconds_sum\{queue="documents"\} \d/m);
    } finally {
      await worker.kill();
    }
  },
  busyMachine,
);

test("B-20 ready: database, release and way out are asked; live and metrics only on their own listener", async () => {
  const readiness = createReadiness(desk);
  expect(await readiness.check()).toEqual({
    ...{ ready: true, database: true, migrations: true, engine: true, stopping: false },
  });
  const { database } = desk;
  const without = createReadiness({ database, engine: { ping: () => new Promise(() => undefined) } });
  expect(await without.check()).toMatchObject({ ready: true, engine: false });
  await rows(database, "update schema_migrations set name = 'x' || name where name like '0006%'");
  expect(await createReadiness(desk).check()).toMatchObject({ ready: false, database: true, migrations: false });
  await rows(database, "update schema_migrations set name = substr(name, 2) where name like 'x%'");
  readiness.stop();
  expect(await readiness.check()).toMatchObject({ ready: false, stopping: true });
  expect((await api.browser().get("/metrics")).status).toBe(404);
  api.deps.readiness.stop();
  expect((await api.browser().get("/health/ready")).status).toBe(503);
  expect((await api.browser().get("/health/live")).status).toBe(200);
});
