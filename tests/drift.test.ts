import { reconcileAll, reconcileCases } from "../activities/reconcile.ts";
import { row, rows } from "../db/connection.ts";
import type { DriftKind } from "../domain/texts/drift.ts";
import { plantOpenCases } from "../ops/bench/dry-run.ts";
import { ensureReconciliation } from "../engine/client.ts";
import { openCaseDesk, type CaseDesk } from "./case-desk.ts";
import { until } from "./until.ts";
import { inReview, onNotice, runningNotice } from "./paths.ts";
import { replayLive } from "./replay.ts";
import { anotherCertificate } from "./stage.ts";
import type { TestCase } from "./test-case.ts";

/** Rows changed by other hands: found, named, and written again from what the engine holds. */
let desk: CaseDesk;
let documentsFail = false;
beforeAll(async () => {
  desk = await openCaseDesk({
    render: async () => {
      if (documentsFail) throw new Error("LibreOffice 没有应答");
      return Buffer.from("%PDF-");
    },
  });
});
afterAll(() => desk.stop());

async function openFindings(): Promise<{ case_id: string; kind: DriftKind }[]> {
  return rows(desk.database, "select case_id, kind from drift_findings where healed_at is null order by kind");
}

async function repair(...cases: readonly TestCase[]): Promise<void> {
  await desk.engine.reconcile({ repair: cases.map(({ id }) => id) }, { untilDone: true });
  expect(await openFindings()).toEqual([]);
}

const sql = (statement: string, ...bind: unknown[]) => rows(desk.database, statement, bind);

test("P4 B-20 rows changed by hand are found by a look at everything, each named, and repaired from the engine", async () => {
  const closed = await inReview(desk, "13900000001", "06000116");
  const deleted = await inReview(desk, "13900000002", "06000215");
  const moved = await inReview(desk, "13900000003", "06000317");
  const shut = await inReview(desk, "13900000004", "06000418");
  const noticed = await onNotice(desk, "13900000005", "06000516");
  const extra = await onNotice(desk, "13900000006", "06000614");
  expect(await reconcileAll(desk.deps, desk.engine)).toMatchObject({ asked: 6, differing: 0, unanswered: 0 });

  const task = await closed.openTask();
  await sql("update tasks set state = 'decided', outcome = 'approved', decided_at = now() where id = $1", task.id);
  const gone = await deleted.openTask();
  await sql(
    "delete from deliveries where notification_id in (select id from notifications where task_id = $1)",
    gone.id,
  );
  await sql("delete from notifications where task_id = $1", gone.id);
  await sql("delete from tasks where id = $1", gone.id);
  await sql("update cases set step = 'title-office', round = 7 where id = $1", moved.id);
  await sql("update cases set state = 'closed', outcome = 'withdrawn', closed_at = now() where id = $1", shut.id);
  const notice = await runningNotice(noticed);
  await sql("update notices set state = 'ended', ended_at = now() where id = $1", notice.id);
  await sql("update notices set ends_at = ends_at - interval '3 days' where case_id = $1", extra.id);

  await desk.engine.reconcile({ scope: "all" }, { untilDone: true });
  const expected = [
    { case_id: shut.id, kind: "case-closed" },
    { case_id: extra.id, kind: "notice-end" },
    { case_id: noticed.id, kind: "notice-not-running" },
    { case_id: moved.id, kind: "round" },
    { case_id: moved.id, kind: "step" },
    { case_id: deleted.id, kind: "task-missing" },
    { case_id: closed.id, kind: "task-not-open" },
  ];
  // The row that says closed is none of the open cases: the engine's list of runs finds it.
  expect(await openFindings()).toEqual(expected);

  await repair(closed, deleted, moved, shut, noticed, extra);
  expect(await closed.openTask()).toMatchObject({ id: task.id, outcome: null, decided_at: null });
  const again = await deleted.openTask();
  for (const column of ["id", "seq", "step", "receiver_id", "due_at", "rule_id", "opened_at", "kind"] as const)
    expect([column, again[column]]).toEqual([column, gone[column]]);
  expect(await moved.row()).toMatchObject({ step: "employer", round: 1 });
  expect(await shut.row()).toMatchObject({ state: "open", outcome: null, step: "employer" });
  expect((await runningNotice(noticed)).ends_at).toEqual(notice.ends_at);
  expect(await reconcileAll(desk.deps, desk.engine)).toMatchObject({ asked: 6, differing: 0, unanswered: 0 });
  // What was put right can be gone on with, and the history tells it.
  for (const theCase of [closed, deleted, moved]) {
    expect(await theCase.approve("danwei")).toEqual({ state: "accepted" });
    expect(await theCase.events()).toContain("case.repaired");
  }
  await replayLive(desk, closed.id);
});

