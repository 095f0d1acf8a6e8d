import { rows } from "../../db/connection.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { type TestCase } from "../../tests/test-case.ts";
import { changeCalendar, inReview, object, onNotice, sendBack } from "../../tests/paths.ts";
import { signIn } from "../../tests/actors.ts";
import { addDays, civilDateAt, formatDate } from "../../domain/civil-date.ts";
import { servedCity } from "../../domain/city.ts";
import { can } from "../../domain/policy/index.ts";
import { caseView, type CaseView } from "../contracts/cases.ts";
import { taskView, type TaskView } from "../contracts/tasks.ts";
import type { ApiDeps } from "../deps.ts";
import { getTimeline } from "../queries/case-timeline.ts";
import { getTaskWithCase } from "../queries/task-subject.ts";
import { presentCase } from "./case-view.ts";
import { presentTask } from "./task-view.ts";

let desk: CaseDesk;
let deps: ApiDeps;
beforeAll(async () => {
  desk = await openCaseDesk();
  deps = {
    database: desk.database,
    encryption: desk.encryption,
    configuration: { mode: "test", city: servedCity, sms: true },
  } as ApiDeps;
});
afterAll(() => desk.stop());

async function viewOf(theCase: TestCase, loginName?: string): Promise<CaseView> {
  const { actor } = await signIn(desk.database, loginName ? theCase.account(loginName) : theCase.applicant);
  const timeline = await getTimeline(desk.database, theCase.id);
  expect(can("see-case", actor, timeline.subject)).toBe(true);
  return caseView.parse(await presentCase(deps, actor, timeline));
}

async function taskOf(theCase: TestCase, loginName: string, taskId?: string): Promise<TaskView> {
  const { actor } = await signIn(desk.database, theCase.account(loginName));
  const found = await getTaskWithCase(desk.database, taskId ?? (await theCase.openTask()).id);
  return taskView.parse(await presentTask(deps, actor, found, await getTimeline(desk.database, theCase.id)));
}

const states = (view: CaseView) => view.route.map(({ step, state }) => `${step}: ${state}`);

test("B-12 S2-09 while the notice runs: step 1 of 6, what comes next and who will have it, nothing asked of the applicant", async () => {
  const theCase = await onNotice(desk, "13900000001", "06000116");
  const view = await viewOf(theCase);
  expect(view).toMatchObject({ status: "on-notice", position: 1, count: 6, step: "loss", asked: null, round: 1 });
  expect(view.allowed).toEqual(["prepare", "withdraw", "recall", "fast-forward"]);
  expect(states(view)).toEqual([
    "declare: done",
    "loss: current",
    "materials: coming",
    "employer: coming",
    "department: coming",
    "title-office: coming",
    "issue-certificate: coming",
  ]);
  expect(view.route.map(({ position }) => position)).toEqual([null, 1, 2, 3, 4, 5, 6]);
  expect(view.route[3]).toMatchObject({ who: "柳州市示例机械有限公司", dueInWorkingDays: 3 });
  expect(view.notice).toMatchObject({ workingDays: 5, workingDaysPassed: 0, workingDaysLeft: 5, state: "running" });
  // The materials open when the notice ends, and the page says so.
  expect(view.route[2]!.at).toBe(view.notice!.endsAt);
  expect(view.next).toContain("提交补办材料");
  expect(view.next).toContain("11 个工作日");
});

test("D3 B-15 an objection and a moved end are both told, with the days still counted", async () => {
  const theCase = await onNotice(desk, "13900000002", "06000215");
  await object(theCase);
  await changeCalendar(theCase);
  const view = await viewOf(theCase);
  expect(view.notice).toMatchObject({ pendingObjections: 1 });
  expect(view.waiting).toContain("1 条异议");
  expect(view.notice!.changes).toHaveLength(1);
  const task = await taskOf(theCase, "shizhigaiban");
  expect(task.task).toMatchObject({ kind: "objection", stepTitle: "公示异议审查" });
  expect(task.objection).toMatchObject({ name: "某人", phone: "13900000099" });
  expect(task.returnTargets).toEqual([]);
  expect(task.allowed).toEqual(["claim"]);
  expect(new Set(task.phrases.map(({ outcome }) => outcome))).toEqual(new Set(["dismiss", "uphold"]));
  // Back as it was for the tests that follow.
  await rows(desk.database, "delete from calendar_days where name = '测试放假'");
});

