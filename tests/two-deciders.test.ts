import type { Decision } from "../api/contracts/tasks.ts";
import { row } from "../db/connection.ts";
import { openCaseDesk, type CaseDesk } from "./case-desk.ts";
import { inReview, sendBack } from "./paths.ts";

let desk: CaseDesk;
beforeAll(async () => {
  desk = await openCaseDesk();
});
afterAll(() => desk.stop());

const accepted = { state: "accepted" };

test("P2 two tabs decide one task with different keys: one is accepted, the other learns that it is decided", async () => {
  const theCase = await inReview(desk, "13900000008", "06000813");
  const task = await theCase.claim("danwei");
  const accountId = theCase.account("danwei");
  const sessionId = await theCase.session(accountId, true);
  const send = (decision: Decision) =>
    desk.engine.command(
      theCase.id,
      theCase.command("decide", { taskId: task.id, version: task.version, decision }, { accountId, sessionId }),
    );
  const answers = await Promise.all([send({ outcome: "approve", opinion: "同意" }), send(sendBack(false))]);
  expect(answers.filter(({ state }) => state === "accepted")).toHaveLength(1);
  // Whichever came first: the other tab says that it is being written, or, from then on, who has decided.
  const alreadyDecided = {
    state: "refused",
    code: "already-decided",
    params: { who: "莫雨桐，柳州市示例机械有限公司" },
  };
  const onItsWay = { state: "refused", code: "on-its-way", params: {} };
  expect([alreadyDecided, onItsWay]).toContainEqual(answers.find(({ state }) => state === "refused"));
  for (const late of [{ outcome: "approve", opinion: "同意" } as const, sendBack(false)])
    expect(await send(late)).toEqual(alreadyDecided);
  const events = await theCase.events();
  expect(events.filter((type) => type === "task.approved" || type === "task.returned")).toHaveLength(1);
});

test("P2 two people decide one task at the same moment: who has claimed it decides, the other learns who that is", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  for (const office of ["danwei", "zhuguan"]) await theCase.approve(office);
  const task = await theCase.claim("shizhigaiban2");
  const send = async (loginName: string) => {
    const accountId = theCase.account(loginName);
    const sessionId = await theCase.session(accountId, true);
    const decision = { outcome: "approve", opinion: "同意" } as const;
    const decide = { taskId: task.id, version: task.version, decision };
    return desk.engine.command(theCase.id, theCase.command("decide", decide, { accountId, sessionId }));
  };
  const [mine, others] = await Promise.all([send("shizhigaiban2"), send("shizhigaiban")]);
  expect(mine).toEqual(accepted);
  // Before it was decided: whose it is. After it: who has decided it, or that nothing is left to decide here.
  expect(others).toMatchObject({ state: "refused" });
  expect(["already-claimed", "already-decided", "not-now", "case-closed"]).toContain((others as { code: string }).code);
  expect((await theCase.events()).filter((type) => type === "task.approved")).toHaveLength(3);
  const decided = await row(desk.database, "select decided_by from tasks where id = $1", [task.id]);
  expect(decided).toEqual({ decided_by: theCase.account("shizhigaiban2") });
});