test("P4 B-20 rows of a case whose work is under way, and of one that has ended, are put right too", async () => {
  documentsFail = true;
  const working = await inReview(desk, "13900000007", "06000715");
  for (const office of ["xuexiao", "jiaoyuju", "shizhigaiban"]) await working.approve(office);
  const withdrawn = await onNotice(desk, "13900000008", "06000813");
  await desk.engine.command(withdrawn.id, withdrawn.command("withdraw", { reason: "找到了" }));
  await withdrawn.closed();
  const before = (await withdrawn.row())!;
  await until(() => desk.engine.inspect(withdrawn.id).then(({ state }) => state === "completed"), "the end of the run");

  await sql("update cases set step = 'employer' where id = $1", working.id);
  await sql("update cases set state = 'open', outcome = null, closed_at = null where id = $1", withdrawn.id);
  await reconcileAll(desk.deps, desk.engine);
  expect(await openFindings()).toEqual([
    { case_id: withdrawn.id, kind: "run-completed" },
    { case_id: working.id, kind: "step" },
  ]);
  await repair(working, withdrawn);
  expect(await withdrawn.row()).toMatchObject({ state: "closed", outcome: "withdrawn", closed_at: before.closed_at });
  expect(await working.row()).toMatchObject({ state: "open", step: "issue-certificate" });
  documentsFail = false;
  await desk.engine.retryEffect(working.id);
  expect((await working.closed()).outcome).toBe("completed");
});

test("P4 B-20 a case whose run was terminated is begun again from its book and goes on to its end", async () => {
  const theCase = await inReview(desk, "13900000009", "06000912");
  await theCase.approve("danwei");
  const task = await theCase.openTask();
  await desk.engine.client.workflow.getHandle(theCase.id).terminate("by hand");
  await reconcileAll(desk.deps, desk.engine);
  expect(await openFindings()).toEqual([{ case_id: theCase.id, kind: "run-ended" }]);
  await repair(theCase);
  expect((await theCase.openTask()).id).toBe(task.id);
  await theCase.approve("zhuguan");
  await theCase.approve("shizhigaiban");
  expect((await theCase.closed()).outcome).toBe("completed");
});

test("P4 B-20 a task laid with another office, or due at another time than its events say, is found and put right", async () => {
  const moved = await inReview(desk, "13900000002", await anotherCertificate(desk, "13900000002"));
  const late = await inReview(desk, "13900000003", await anotherCertificate(desk, "13900000003"));
  const task = await moved.openTask();
  const other = await row<{ id: string; name: string }>(
    desk.database,
    "select id, name from offices order by id limit 1",
  );
  await sql(
    "update tasks set receiver_kind = 'office', receiver_id = $2, receiver_name = $3 where id = $1",
    ...[task.id, other!.id, other!.name],
  );
  const due = (await late.openTask()).due_at!;
  await sql("update tasks set due_at = due_at + interval '20 days' where case_id = $1 and state = 'open'", late.id);
  await reconcileAll(desk.deps, desk.engine);
  expect(await openFindings()).toEqual([
    { case_id: late.id, kind: "task-due" },
    { case_id: moved.id, kind: "task-receiver" },
  ]);
  await repair(moved, late);
  expect(await moved.openTask()).toMatchObject({
    ...{ receiver_kind: task.receiver_kind, receiver_id: task.receiver_id, receiver_name: task.receiver_name },
  });
  expect((await late.openTask()).due_at).toEqual(due);
  expect(await moved.approve("danwei")).toEqual({ state: "accepted" });
});