test("B-08 returned straight back: the applicant reads all defects, those between do not sign again, the returning office waits", async () => {
  const theCase = await inReview(desk, "13900000003", "06000317");
  await theCase.approve("danwei");
  await theCase.approve("zhuguan");
  const before = await taskOf(theCase, "shizhigaiban");
  expect(before.returnTargets.map(({ step }) => step)).toEqual(["declare", "materials", "employer", "department"]);
  expect(before.effect).toContain("签发职称电子证书");
  await theCase.decide("shizhigaiban", sendBack(true));
  const view = await viewOf(theCase);
  expect(view).toMatchObject({ status: "returned-to-you", round: 2, step: "materials", position: 2 });
  expect(view.asked).toMatchObject({ action: "correct" });
  expect(view.returned!.defects).toEqual(["证件照不合要求：应为近期正面免冠蓝底 2 寸照片"]);
  expect(view.returned!.remarks).toEqual([{ field: "phone", text: "打不通" }]);
  expect(states(view)).toEqual([
    "declare: done",
    "loss: done",
    "materials: current",
    "employer: done",
    "department: done",
    "title-office: returned",
    "issue-certificate: coming",
  ]);
  expect((await viewOf(theCase, "shizhigaiban")).status).toBe("in-review");

  await theCase.handIn("materials", {
    phone: "13900000003",
    position: "质量工程师",
    yearsInProfession: 9,
    statement: "搬家时遗失，多次寻找未果，已登报。",
    delivery: "electronic",
    truthful: true,
  });
  const after = await taskOf(theCase, "shizhigaiban");
  const materials = after.forms.find(({ step }) => step === "materials")!;
  expect(materials.round).toBe(2);
  expect([...materials.changed].sort()).toEqual(["phone", "position", "statement", "yearsInProfession"]);
  expect(materials.remarks).toEqual([{ field: "phone", text: "打不通" }]);
  expect(after.task.returned).toBe(true);
  expect((await viewOf(theCase)).returned).toBeNull();
});

test("D20 D22 the review page masks numbers, names the seal, and says why a colleague may not decide", async () => {
  const theCase = await inReview(desk, "13900000004", "06000418");
  const unclaimed = await taskOf(theCase, "shejiyuan");
  expect(unclaimed.applicant.identityNumber).toMatch(/^\d{6}\*{5}\d{3}[\dX]$/);
  expect(unclaimed.applicant.phone).toBe("139****0001");
  expect(unclaimed).toMatchObject({ needsSeal: true, allowed: ["claim"], blocked: "这件还没有认领，请先认领再办理。" });
  await theCase.claim("shejiyuan");
  const claimed = await taskOf(theCase, "shejiyuan");
  expect(claimed.allowed).toEqual(["release", "approve", "return", "reject", "transfer", "lend"]);
  expect(claimed.blocked).toBeNull();
  await theCase.approve("shejiyuan");
  // The employer's last act can be recalled until the department acts.
  const done = await taskOf(theCase, "shejiyuan", claimed.task.taskId);
  expect(done.allowed).toEqual(["recall"]);
  await theCase.claim("zhuguan");
  const waiting = await viewOf(theCase);
  expect(waiting).toMatchObject({ status: "in-review", position: 4 });
  expect(waiting.route.find(({ step }) => step === "employer")).toMatchObject({
    state: "done",
    sealed: true,
    opinion: "情况属实，同意。",
  });
});

test("B-08 after a recall the page stands where it stood before", async () => {
  const theCase = await inReview(desk, "13900000005", (await certificatesOf("13900000005"))[0]!);
  const employer = (await theCase.openTask()).receiver_id;
  const [agent] = await rows<{ login_name: string }>(
    desk.database,
    "select a.login_name from memberships m join accounts a on a.id = m.account_id where coalesce(m.organisation_id, m.office_id) = $1 limit 1",
    [employer],
  );
  const before = await viewOf(theCase);
  await theCase.approve(agent!.login_name);
  expect(states(await viewOf(theCase))).not.toEqual(states(before));
  const accountId = theCase.account(agent!.login_name);
  await desk.engine.command(theCase.id, theCase.command("recall", { reason: "看错了" }, { accountId }));
  const after = await viewOf(theCase);
  expect(states(after)).toEqual(states(before));
  expect(after.position).toBe(before.position);
  expect(after.history.at(-2)!.sentence).toBe("收回了刚才的通过");
});

