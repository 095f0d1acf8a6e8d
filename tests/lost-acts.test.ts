import { randomUUID } from "node:crypto";
import { beginEffect, closeCase } from "../activities/close.ts";
import { openStep } from "../activities/open.ts";
import { reconcileCases } from "../activities/reconcile.ts";
import { tellForgottenNews } from "../activities/forgotten-news.ts";
import { recordCommand } from "../activities/record.ts";
import { askCase } from "../api/engine-answer.ts";
import { openCaseDesk, type CaseDesk } from "./case-desk.ts";
import { until } from "./until.ts";
import { inReview } from "./paths.ts";
import { declared, TestCase } from "./test-case.ts";
import { positionQuery } from "../workflows/messages.ts";

/** A worker that dies between the commit of an act and the engine's knowing of it: the row is written, the book is not. */
let desk: CaseDesk;
beforeEach(async () => {
  desk = await openCaseDesk();
});
afterEach(() => desk.stop());

/** `refused`: so many numbers were used up before by commands that were refused, which leave no row. */
async function commitOnly(theCase: TestCase, loginName: string, refused = 0) {
  const task = await theCase.claim(loginName);
  const accountId = theCase.account(loginName);
  const sessionId = await theCase.session(accountId, true);
  const decision = { outcome: "approve", opinion: "同意" } as const;
  const command = theCase.command(
    "decide",
    { taskId: task.id, version: task.version, decision },
    { accountId, sessionId },
  );
  const { last_seq: seq, round } = (await theCase.row())!;
  const act = {
    caseId: theCase.id,
    matter: "certificate-replacement",
    step: task.step,
    round,
    seq: seq + 1 + refused,
    at: Date.now(),
  };
  expect(await recordCommand(desk.deps, { ...act, command, first: false })).toMatchObject({ state: "done" });
  return command;
}

/** As above, and the next step was opened in the same breath: its desk has a task of which the engine knows nothing. */
async function commitAndOpen(theCase: TestCase, loginName: string, next: string, refused = 0) {
  const command = await commitOnly(theCase, loginName, refused);
  const { last_seq: seq, round } = (await theCase.row())!;
  const act = {
    caseId: theCase.id,
    matter: "certificate-replacement",
    step: next,
    round,
    seq: seq + 1,
    at: Date.now(),
  };
  expect(await openStep(desk.deps, act)).toMatchObject({ state: "open" });
  return command;
}

async function position(theCase: TestCase): Promise<string | null> {
  return (await desk.engine.client.workflow.getHandle(theCase.id).query(positionQuery)).step;
}

test("P1 P2 a committed decision the engine never heard of is found by the sweep, and its step goes on once", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  const command = await commitOnly(theCase, "danwei");
  expect(await tellForgottenNews(desk.deps, desk.engine)).toBe(1);
  expect((await theCase.openTask("department")).step).toBe("department");
  expect(await desk.engine.command(theCase.id, command)).not.toMatchObject({ state: "unknown" });
  expect((await theCase.events()).filter((type) => type === "task.approved")).toHaveLength(1);
  expect((await theCase.openTask()).step).toBe("department");
});

test("P1 a withdrawal that comes first after the crash is not mistaken for the lost decision: both are done, in order", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  await commitOnly(theCase, "danwei");
  const withdraw = theCase.command("withdraw", { reason: "不办了" }, { key: randomUUID() });
  expect(await desk.engine.command(theCase.id, withdraw)).toEqual({ state: "accepted" });
  expect((await theCase.closed()).outcome).toBe("withdrawn");
  const events = await theCase.events();
  expect(events.slice(-4)).toEqual(["task.approved", "step.opened", "case.withdrawn", "case.closed"]);
});

test("P1 the lost decision sent again with its own key is acknowledged and followed", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  const command = await commitOnly(theCase, "danwei");
  expect(await desk.engine.command(theCase.id, command)).toEqual({ state: "accepted" });
  expect((await theCase.openTask("department")).step).toBe("department");
});

test("P1 the next desk decides a task of which the engine knows nothing: both decisions are followed, each once", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  await commitAndOpen(theCase, "danwei", "department");
  expect(await position(theCase)).toBe("employer");
  expect(await theCase.approve("zhuguan")).toEqual({ state: "accepted" });
  expect((await theCase.openTask("title-office")).step).toBe("title-office");
  expect(await position(theCase)).toBe("title-office");
  expect((await theCase.events()).filter((type) => type === "task.approved")).toHaveLength(2);
});

