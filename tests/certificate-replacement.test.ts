import { randomUUID } from "node:crypto";
import { row, rows } from "../db/connection.ts";
import type { CertificateRow } from "../db/rows.ts";
import { openCaseDesk, type CaseDesk } from "./case-desk.ts";
import { until } from "./until.ts";
import { TestCase } from "./test-case.ts";
import { changeCalendar, inReview, object, onNotice, paths, renew, runningNotice, sendBack } from "./paths.ts";
import { replayLive } from "./replay.ts";

let desk: CaseDesk;
beforeEach(async () => {
  desk = await openCaseDesk();
});
afterEach(() => desk.stop());

const accepted = { state: "accepted" };

test.each(paths)("P6 the path $name goes where it should and its history replays", async (path) => {
  const theCase = await path.take(desk);
  if (path.outcome) expect((await theCase.closed()).outcome).toBe(path.outcome);
  else expect((await theCase.row())!.state).toBe("open");
  await replayLive(desk, theCase.id);
});

test("S2-10 S2-11 granted: three seals, one new number, the old certificate void, every act in the timeline", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  for (const office of ["danwei", "zhuguan", "shizhigaiban"]) expect(await theCase.approve(office)).toEqual(accepted);
  expect(await theCase.closed()).toMatchObject({ outcome: "completed", step: null });
  const certificate = await row<CertificateRow>(desk.database, "select * from certificates where case_id = $1", [
    theCase.id,
  ]);
  expect(certificate).toMatchObject({
    state: "valid",
    replaces_id: theCase.certificateId,
    level: "middle",
    paper: false,
  });
  expect(certificate!.number).toMatch(/^YS450200\d{8}[0-9A-Z]$/);
  expect(await row(desk.database, "select state from certificates where id = $1", [theCase.certificateId])).toEqual({
    state: "replaced",
  });
  expect(await theCase.events()).toEqual([
    ...["case.opened", "form.handed-in", "notice.published", "notice.ended", "step.opened", "form.handed-in"],
    ...["step.opened", "task.approved", "step.opened", "task.approved", "step.opened", "task.approved"],
    ...["effect.begun", "certificate.issued", "case.closed"],
  ]);
  const documents = await rows<{ kind: string }>(
    desk.database,
    "select kind from documents where case_id = $1 order by kind",
    [theCase.id],
  );
  expect(documents.map(({ kind }) => kind)).toEqual(["archive-form", "certificate"]);
});

test("S2-09 while the notice runs the workflow itself refuses the materials, and says from when", async () => {
  const theCase = await onNotice(desk, "13900000002", "06000215");
  const notice = await runningNotice(theCase);
  expect(await theCase.handIn()).toMatchObject({
    state: "refused",
    code: "notice-running",
    params: { from: notice.ends_at.toISOString() },
  });
  expect((await theCase.row())!.step).toBe("loss");
});

test("S2-09 one open case per certificate, and none for a 高级 certificate", async () => {
  const first = await onNotice(desk, "13900000001", "06000116");
  const second = new TestCase(desk, "13900000001", "06000116");
  // Two drafts for one certificate cannot be begun by hand; the page of another device may still have an older one.
  await rows(desk.database, "drop index drafts_one_per_start");
  expect(await second.declare()).toMatchObject({
    state: "refused",
    code: "open-case-exists",
    params: { caseId: first.id },
  });
  expect(await second.row()).toBeUndefined();
  const senior = new TestCase(desk, "13900000001", "05000021");
  expect(await senior.declare()).toMatchObject({ state: "refused", code: "senior-certificate" });
});

test("S2-09 a first hand-in that was refused may be tried again with the same draft", async () => {
  const theCase = new TestCase(desk, "13900000001", "06000116");
  await rows(desk.database, "update certificates set state = 'revoked' where id = $1", [theCase.certificateId]);
  expect(await theCase.declare()).toMatchObject({ state: "refused", code: "certificate-not-valid" });
  await rows(desk.database, "update certificates set state = 'valid' where id = $1", [theCase.certificateId]);
  const again = theCase.command("hand-in", { step: "declare", draftId: theCase.id, draftVersion: 1 });
  const begun = await desk.engine.begin({ caseId: theCase.id, matter: "certificate-replacement" }, again);
  expect(begun).toEqual(accepted);
  expect((await theCase.row())!.state).toBe("open");
});