const dayAfter = ({ closedAt }: CaseView, days: number) =>
  formatDate(addDays(civilDateAt(Date.parse(closedAt!)), days));

test.each([
  ["county's", "13900000006", "06000614", "xianzhigaiban", "柳州市职改办（演示）（电话 0772-0000001）"],
  ["city's", "13900000007", "06000715", "shizhigaiban", "广西壮族自治区职改办"],
])("D27 what the %s title office has rejected is reviewed by the one above it", async (_, phone, number, by, above) => {
  const theCase = await inReview(desk, phone, number);
  for (const office of ["xuexiao", "jiaoyuju"]) await theCase.approve(office);
  await theCase.decide(by, { outcome: "reject", opinion: "与存档记录不符" });
  await theCase.closed();
  const view = await viewOf(theCase);
  expect(view.ending!.appeal).toContain(`可以在 ${dayAfter(view, 60)}前`);
  expect(view.ending!.appeal).toContain(`向${above}申请复核`);
});

test("D27 a declaration that an upheld objection ended may be reviewed, too; one withdrawn by oneself has no appeal", async () => {
  const upheld = await onNotice(desk, "13900000009", "06000912");
  await object(upheld);
  await upheld.decide("shizhigaiban", { outcome: "uphold", opinion: "证书仍在原单位" });
  await upheld.closed();
  expect((await viewOf(upheld)).ending!.appeal).toContain("向广西壮族自治区职改办申请复核");
  const withdrawn = await onNotice(desk, "13900000021", "06002114");
  await desk.engine.command(withdrawn.id, withdrawn.command("withdraw", { reason: "找到了" }));
  await withdrawn.closed();
  expect((await viewOf(withdrawn)).ending).toMatchObject({ article: null, appeal: null });
});

test("S2-11 D27 ended: what it came to, why, and where to appeal", async () => {
  const granted = await inReview(desk, "13900000001", "06000011");
  for (const office of ["danwei", "zhuguan", "shizhigaiban"]) await granted.approve(office);
  await granted.closed();
  const view = await viewOf(granted);
  expect(view).toMatchObject({ status: "completed", position: 6, count: 6, due: null, asked: null });
  expect(view.documents).toEqual([
    { kind: "certificate", title: "职称电子证书", ready: true },
    { kind: "archive-form", title: "遗失补办申请表", ready: true },
  ]);
  expect(view.allowed).toEqual(["rate", "download-certificate", "download-archive-form"]);
  expect(view.newCertificateId).not.toBeNull();
  const agent = await viewOf(granted, "danwei");
  expect(agent.documents.map(({ kind }) => kind)).toEqual(["archive-form"]);
  expect(agent.allowed).toEqual(["download-archive-form"]);
  expect(agent.newCertificateId).toBeNull();

  const rejected = await inReview(desk, "13900000006", (await certificatesOf("13900000006"))[0]!);
  const [task] = [await rejected.openTask()];
  const [agentOf] = await rows<{ login_name: string }>(
    desk.database,
    "select a.login_name from memberships m join accounts a on a.id = m.account_id where coalesce(m.organisation_id, m.office_id) = $1 limit 1",
    [task!.receiver_id],
  );
  await rejected.decide(agentOf!.login_name, { outcome: "reject", opinion: "查无此证" });
  await rejected.closed();
  const end = await viewOf(rejected);
  expect(end).toMatchObject({ status: "rejected", allowed: [] });
  expect(end.ending).toMatchObject({ reason: "查无此证", article: "柳职办〔2019〕17号 三.3" });
  // The employer said no: the title office of its own county looks at it again, sixty days from the end.
  expect(end.ending!.appeal).toMatch(
    new RegExp(
      `^对结果有异议的，可以在 ${dayAfter(end, 60)}前（.*60 日内）向鹿寨县职改办（演示）（电话 0772-0000002）申请复核`,
    ),
  );
  expect(states(end)).toEqual([
    "declare: done",
    "loss: done",
    "materials: done",
    "employer: failed",
    "department: skipped",
    "title-office: skipped",
    "issue-certificate: skipped",
  ]);
});

async function certificatesOf(phone: string): Promise<string[]> {
  const found = await rows<{ number: string }>(
    desk.database,
    `select c.number from certificates c join accounts a on a.person_id = c.person_id where a.login_name = $1 and c.state = 'valid'
     and c.level in ('junior', 'middle') order by c.number`,
    [phone],
  );
  return found.map(({ number }) => number);
}
