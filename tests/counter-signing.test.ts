import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { row, rows } from "../db/connection.ts";
import type { TaskRow } from "../db/rows.ts";
import { openCaseDesk, type CaseDesk } from "./case-desk.ts";
import { addSigner, counterSign, inReview, recall, removeSigner, sendBack, signerTask } from "./paths.ts";
import type { TestCase } from "./test-case.ts";

let desk: CaseDesk;
beforeEach(async () => {
  desk = await openCaseDesk();
});
afterEach(() => desk.stop());

const accepted = { state: "accepted" };

/** A case at the department's step, which others sign, too. */
async function atSigning(): Promise<TestCase> {
  const theCase = await inReview(desk, "13900000001", "06000116");
  expect(await theCase.approve("danwei")).toEqual(accepted);
  return theCase;
}

async function signatures(theCase: TestCase): Promise<string[]> {
  const tasks = await rows<TaskRow>(
    desk.database,
    "select * from tasks where case_id = $1 and signing_id is not null order by seq, sign_order",
    [theCase.id],
  );
  return tasks.map(
    ({ receiver_name: name, state, outcome }) =>
      `${name.slice(0, 6)} ${state === "recalled" ? state : (outcome ?? state)}`,
  );
}

const stepOf = async (theCase: TestCase) => (await theCase.row())!.step;

test("B-09 all sign: the step goes on with the last signature, and each stands on the archive form", async () => {
  await counterSign(desk, "all", ["talent-centre"]);
  const theCase = await atSigning();
  expect(await signatures(theCase)).toEqual(["柳州市示例工 open", "柳州市人才中 open"]);
  expect(await theCase.approve("rencaizhongxin")).toEqual(accepted);
  expect(await stepOf(theCase)).toBe("department");
  expect(await theCase.approve("zhuguan")).toEqual(accepted);
  expect(await stepOf(theCase)).toBe("title-office");
  expect(await theCase.approve("shizhigaiban")).toEqual(accepted);
  await theCase.closed();
  const form = await row<{ file_hash: string }>(
    desk.database,
    "select file_hash from documents where case_id = $1 and kind = 'archive-form'",
    [theCase.id],
  );
  const printed = (await desk.deps.files.read(form!.file_hash)).toString("utf8");
  expect(printed).toContain("柳州市人才中心（演示）");
  expect(printed).toContain("柳州市示例工业主管局");
});

test("B-09 B-17 where one of two offices that sign together follows the other, both signatures are still needed", async () => {
  await counterSign(desk, "all", ["talent-centre"]);
  const theCase = await atSigning();
  const department = await row<TaskRow>(
    desk.database,
    "select * from tasks where case_id = $1 and signing_id is not null and sign_order = 0",
    [theCase.id],
  );
  const moved = await rows(
    desk.database,
    "update tasks set receiver_id = $2, receiver_name = $3 where case_id = $1 and signing_id is not null and sign_order = 1 returning id",
    [theCase.id, department!.receiver_id, department!.receiver_name],
  );
  expect(moved.length).toBe(1);
  expect(await theCase.approve("zhuguan")).toEqual(accepted);
  expect(await stepOf(theCase)).toBe("department");
  expect((await signatures(theCase)).toSorted()).toEqual(["柳州市示例工 approved", "柳州市示例工 open"]);
});

test("B-09 any one signs: the others' tasks close as not needed, and a refusal is only a vote", async () => {
  await counterSign(desk, "any", ["talent-centre", "county-title-office"]);
  const theCase = await atSigning();
  expect(await theCase.decide("zhuguan", { outcome: "reject", opinion: "不在本局职责内" })).toEqual(accepted);
  expect(await stepOf(theCase)).toBe("department");
  expect(await theCase.approve("rencaizhongxin")).toEqual(accepted);
  expect(await stepOf(theCase)).toBe("title-office");
  expect(await signatures(theCase)).toEqual([
    "柳州市示例工 rejected",
    "柳州市人才中 approved",
    "鹿寨县职改办 not-needed",
  ]);
});

test("B-09 a ratio: two of three suffice; when they cannot be reached any more the case ends with the reason", async () => {
  await counterSign(desk, "ratio", ["talent-centre", "county-title-office"], 60);
  const theCase = await atSigning();
  expect(await theCase.decide("zhuguan", { outcome: "reject", opinion: "材料不实" })).toEqual(accepted);
  expect(await theCase.decide("rencaizhongxin", { outcome: "reject", opinion: "与存档不符" })).toEqual(accepted);
  expect(await theCase.closed()).toMatchObject({ outcome: "rejected", ending_reason: "与存档不符" });
});

test("B-09 in turn: the next one's task opens, with its own days, when the one before has signed", async () => {
  await counterSign(desk, "in-turn", ["talent-centre", "county-title-office"]);
  const theCase = await atSigning();
  expect(await signatures(theCase)).toEqual(["柳州市示例工 open", "柳州市人才中 waiting", "鹿寨县职改办 waiting"]);
  expect((await signerTask(theCase, "talent-centre")).due_at).toBeNull();
  expect(await theCase.approve("zhuguan")).toEqual(accepted);
  expect((await signerTask(theCase, "talent-centre")).due_at).not.toBeNull();
  // Taken back before the next one acted: the next one waits again.
  expect(await recall(theCase, "zhuguan")).toEqual(accepted);
  expect((await signerTask(theCase, "talent-centre")).state).toBe("waiting");
  for (const signer of ["zhuguan", "rencaizhongxin", "xianzhigaiban"])
    expect(await theCase.approve(signer)).toEqual(accepted);
  expect(await stepOf(theCase)).toBe("title-office");
});