test("B-08 returned by the department, then straight back by the title office: those between do not sign again", async () => {
  const theCase = await inReview(desk, "13900000003", "06000317");
  expect(await theCase.decide("danwei", sendBack(false))).toEqual(accepted);
  expect(await theCase.row()).toMatchObject({ round: 2, step: "materials" });
  await theCase.handIn();
  await theCase.approve("danwei");
  await theCase.approve("zhuguan");
  expect(await theCase.decide("shizhigaiban", sendBack(true))).toEqual(accepted);
  await theCase.handIn();
  expect((await theCase.openTask()).step).toBe("title-office");
});

test("B-08 returned to the declaration: a new notice of five days begins, the round counts on", async () => {
  const theCase = await inReview(desk, "13900000003", "06000317");
  expect(await theCase.decide("danwei", sendBack(false, "declare"))).toEqual(accepted);
  expect(
    await theCase.handIn("declare", {
      circumstances: "stolen",
      occasion: "travel",
      lostInMonth: "2026-02",
      truthful: true,
    }),
  ).toEqual(accepted);
  expect(await runningNotice(theCase)).toMatchObject({ working_days: 5 });
  expect((await theCase.row())!.round).toBe(2);
});

test("B-08 recall: until the next one acts, and by nobody else", async () => {
  const theCase = await inReview(desk, "13900000004", "06000418");
  await theCase.approve("shejiyuan");
  const recall = (loginName: string) =>
    desk.engine.command(
      theCase.id,
      theCase.command("recall", { reason: "看错了" }, { accountId: theCase.account(loginName) }),
    );
  expect(await recall("zhuguan")).toMatchObject({ state: "refused", code: "nothing-to-recall" });
  expect(await recall("shejiyuan")).toEqual(accepted);
  expect(await theCase.openTask()).toMatchObject({
    ...{ step: "employer", holder_id: theCase.account("shejiyuan"), holder_name: "莫子衿" },
  });
  expect(await recall("shejiyuan")).toMatchObject({ state: "refused", code: "nothing-to-recall" });
  await theCase.approve("shejiyuan");
  await theCase.approve("zhuguan");
  expect(await recall("shejiyuan")).toMatchObject({ state: "refused", code: "nothing-to-recall" });
});

test("B-10 a seal needs a password entered again; without it nothing is written", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  const approve = { outcome: "approve", opinion: "同意" } as const;
  expect(await theCase.decide("danwei", approve, { stepUp: false })).toMatchObject({
    state: "refused",
    code: "step-up-needed",
  });
  expect(await theCase.decide("danwei", { outcome: "approve", opinion: "" })).toMatchObject({
    code: "opinion-required",
  });
  expect((await theCase.openTask()).step).toBe("employer");
});

test("S2-02 only members of the receiving office decide, never in their own case (D20)", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  const approve = { outcome: "approve", opinion: "同意" } as const;
  expect(await theCase.decide("zhuguan", approve)).toMatchObject({ state: "refused", code: "not-a-member" });
  await rows(
    desk.database,
    `insert into memberships (id, account_id, organisation_id, role, valid_from)
     select $1, $2, organisation_id, 'agent', '2024-01-01' from cases where id = $3`,
    [randomUUID(), theCase.account("13900000001"), theCase.id],
  );
  expect(await theCase.decide("13900000001", approve)).toMatchObject({ state: "refused", code: "own-case" });
});

test("P2 the same key five times at once, and again after the renewal: one event, the same answer", async () => {
  const theCase = await inReview(desk, "13900000008", "06000813");
  const key = randomUUID();
  const task = await theCase.claim("danwei");
  const accountId = theCase.account("danwei");
  const sessionId = await theCase.session(accountId, true);
  const decision = { outcome: "approve", opinion: "同意" } as const;
  const command = theCase.command(
    "decide",
    { taskId: task.id, version: task.version, decision },
    { accountId, sessionId, key },
  );
  const answers = await Promise.all(Array.from({ length: 5 }, () => desk.engine.command(theCase.id, command)));
  expect(answers).toEqual(Array(5).fill(accepted));
  await renew(theCase);
  // The engine of the new run has never seen the key. Sent past the API it is refused or acknowledged, never done again.
  await desk.engine.command(theCase.id, command);
  expect((await theCase.events()).filter((type) => type === "task.approved")).toHaveLength(1);
  expect((await theCase.openTask()).step).toBe("department");
});