test("P4 B-20 the schedule that the worker registers begins a look by itself, which finds what differs", async () => {
  const theCase = await inReview(desk, "13900000004", await anotherCertificate(desk, "13900000004"));
  await sql("update cases set step = 'title-office' where id = $1", theCase.id);
  await sql("delete from reconciliations");
  const { client } = desk.engine;
  await ensureReconciliation(client, 10);
  const schedule = client.schedule.getHandle("reconciliation");
  try {
    await schedule.trigger();
    await until(
      () => row(desk.database, "select 1 as one from reconciliations where finished_at is not null"),
      "a look",
    );
    expect(await openFindings()).toEqual([{ case_id: theCase.id, kind: "step" }]);
  } finally {
    await schedule.delete();
  }
  await repair(theCase);
});

test("P4 B-20 a difference that is gone by the second look is not reported", async () => {
  const theCase = await onNotice(desk, "13900000010", "06001017");
  const notice = await runningNotice(theCase);
  const end = (state: string) => sql("update notices set state = $2 where id = $1", notice.id, state);
  await end("ended");
  let asked = 0;
  const engine = {
    ...{ listRunning: desk.engine.listRunning, lookAgain: desk.engine.lookAgain },
    inspect: async (caseId: string) => {
      const held = await desk.engine.inspect(caseId);
      // As a command in flight: what it wrote was seen before the engine knew of it.
      if (caseId === theCase.id && ++asked === 2) await end("running");
      return held;
    },
  };
  expect(await reconcileAll(desk.deps, engine)).toMatchObject({ differing: 0 });
  expect(asked).toBe(2);
  expect(await openFindings()).toEqual([]);
});

test("B-20 a case whose code fails in the engine is listed as failing, with the sentence of the failure", async () => {
  const theCase = await onNotice(desk, "13900000001", "06000011");
  const { client } = desk.engine;
  await client.workflow.getHandle(theCase.id).terminate("to begin again with a book that no prose can read");
  await client.workflow.start("certificateReplacement", {
    workflowId: theCase.id,
    taskQueue: "cases",
    args: [{ caseId: theCase.id, matter: "certificate-replacement", book: { path: [], seq: 3, round: 1 } }],
  });
  await until(async () => (await desk.engine.listRunning("failing")).includes(theCase.id), "the failing run");
  await reconcileCases(desk.deps, desk.engine, { scope: "suspects", after: null });
  expect(await rows(desk.database, "select case_id, act, failure from act_failures")).toEqual([
    { case_id: theCase.id, act: "workflow", failure: expect.stringContaining("undefined") },
  ]);
});

test("P4 B-20 where everything is suspect a look still ends, names what it saw, and the next ones name the rest", async () => {
  await plantOpenCases(desk.database, 1_300);
  // Begun anew with empty stores: it runs nothing and knows nobody.
  const empty = {
    ...{ listRunning: async () => [], inspect: async () => ({ state: "missing" as const }) },
    lookAgain: desk.engine.lookAgain,
  };
  const look = async () => {
    await reconcileCases(desk.deps, empty, { scope: "suspects", after: null });
    const told = await row<{ asked: number }>(
      desk.database,
      "select asked from reconciliations where scope = 'suspects'",
    );
    const [counted] = (await sql(
      "select count(*)::int as missing from drift_findings where kind = 'run-missing' and healed_at is null",
    )) as [{ missing: number }];
    return { ...told!, ...counted };
  };
  const first = await look();
  // A thousand suspects and a page of two hundred, which are suspects as well.
  expect(first.asked).toBeLessThan(1_201);
  expect(first.missing).toBeGreaterThan(980);
  expect((await look()).missing).toBeGreaterThan(first.missing);
});
