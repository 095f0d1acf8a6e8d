import { randomUUID } from "node:crypto";
import type { Decision } from "../api/contracts/tasks.ts";
import { row, rows } from "../db/connection.ts";
import type { NoticeRow, TaskRow } from "../db/rows.ts";
import type { Answered } from "../engine/engine.ts";
import { demoOffices, type DemoOffice } from "../ops/demo-data/places.ts";
import { type CaseDesk } from "./case-desk.ts";
import { changeRules } from "./rule-changes.ts";
import { until } from "./until.ts";
import { TestCase } from "./test-case.ts";

/** A path a case can take, driven to where it ends or rests; each is also a stored history of the replay gate. */
export interface Path {
  name: string;
  outcome: string | null;
  take(desk: CaseDesk): Promise<TestCase>;
}

function sure(answered: Answered): void {
  if (answered.state !== "accepted") throw new Error(`not accepted: ${JSON.stringify(answered)}`);
}

export async function onNotice(desk: CaseDesk, phone: string, certificate: string): Promise<TestCase> {
  const theCase = new TestCase(desk, phone, certificate);
  sure(await theCase.declare());
  return theCase;
}

export async function inReview(desk: CaseDesk, phone: string, certificate: string): Promise<TestCase> {
  const theCase = await onNotice(desk, phone, certificate);
  await theCase.passNotice();
  sure(await theCase.handIn());
  return theCase;
}

export async function runningNotice(theCase: TestCase): Promise<NoticeRow> {
  const notice = await row<NoticeRow>(
    theCase.desk.database,
    "select * from notices where case_id = $1 and state = 'running'",
    [theCase.id],
  );
  if (!notice) throw new Error("no running notice");
  return notice;
}

export function sendBack(straightBack: boolean, to = "materials"): Decision {
  return {
    outcome: "return",
    opinion: "请一次补齐",
    to,
    straightBack,
    defects: ["photo"],
    remarks: [{ field: "phone", text: "打不通" }],
  };
}

/** As the API writes an objection: a row, then the case is told to look. */
export async function object(theCase: TestCase): Promise<NoticeRow> {
  const notice = await runningNotice(theCase);
  await rows(
    theCase.desk.database,
    `insert into objections (id, notice_id, name, phone_cipher, reason, filed_at, state)
     values ($1, $2, '某人', $3, '证书在我处，并未遗失，请核实。', now(), 'pending')`,
    [randomUUID(), notice.id, theCase.desk.encryption.encrypt("objections.phone", "13900000099")],
  );
  await theCase.desk.engine.lookAgain(theCase.id, "objection");
  await theCase.openTask("loss");
  return notice;
}

/** The last day of the notice becomes a day off; answers the notice as recomputed. */
export async function changeCalendar(theCase: TestCase): Promise<{ before: NoticeRow; after: NoticeRow }> {
  const { database, engine } = theCase.desk;
  const before = await runningNotice(theCase);
  const lastDay = new Date(before.ends_at.getTime() - 1 + 8 * 3_600_000).toISOString().slice(0, 10);
  const latest = await row<{ version: number }>(database, "select max(version) + 1 as version from calendar_versions");
  const version = latest!.version;
  await rows(
    database,
    "insert into calendar_days values ('CN-45', $1, 'off', '测试放假', '测试文件') on conflict do nothing",
    [lastDay],
  );
  await rows(database, "insert into calendar_versions values ($1, now(), '测试放假')", [version]);
  await engine.changeCalendar({ version, date: lastDay, reason: "测试放假" });
  const after = await until(async () => {
    const notice = await runningNotice(theCase);
    return notice.calendar_version === version ? notice : undefined;
  }, "the recomputed notice");
  return { before, after };
}

/** The case continues as new at its next quiet point; answers the run it now is. */
export async function renew(theCase: TestCase): Promise<string> {
  const handle = theCase.desk.engine.client.workflow.getHandle(theCase.id);
  const before = (await handle.describe()).runId;
  await theCase.desk.engine.lookAgain(theCase.id, "renew");
  return until(async () => {
    const { runId } = await handle.describe();
    return runId === before ? undefined : runId;
  }, "the renewed run");
}

/** From now on the department's step is signed by others, too: a further version of the rules says so. */
export async function counterSign(
  desk: Pick<CaseDesk, "database">,
  mode: "all" | "any" | "in-turn" | "ratio",
  signers: readonly DemoOffice[],
  percent?: number,
): Promise<void> {
  const named = signers.map((key) => ({ kind: "office", officeId: demoOffices.find((one) => one.key === key)!.id }));
  await changeRules(desk, "department", { counterSign: { mode, signers: named, ...(percent ? { percent } : {}) } });
}

export async function signerTask(theCase: TestCase, office: DemoOffice): Promise<TaskRow> {
  const receiver = demoOffices.find(({ key }) => key === office)!.id;
  const found = await row<TaskRow>(
    theCase.desk.database,
    "select * from tasks where case_id = $1 and receiver_id = $2 order by seq desc limit 1",
    [theCase.id, receiver],
  );
  if (!found) throw new Error(`no task of ${office}`);
  return found;
}

/** 加签: whoever holds a task of the step asks another office to sign, too. */
export async function addSigner(theCase: TestCase, by: string, office: DemoOffice): Promise<Answered> {
  const task = await theCase.claim(by);
  const officeId = demoOffices.find(({ key }) => key === office)!.id;
  const command = { taskId: task.id, officeId, reason: "涉及存档，请一并审核" };
  return theCase.desk.engine.command(
    theCase.id,
    theCase.command("add-signer", command, { accountId: theCase.account(by) }),
  );
}