test("B-09 returned from the signing and straight back unchanged: who signed does not sign again; changed: all do", async () => {
  await counterSign(desk, "all", ["talent-centre", "county-title-office"]);
  const theCase = await atSigning();
  await theCase.approve("zhuguan");
  expect(await theCase.decide("rencaizhongxin", sendBack(true))).toEqual(accepted);
  expect(await signatures(theCase)).toEqual([
    "柳州市示例工 approved",
    "柳州市人才中 returned",
    "鹿寨县职改办 not-needed",
  ]);
  expect(await theCase.handIn()).toEqual(accepted);
  expect((await signatures(theCase)).slice(3)).toEqual(["柳州市人才中 open", "鹿寨县职改办 open"]);
  expect(await theCase.decide("rencaizhongxin", sendBack(true))).toEqual(accepted);
  const changed = {
    phone: "13900000001",
    position: "高级技师",
    yearsInProfession: 13,
    statement: "二〇二六年三月搬家时遗失，多次寻找未果。",
  };
  expect(await theCase.handIn("materials", { ...changed, delivery: "electronic", truthful: true })).toEqual(accepted);
  expect((await signatures(theCase)).slice(5)).toEqual(["柳州市示例工 open", "柳州市人才中 open", "鹿寨县职改办 open"]);
});

test("B-09 a signature that completed the step is recalled: the others' signatures stand", async () => {
  await counterSign(desk, "all", ["talent-centre"]);
  const theCase = await atSigning();
  await theCase.approve("zhuguan");
  await theCase.approve("rencaizhongxin");
  expect(await recall(theCase, "rencaizhongxin")).toEqual(accepted);
  expect(await stepOf(theCase)).toBe("department");
  expect(await signatures(theCase)).toEqual(["柳州市示例工 approved", "柳州市人才中 recalled", "柳州市人才中 open"]);
  await theCase.approve("rencaizhongxin");
  expect(await stepOf(theCase)).toBe("title-office");
});

test("B-08 B-09 a whole signing that comes back lies with whoever had it: who took back, who returned, who was reading", async () => {
  await counterSign(desk, "all", ["talent-centre", "city-title-office"]);
  const theCase = await atSigning();
  const holders = async () =>
    Object.fromEntries(
      (
        await rows<{ name: string; holder: string | null }>(
          desk.database,
          `select left(t.receiver_name, 6) as name, a.login_name as holder from tasks t left join accounts a on a.id = t.holder_id
           where t.case_id = $1 and t.step = 'department' and t.state = 'open'`,
          [theCase.id],
        )
      ).map(({ name, holder }) => [name, holder]),
    );
  // One of two reviewers of an office reads while another office returns, and takes it back.
  await theCase.claim("shizhigaiban2");
  expect(await theCase.decide("rencaizhongxin", sendBack(true))).toEqual(accepted);
  expect(await recall(theCase, "rencaizhongxin")).toEqual(accepted);
  const asBefore = { 柳州市示例工: null, 柳州市人才中: "rencaizhongxin", 柳州市职改办: "shizhigaiban2" };
  expect(await holders()).toEqual(asBefore);
  // Returned, and handed in again: who was reading goes on, who has left does not.
  expect(await theCase.decide("rencaizhongxin", sendBack(true))).toEqual(accepted);
  expect(await theCase.handIn()).toEqual(accepted);
  expect(await holders()).toEqual({ ...asBefore, 柳州市人才中: null });
  expect(await theCase.decide("rencaizhongxin", sendBack(true))).toEqual(accepted);
  await rows(desk.database, "update memberships set valid_to = '2020-01-01' where account_id = $1", [
    theCase.account("shizhigaiban2"),
  ]);
  expect(await theCase.handIn()).toEqual(accepted);
  expect(await holders()).toEqual({ ...asBefore, 柳州市人才中: null, 柳州市职改办: null });
  // The signature that ended the step, taken back.
  for (const signer of ["zhuguan", "shizhigaiban", "rencaizhongxin"])
    expect(await theCase.approve(signer)).toEqual(accepted);
  expect(await stepOf(theCase)).toBe("title-office");
  expect(await recall(theCase, "rencaizhongxin")).toEqual(accepted);
  expect(await holders()).toEqual({ 柳州市人才中: "rencaizhongxin" });
});

test("B-09 a signer is added to a step of one office and taken out again, by who may and nobody else", async () => {
  const theCase = await atSigning();
  expect(await addSigner(theCase, "zhuguan", "industry-department")).toMatchObject({ code: "signer-not-possible" });
  expect(await addSigner(theCase, "zhuguan", "talent-centre")).toEqual(accepted);
  expect(await addSigner(theCase, "zhuguan", "talent-centre")).toMatchObject({ code: "signer-not-possible" });
  await theCase.approve("zhuguan");
  expect(await stepOf(theCase)).toBe("department");
  expect(await removeSigner(theCase, "rencaizhongxin", "talent-centre")).toMatchObject({ code: "not-allowed" });
  expect(await removeSigner(theCase, "zhuguan", "talent-centre")).toEqual(accepted);
  expect(await stepOf(theCase)).toBe("title-office");
  expect(await theCase.events()).toEqual(
    expect.arrayContaining(["signer.added", "task.signed", "signer.removed", "signing.completed"]),
  );
});
