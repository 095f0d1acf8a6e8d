import { randomUUID } from "node:crypto";
import { row, rows } from "../db/connection.ts";
import { openCaseDesk, TestCase, until, type CaseDesk } from "./case-desk.ts";

let desk: CaseDesk;
beforeAll(async () => {
  desk = await openCaseDesk();
});
afterAll(() => desk.stop());

const accepted = { state: "accepted" };

async function inReview(phone: string, certificate: string): Promise<TestCase> {
  const theCase = new TestCase(desk, phone, certificate);
  expect(await theCase.declare()).toEqual(accepted);
  await theCase.passNotice();
  expect(await theCase.handIn()).toEqual(accepted);
  return theCase;
}

test("S2-10 S2-11 granted: declaration, notice, materials, three seals, a new certificate, the old one void", async () => {
  const theCase = await inReview("13900000001", "06000116");
  for (const office of ["danwei", "zhuguan", "shizhigaiban"]) expect(await theCase.approve(office)).toEqual(accepted);
  expect((await theCase.closed()).outcome).toBe("completed");
  const [certificate] = await rows<{ number: string; state: string; replaces_id: string }>(
    desk.database,
    "select * from certificates where case_id = $1",
    [theCase.id],
  );
  expect(certificate).toMatchObject({ state: "valid", replaces_id: theCase.certificateId });
  expect(await row(desk.database, "select state from certificates where id = $1", [theCase.certificateId])).toEqual({
    state: "replaced",
  });
  expect(await theCase.events()).toEqual([
    ...["case.opened", "form.handed-in", "notice.published", "notice.ended", "step.opened", "form.handed-in"],
    ...["step.opened", "task.approved", "step.opened", "task.approved", "step.opened", "task.approved"],
    ...["effect.begun", "certificate.issued", "case.closed"],
  ]);
});

test("S2-09 while the notice runs the workflow itself refuses the materials, and says from when", async () => {
  const theCase = new TestCase(desk, "13900000002", "06000215");
  await theCase.declare();
  const notice = await row<{ ends_at: Date }>(desk.database, "select ends_at from notices where case_id = $1", [theCase.id]);
  expect(await theCase.handIn()).toMatchObject({
    state: "refused",
    code: "notice-running",
    params: { from: notice!.ends_at.toISOString() },
  });
  await desk.engine.command(theCase.id, theCase.command("withdraw", { reason: "不办了" }));
  expect((await theCase.closed()).outcome).toBe("withdrawn");
});

test("B-08 returned twice, then straight back: those between do not sign again", async () => {
  const theCase = await inReview("13900000003", "06000317");
  const sendBack = { outcome: "return", opinion: "请补", to: "materials", defects: ["photo"], remarks: [] } as const;
  expect(await theCase.decide("danwei", { ...sendBack, straightBack: false })).toEqual(accepted);
  expect(await theCase.row()).toMatchObject({ round: 2, step: "materials" });
  await theCase.handIn();
  await theCase.approve("danwei");
  await theCase.approve("zhuguan");
  expect(await theCase.decide("shizhigaiban", { ...sendBack, straightBack: true })).toEqual(accepted);
  await theCase.handIn();
  expect((await theCase.openTask()).step).toBe("title-office");
  await theCase.approve("shizhigaiban");
  expect((await theCase.closed()).outcome).toBe("completed");
});

test("B-08 recalled: the last reviewer takes the decision back until the next one acts", async () => {
  const theCase = await inReview("13900000004", "06000418");
  await theCase.approve("shejiyuan");
  const accountId = theCase.account("shejiyuan");
  expect(await desk.engine.command(theCase.id, theCase.command("recall", { reason: "看错了" }, { accountId }))).toEqual(accepted);
  expect((await theCase.openTask()).step).toBe("employer");
  const again = theCase.command("recall", { reason: "再收回" }, { accountId });
  expect(await desk.engine.command(theCase.id, again)).toMatchObject({ state: "refused", code: "nothing-to-recall" });
  await theCase.approve("shejiyuan");
  expect(await theCase.decide("zhuguan", { outcome: "reject", opinion: "与记录不符" })).toEqual(accepted);
  expect(await theCase.closed()).toMatchObject({ outcome: "rejected", ending_reason: "与记录不符" });
});

test("P2 the same key five times at once makes one event", async () => {
  const theCase = await inReview("13900000008", "06000813");
  const key = randomUUID();
  const task = await theCase.claim("danwei");
  const accountId = theCase.account("danwei");
  const sessionId = await theCase.session(accountId, true);
  const decision = { outcome: "approve", opinion: "同意" } as const;
  const command = theCase.command("decide", { taskId: task.id, version: task.version, decision }, { accountId, sessionId, key });
  const answers = await Promise.all(Array.from({ length: 5 }, () => desk.engine.command(theCase.id, command)));
  expect(answers).toEqual(Array(5).fill(accepted));
  expect((await theCase.events()).filter((type) => type === "task.approved")).toHaveLength(1);
});

test("S2-09 objections: the notice cannot end while one is undecided; dismissed, it ends at once", async () => {
  const theCase = new TestCase(desk, "13900000005", "06000516");
  await theCase.declare();
  const notice = await row<{ id: string; ends_at: Date }>(desk.database, "select id, ends_at from notices where case_id = $1", [theCase.id]);
  await rows(
    desk.database,
    "insert into objections (id, notice_id, name, phone_cipher, reason, filed_at, state) values ($1, $2, '某人', 'x', '证书在我处，并未遗失', now(), 'pending')",
    [randomUUID(), notice!.id],
  );
  await desk.engine.lookAgain(theCase.id, "objection");
  expect((await theCase.openTask("loss")).kind).toBe("objection");
  await desk.engine.fastForward(theCase.id, notice!.ends_at.getTime() + 3_600_000);
  expect((await theCase.row())!.step).toBe("loss");
  expect(await theCase.decide("shizhigaiban", { outcome: "dismiss", opinion: "与存档不符，不成立" })).toEqual(accepted);
  expect((await theCase.openTask()).step).toBe("materials");
});

test("B-15 the calendar changes while the notice runs: old and new are kept, the end moves", async () => {
  const theCase = new TestCase(desk, "13900000006", "06000614");
  await theCase.declare();
  const before = await row<{ ends_at: Date }>(desk.database, "select ends_at from notices where case_id = $1", [theCase.id]);
  const lastDay = new Date(before!.ends_at.getTime() - 1 + 8 * 3_600_000).toISOString().slice(0, 10);
  await rows(desk.database, "insert into calendar_days values ('CN-45', $1, 'off', '测试放假', '测试文件')", [lastDay]);
  await rows(desk.database, "insert into calendar_versions values (2, now(), '测试放假')");
  await desk.engine.changeCalendar({ version: 2, date: lastDay, reason: "测试放假" });
  const moved = await until(
    () =>
      row<{ ends_at: Date; changes: object[] }>(
        desk.database,
        "select ends_at, changes from notices where case_id = $1 and calendar_version = 2",
        [theCase.id],
      ),
    "the recomputed notice",
  );
  expect(moved.ends_at.getTime()).toBeGreaterThan(before!.ends_at.getTime());
  expect(moved.changes).toHaveLength(1);
});