test("P1 P2 a lost decision sent again through the API is accepted, and the engine learns of it without the sweep", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  const command = await commitAndOpen(theCase, "danwei", "department");
  const answer = await askCase(desk, theCase.id, command, async () => {
    throw new Error("what is written is not sent once more");
  });
  expect(answer).toEqual({ state: "accepted", caseId: theCase.id });
  await until(async () => (await position(theCase)) === "department", "the engine at the department");
  expect((await theCase.events()).filter((type) => type === "task.approved")).toHaveLength(1);
});

test("P1 P2 a number that a refused command had used up is passed over: another command is done after the lost decision, never over it", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  await commitOnly(theCase, "danwei", 2);
  const { last_seq: written } = (await theCase.row())!;
  const withdraw = theCase.command("withdraw", { reason: "不办了" }, { key: randomUUID() });
  expect(await desk.engine.command(theCase.id, withdraw)).toEqual({ state: "accepted" });
  expect((await theCase.closed()).outcome).toBe("withdrawn");
  expect((await theCase.row())!.last_seq).toBeGreaterThan(written);
  expect((await theCase.events()).slice(-4)).toEqual([
    ...["task.approved", "step.opened", "case.withdrawn", "case.closed"],
  ]);
});

test("P1 P4 a look that stands before the lost decision, at such a number, puts nothing back: the decision stays and is followed", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  const command = await commitOnly(theCase, "danwei", 1);
  await desk.engine.lookAgain(theCase.id, "calendar");
  expect((await theCase.openTask("department")).step).toBe("department");
  const events = await theCase.events();
  expect(events.filter((type) => type === "task.approved")).toHaveLength(1);
  expect(events).not.toContain("case.repaired");
  expect(await desk.engine.command(theCase.id, command)).not.toMatchObject({ state: "unknown" });
});

test("P1 P4 two lost decisions, a used-up number before each: one look leads the case through both", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  await commitAndOpen(theCase, "danwei", "department", 1);
  await commitAndOpen(theCase, "zhuguan", "title-office", 2);
  expect(await position(theCase)).toBe("employer");
  await desk.engine.lookAgain(theCase.id, "operator");
  await until(async () => (await position(theCase)) === "title-office", "the engine at the title office");
  expect((await theCase.events()).filter((type) => type === "task.approved")).toHaveLength(2);
});

test("P1 P2 two attempts of one first hand-in at the same moment: the case is opened once, and both are told so", async () => {
  const theCase = new TestCase(desk, "13900000001", "06000116");
  const { id, version } = await theCase.draft("declare", declared);
  theCase.id = id;
  const command = theCase.command("hand-in", { step: "declare", draftId: id, draftVersion: version });
  const act = { caseId: id, matter: "certificate-replacement", step: "declare", round: 1, seq: 1, at: Date.now() };
  const attempts = await Promise.all([1, 2, 3].map(() => recordCommand(desk.deps, { ...act, command, first: true })));
  for (const attempt of attempts) expect(attempt).toEqual(attempts[0]);
  expect(attempts[0]).toMatchObject({ state: "done" });
});

test("P1 P4 a case that an act the engine never heard of has closed ends in the engine, too, once both are compared", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  const { last_seq: seq, round } = (await theCase.row())!;
  const act = { caseId: theCase.id, matter: "certificate-replacement", step: "employer", round, at: Date.now() };
  const command = theCase.command("withdraw", { reason: "不办了" });
  await recordCommand(desk.deps, { ...act, seq: seq + 1, command, first: false });
  const { step: _step, ...closing } = { ...act, seq: seq + 2 };
  await closeCase(desk.deps, { ...closing, outcome: "withdrawn" });
  const run = desk.engine.client.workflow.getHandle(theCase.id);
  expect((await run.describe()).status.name).toBe("RUNNING");
  await reconcileCases(desk.deps, desk.engine, { scope: "suspects", after: null });
  expect(await run.result()).toBe("withdrawn");
  expect((await theCase.events()).filter((type) => type === "case.closed")).toHaveLength(1);
});

test("P1 P4 a case whose last approval and whose work's beginning the engine never heard of goes on to its certificate once both are compared", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  await theCase.approve("danwei");
  await theCase.approve("zhuguan");
  await commitOnly(theCase, "shizhigaiban");
  const { last_seq: seq, round } = (await theCase.row())!;
  const act = { caseId: theCase.id, matter: "certificate-replacement", step: "issue-certificate", round };
  await beginEffect(desk.deps, { ...act, seq: seq + 1, at: Date.now() });
  await tellForgottenNews(desk.deps, desk.engine);
  expect(await position(theCase)).toBe("title-office");
  await reconcileCases(desk.deps, desk.engine, { scope: "suspects", after: null });
  expect((await theCase.closed()).outcome).toBe("completed");
  const events = await theCase.events();
  for (const once of ["effect.begun", "certificate.issued"])
    expect(events.filter((type) => type === once)).toHaveLength(1);
});
