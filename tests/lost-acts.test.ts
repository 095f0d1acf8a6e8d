import { randomUUID } from "node:crypto";
import { openStep } from "../activities/open.ts";
import { tellForgottenNews } from "../activities/forgotten-news.ts";
import { recordCommand } from "../activities/record.ts";
import { askCase } from "../api/engine-answer.ts";
import { openCaseDesk, type CaseDesk } from "./case-desk.ts";
import { until } from "./until.ts";
import { inReview } from "./paths.ts";
import type { TestCase } from "./test-case.ts";
import { positionQuery } from "../workflows/messages.ts";

/** A worker that dies between the commit of an act and the engine's knowing of it: the row is written, the book is not. */
let desk: CaseDesk;
beforeEach(async () => {
  desk = await openCaseDesk();
});
afterEach(() => desk.stop());

async function commitOnly(theCase: TestCase, loginName: string) {
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
    seq: seq + 1,
    at: Date.now(),
  };
  expect(await recordCommand(desk.deps, { ...act, command, first: false })).toMatchObject({ state: "done" });
  return command;
}

/** As above, and the next step was opened in the same breath: its desk has a task of which the engine knows nothing. */
async function commitAndOpen(theCase: TestCase, loginName: string, next: string) {
  const command = await commitOnly(theCase, loginName);
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