test("S2-09 P3 an undecided objection holds the notice past its end; dismissed, it ends at once", async () => {
  const theCase = await onNotice(desk, "13900000005", "06000516");
  const notice = await object(theCase);
  await desk.engine.fastForward(theCase.id, notice.ends_at.getTime() + 3_600_000);
  expect((await theCase.row())!.step).toBe("loss");
  expect(await theCase.decide("shizhigaiban", { outcome: "dismiss", opinion: "与存档不符，不成立" })).toEqual(accepted);
  expect((await theCase.openTask()).step).toBe("materials");
});

test("B-15 the calendar changes while the notice runs: the end moves, old and new are kept, the applicant is told", async () => {
  const theCase = await onNotice(desk, "13900000009", "06000912");
  const { before, after } = await changeCalendar(theCase);
  expect(after.ends_at.getTime()).toBeGreaterThan(before.ends_at.getTime());
  expect(after.changes).toEqual([
    expect.objectContaining({
      from: before.ends_at.toISOString(),
      to: after.ends_at.toISOString(),
      reason: "测试放假",
    }),
  ]);
  const told = await rows(desk.database, "select id from notifications where case_id = $1 and kind = 'notice-moved'", [
    theCase.id,
  ]);
  expect(told).toHaveLength(1);
});

test("S2-10 an employer that is not in use is stood in for by the talent centre (D22)", async () => {
  const theCase = await inReview(desk, "13900000010", "06001017");
  expect(await theCase.openTask()).toMatchObject({ step: "employer", receiver_name: "柳州市人才中心（演示）" });
});

test("S2-10 初级 of a county employer goes to the county's title office, 中级 to the city's (D11)", async () => {
  const junior = await inReview(desk, "13900000006", "06000614");
  const middle = await inReview(desk, "13900000007", "06000715");
  for (const theCase of [junior, middle]) {
    await theCase.approve("xuexiao");
    await theCase.approve("jiaoyuju");
  }
  expect((await junior.openTask()).receiver_name).toBe("鹿寨县职改办（演示）");
  expect((await middle.openTask()).receiver_name).toBe("柳州市职改办（演示）");
});

test("P6 renewed in the middle of a review, the case stands at the same place and goes on", async () => {
  const theCase = await inReview(desk, "13900000003", "06000317");
  await theCase.approve("danwei");
  const { id } = await theCase.openTask();
  await renew(theCase);
  expect((await theCase.openTask()).id).toBe(id);
  await theCase.approve("zhuguan");
  expect((await theCase.openTask()).step).toBe("title-office");
});

test("B-20 an effect that fails shows its sentence; the case waits and goes on by itself", async () => {
  let broken = true;
  const { render } = desk.deps;
  desk.deps.render = async (request) => {
    if (broken) throw new Error("converter-unavailable");
    return render(request);
  };
  const theCase = await inReview(desk, "13900000001", "06000116");
  for (const office of ["danwei", "zhuguan", "shizhigaiban"]) await theCase.approve(office);
  const failure = await until(
    () => row<{ failure: string }>(desk.database, "select failure from act_failures where case_id = $1", [theCase.id]),
    "the failure",
  );
  expect(failure.failure).toBe("converter-unavailable");
  const numbered = await rows(desk.database, "select id from certificates where case_id = $1", [theCase.id]);
  broken = false;
  await desk.engine.retryEffect(theCase.id);
  expect((await theCase.closed()).outcome).toBe("completed");
  expect(await rows(desk.database, "select id from certificates where case_id = $1", [theCase.id])).toEqual(numbered);
  expect(await rows(desk.database, "select 1 from act_failures where case_id = $1", [theCase.id])).toEqual([]);
});

test("B-18 nobody sits in the department: the named fallback office receives it, administrators are told, nothing is passed", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  await rows(
    desk.database,
    "update memberships set valid_to = '2024-12-31' where office_id = (select id from offices where name = '柳州市示例工业主管局')",
  );
  expect(await theCase.approve("danwei")).toEqual(accepted);
  expect(await theCase.openTask()).toMatchObject({ step: "department", receiver_name: "柳州市人才中心（演示）" });
  expect(await theCase.events()).toContain("step.fallback");
  const told = await rows(
    desk.database,
    "select n.id from notifications n join accounts a on a.id = n.account_id where n.kind = 'fallback' and a.login_name = 'guanli'",
  );
  expect(told).toHaveLength(1);
  expect(await theCase.approve("rencaizhongxin")).toEqual(accepted);
});