export async function removeSigner(theCase: TestCase, by: string, office: DemoOffice): Promise<Answered> {
  const { id: taskId } = await signerTask(theCase, office);
  const command = { taskId, reason: "已电话核实，不必再签" };
  return theCase.desk.engine.command(
    theCase.id,
    theCase.command("remove-signer", command, { accountId: theCase.account(by) }),
  );
}

export async function recall(theCase: TestCase, by: string): Promise<Answered> {
  const accountId = theCase.account(by);
  return theCase.desk.engine.command(theCase.id, theCase.command("recall", { reason: "看错了" }, { accountId }));
}

export const paths: readonly Path[] = [
  {
    name: "granted",
    outcome: "completed",
    async take(desk) {
      const theCase = await inReview(desk, "13900000001", "06000116");
      for (const desks of ["danwei", "zhuguan", "shizhigaiban"]) sure(await theCase.approve(desks));
      return theCase;
    },
  },
  {
    name: "returned-twice",
    outcome: "completed",
    async take(desk) {
      const theCase = await inReview(desk, "13900000002", "06000215");
      sure(await theCase.decide("danwei", sendBack(false)));
      sure(await theCase.handIn());
      sure(await theCase.approve("danwei"));
      sure(await theCase.decide("zhuguan", sendBack(false)));
      sure(await theCase.handIn());
      for (const desks of ["danwei", "zhuguan", "shizhigaiban"]) sure(await theCase.approve(desks));
      return theCase;
    },
  },
  {
    name: "straight-back",
    outcome: "completed",
    async take(desk) {
      const theCase = await inReview(desk, "13900000003", "06000317");
      sure(await theCase.approve("danwei"));
      sure(await theCase.approve("zhuguan"));
      sure(await theCase.decide("shizhigaiban", sendBack(true)));
      sure(await theCase.handIn());
      sure(await theCase.approve("shizhigaiban"));
      return theCase;
    },
  },
  {
    name: "recalled",
    outcome: "completed",
    async take(desk) {
      const theCase = await inReview(desk, "13900000004", "06000418");
      sure(await theCase.approve("shejiyuan"));
      const accountId = theCase.account("shejiyuan");
      sure(await desk.engine.command(theCase.id, theCase.command("recall", { reason: "看错了" }, { accountId })));
      for (const desks of ["shejiyuan", "zhuguan", "shizhigaiban"]) sure(await theCase.approve(desks));
      return theCase;
    },
  },
  {
    name: "rejected",
    outcome: "rejected",
    async take(desk) {
      const theCase = await inReview(desk, "13900000006", "06000614");
      sure(await theCase.approve("xuexiao"));
      sure(await theCase.approve("jiaoyuju"));
      sure(await theCase.decide("xianzhigaiban", { outcome: "reject", opinion: "与存档记录不符" }));
      return theCase;
    },
  },
  {
    name: "withdrawn",
    outcome: "withdrawn",
    async take(desk) {
      const theCase = await inReview(desk, "13900000007", "06000715");
      sure(await desk.engine.command(theCase.id, theCase.command("withdraw", { reason: "找到了" })));
      return theCase;
    },
  },
  {
    name: "objection-dismissed",
    outcome: null,
    async take(desk) {
      const theCase = await onNotice(desk, "13900000005", "06000516");
      const notice = await object(theCase);
      await desk.engine.fastForward(theCase.id, notice.ends_at.getTime() + 3_600_000);
      sure(await theCase.decide("shizhigaiban", { outcome: "dismiss", opinion: "与存档不符，异议不成立" }));
      return theCase;
    },
  },
  {
    name: "objection-upheld",
    outcome: "objection-upheld",
    async take(desk) {
      const theCase = await onNotice(desk, "13900000008", "06000813");
      await object(theCase);
      sure(await theCase.decide("shizhigaiban", { outcome: "uphold", opinion: "证书确在异议人处" }));
      return theCase;
    },
  },
  {
    name: "calendar-changed",
    outcome: null,
    async take(desk) {
      const theCase = await onNotice(desk, "13900000009", "06000912");
      await changeCalendar(theCase);
      await theCase.passNotice();
      return theCase;
    },
  },
  {
    name: "renewed",
    outcome: null,
    async take(desk) {
      const theCase = await inReview(desk, "13900000010", "06001017");
      sure(await theCase.approve("rencaizhongxin"));
      await renew(theCase);
      sure(await theCase.decide("zhuguan", sendBack(false)));
      return theCase;
    },
  },
  {
    name: "counter-signed",
    outcome: "completed",
    async take(desk) {
      await counterSign(desk, "all", ["talent-centre"]);
      const theCase = await inReview(desk, "13900000001", "06000116");
      sure(await theCase.approve("danwei"));
      sure(await addSigner(theCase, "rencaizhongxin", "county-title-office"));
      for (const signer of ["zhuguan", "rencaizhongxin"]) sure(await theCase.approve(signer));
      sure(await recall(theCase, "rencaizhongxin"));
      sure(await theCase.decide("rencaizhongxin", sendBack(true)));
      sure(await theCase.handIn());
      sure(await theCase.approve("rencaizhongxin"));
      // The last one whose signature is missing is taken out again: the step is complete.
      sure(await removeSigner(theCase, "rencaizhongxin", "county-title-office"));
      sure(await theCase.approve("shizhigaiban"));
      return theCase;
    },
  },
];
