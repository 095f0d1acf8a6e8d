import { rows } from "../db/connection.ts";
import { openCaseDesk, type CaseDesk } from "../tests/case-desk.ts";
import { inReview } from "../tests/paths.ts";
import type { TestCase } from "../tests/test-case.ts";

/** What has changed between the API's look and the act is refused in the act's own transaction. */
let desk: CaseDesk;
let theCase: TestCase;
beforeEach(async () => {
  desk = await openCaseDesk();
  theCase = await inReview(desk, "13900000001", "06000116");
});
afterEach(() => desk.stop());

const sql = (statement: string, ...bind: unknown[]) => rows(desk.database, statement, bind);
const approval = { outcome: "approve", opinion: "同意" } as const;

async function approveIn(sessionId: string) {
  const accountId = theCase.account("danwei");
  const task = await theCase.claim("danwei");
  const decision = { taskId: task.id, version: task.version, decision: approval };
  return desk.engine.command(theCase.id, theCase.command("decide", decision, { accountId, sessionId }));
}

test("P9 a body that has ended decides nothing more", async () => {
  await theCase.approve("danwei");
  await sql("update offices set ended_at = now() where name = '柳州市示例工业主管局'");
  expect(await theCase.approve("zhuguan")).toMatchObject({ state: "refused", code: "not-a-member" });
});

test("P9 an agent's seat is no reviewer's: the kind of seat must be the receiver's", async () => {
  await theCase.approve("danwei");
  await sql("update memberships set role = 'administrator' where account_id = $1", theCase.account("zhuguan"));
  expect(await theCase.approve("zhuguan")).toMatchObject({ state: "refused", code: "not-a-member" });
});

test("P9 a password entered again in somebody else's session, or in one that has ended, seals nothing", async () => {
  const other = await theCase.session(theCase.account("zhuguan"), true);
  expect(await approveIn(other)).toMatchObject({ state: "refused", code: "step-up-needed" });
  const ended = await theCase.session(theCase.account("danwei"), true);
  await sql("update sessions set ended_at = now() - interval '1 second' where id = $1", ended);
  expect(await approveIn(ended)).toMatchObject({ state: "refused", code: "step-up-needed" });
  expect(await approveIn(await theCase.session(theCase.account("danwei"), true))).toEqual({ state: "accepted" });
});

test("P9 B-08 who has left the body takes nothing back", async () => {
  await theCase.approve("danwei");
  const accountId = theCase.account("danwei");
  const recall = () => desk.engine.command(theCase.id, theCase.command("recall", { reason: "看错了" }, { accountId }));
  await sql("update memberships set valid_to = '2020-01-01' where account_id = $1", accountId);
  expect(await recall()).toMatchObject({ state: "refused", code: "not-a-member" });
  await sql("update memberships set valid_to = null where account_id = $1", accountId);
  expect(await recall()).toEqual({ state: "accepted" });
});

test("P9 the applicant's new account is the applicant: a case belongs to the person", async () => {
  const [opener] = await rows<{ person_id: string }>(desk.database, "select person_id from accounts where id = $1", [
    theCase.applicant,
  ]);
  await sql("update accounts set person_id = null where id = $1", theCase.applicant);
  const accountId = theCase.account("zhuguan");
  await sql("update accounts set person_id = $2 where id = $1", accountId, opener!.person_id);
  const withdraw = theCase.command("withdraw", { reason: "找到了" }, { accountId });
  expect(await desk.engine.command(theCase.id, withdraw)).toEqual({ state: "accepted" });
});

test("B-10 a return with a reason that the matter does not have is refused, none is dropped in silence", async () => {
  const decision = {
    outcome: "return",
    opinion: "请补齐",
    to: "materials",
    straightBack: false,
    defects: ["photo", "none"],
    remarks: [],
  } as const;
  const answer = await theCase.decide("danwei", { ...decision, defects: [...decision.defects], remarks: [] });
  expect(answer).toMatchObject({ state: "refused", code: "no-such-defect" });
});
