import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { officesAlone } from "../../db/case-events.ts";
import { row, rows } from "../../db/connection.ts";
import { loadRules } from "../../db/rules.ts";
import { civilDateAt } from "../../domain/civil-date.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { demoOffices } from "../../ops/demo-data/places.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { buildCertificate } from "../../tests/factories.ts";
import { inReview } from "../../tests/paths.ts";
import { newIdentityNumber } from "../../tests/factories.ts";
import { previewSuccession, proposeSuccession, succeedOffice } from "../../tests/successions.ts";
import { openTestApi, type ApiAnswer, type TestApi, type TestBrowser } from "../../tests/test-api.ts";
import { until } from "../../tests/until.ts";

let desk: CaseDesk;
let api: TestApi;
let administrator: TestBrowser;
let approver: TestBrowser;
let county: TestBrowser;
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
  administrator = await api.browser().signIn("guanli", demoPassword);
  approver = await api.browser().signIn("guanli2", demoPassword);
  county = await api.browser().signIn("xianzhigaiban", demoPassword);
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

const idOf = (key: (typeof demoOffices)[number]["key"]) => demoOffices.find((office) => office.key === key)!.id;
const [cityId, countyId, talentId] = [idOf("city-title-office"), idOf("county-title-office"), idOf("talent-centre")];
const preview = (from: string, to: string) => previewSuccession(administrator, from, to);
const waiting = async (from: string) => (await approver.get(`/api/offices/${from}`)).body.succession;
const approve = (by: TestBrowser, from: string, proposalId: string, version: string) =>
  by.post(`/api/offices/${from}/succession/approve`, { proposalId, version });
const codeOf = ({ status, body }: { status: number; body: { error?: { code: string } } }) =>
  status === 200 ? 200 : body.error?.code;
const receiverOf = (id: string) =>
  row(desk.database, "select receiver_id, receiver_name, holder_name, state from tasks where id = $1", [id]);

test("B-17 office reform: open work, people and what the rules mean move to the successor in one act; what was decided and issued keeps its name", async () => {
  const theCase = await inReview(desk, "13900000006", "06000614");
  await theCase.approve("xuexiao");
  await theCase.approve("jiaoyuju");
  const task = await theCase.openTask();
  expect(task.receiver_id).toBe(countyId);
  await county.post(`/api/tasks/${task.id}/claim`);
  const issued = await buildCertificate(desk, { issuer_office_id: countyId, issuer_name: "鹿寨县职改办（演示）" });
  await rows(
    desk.database,
    `insert into counter_receipts (id, case_id, revision, kind, number, office_id, office_name, clerk_id, clerk_name, promised, given_at)
     select gen_random_uuid(), case_id, revision, 'acceptance', '鹿寨县职改办受〔2026〕000009号', $2, '鹿寨县职改办（演示）', $3, '周叙白', '[]', now()
     from form_revisions where case_id = $1 and revision = 1`,
    [theCase.id, countyId, theCase.account("xianzhigaiban")],
  );
  const substitution = {
    ...{ key: randomUUID(), accountId: theCase.account("xianzhigaiban"), matters: null, reason: "参加培训" },
    ...{ substituteId: theCase.account("shizhigaiban"), from: "2097-01-01", to: "2097-12-31" },
  };
  expect(codeOf(await county.post("/api/substitutes", substitution))).toBe(200);

  expect(codeOf(await county.get(`/api/offices/${countyId}/succession?successorId=${cityId}`))).toBe("not-allowed");
  for (const unfit of [countyId, talentId])
    expect((await preview(countyId, unfit)).error.code).toBe("successor-not-fit");
  const shown = await preview(countyId, cityId);
  expect(shown).toMatchObject({
    ...{ open: 1, held: 1, members: ["周叙白"], substitutions: ["陆云舟代周叙白"], certificates: 1, rules: [] },
    ...{ from: { name: "鹿寨县职改办（演示）" }, to: { name: "柳州市职改办（演示）" } },
  });
  // What changed since it was shown is not moved unseen.
  const seat = (await administrator.get(`/api/offices/${countyId}`)).body.members[0];
  const { version, role, from } = seat;
  const body = { version, role, from, to: "2098-12-31" };
  expect(codeOf(await administrator.send("PUT", `/api/memberships/${seat.membershipId}`, { body }))).toBe(200);
  const stale = await proposeSuccession(administrator, { from: countyId, to: cityId, version: shown.version });
  expect([stale.body.error.code, stale.body.error.message]).toEqual([
    "stale-version",
    expect.stringContaining("修改周叙白的任期结束"),
  ]);
  expect(await receiverOf(task.id)).toMatchObject({ receiver_id: countyId });

  const again = await preview(countyId, cityId);
  const asked = { from: countyId, to: cityId, version: again.version, key: randomUUID() };
  for (const _ of [1, 2]) expect(codeOf(await proposeSuccession(administrator, asked))).toBe(200);
  expect(await receiverOf(task.id)).toMatchObject({ receiver_id: countyId });
  const { id: proposalId } = await waiting(countyId);
  const answers = await Promise.all([1, 2].map(() => approve(approver, countyId, proposalId, again.version)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(await receiverOf(task.id)).toEqual({
    ...{ receiver_id: cityId, receiver_name: "柳州市职改办（演示）", holder_name: "周叙白", state: "open" },
  });
  const memberships = (await county.get("/api/session")).body.account.memberships;
  expect(memberships.map(({ officeId }: { officeId: string }) => officeId)).toEqual([cityId, cityId]);
  const history = (await county.get(`/api/tasks/${task.id}`)).body.history as { sentence: string }[];
  expect(history.filter(({ sentence }) => sentence.startsWith("机构调整"))).toMatchObject([
    {
      sentence: "机构调整，“职改办审批”由鹿寨县职改办（演示）改由柳州市职改办（演示）办理：机构改革方案",
    },
  ]);
  expect(codeOf(await administrator.get(`/api/offices/${countyId}/successors`))).toBe("office-ended");
  // What the counter gave is found at the counter that goes on.
  const { receipts } = (await (await api.browser().signIn("shizhigaiban", demoPassword)).get("/api/counter/receipts"))
    .body;
  expect(receipts).toMatchObject([{ number: "鹿寨县职改办受〔2026〕000009号", officeName: "鹿寨县职改办（演示）" }]);

  // Whoever held it decides it; the new paper bears the successor, the old one stays as it was.
  await theCase.approve("xianzhigaiban");
  await theCase.closed();
  const papers = await rows<{ issuer_name: string; issuer_office_id: string }>(
    desk.database,
    "select issuer_name, issuer_office_id from certificates where id = $1 or case_id = $2 order by issuer_name",
    [issued.id, theCase.id],
  );
  expect(papers).toEqual([
    { issuer_name: "柳州市职改办（演示）", issuer_office_id: cityId },
    { issuer_name: "鹿寨县职改办（演示）", issuer_office_id: countyId },
  ]);

  // The next junior case of the county, whose rule means the county's office, finds the one that serves it now.
  const next = await inReview(desk, "13900000021", "06002114");
  await next.approve("xuexiao");
  await next.approve("jiaoyuju");
  expect(await next.openTask("title-office")).toMatchObject({ receiver_id: cityId });
}, 120_000);

test("B-17 rules that name an office are published anew with its successor; a step that is being opened meanwhile lies at one of the two, and ends at the successor", async () => {
  const made = await administrator.post("/api/admin/offices", {
    ...{ key: randomUUID(), kind: "talent-centre", name: "柳州市人才服务中心（演示）", series: null, parentId: null },
    ...{
      areaId: (await row<{ area_id: string }>(desk.database, "select area_id from offices where id = $1", [talentId]))!
        .area_id,
    },
    phone: null,
  });
  const successor = made.body.id as string;
  const shown = await preview(talentId, successor);
  expect(shown.rules).toEqual([{ version: 1, steps: ["单位审核并盖章", "主管部门确认并盖章", "职改办审批"] }]);
  // Its employer is not in use: the talent centre receives the step, whichever office that is at that instant.
  const opening = inReview(desk, "13900000010", "06001017");
  await until(
    () => row(desk.database, "select 1 as one from cases where account_id = $1", [desk.world.accounts["13900000010"]]),
    "a case under way",
  );
  expect(codeOf(await succeedOffice([administrator, approver], talentId, successor))).toBe(200);
  const theCase = await opening;
  const task = await theCase.openTask("employer");
  expect(task.receiver_id).toBe(successor);
  const { version, rules } = await loadRules(desk.database, new Date());
  expect(version).toBe(2);
  expect(JSON.stringify(rules)).not.toContain(talentId);
  expect(JSON.stringify(rules)).toContain(successor);
  const people = "select author, approver from rule_sets where version = 2";
  expect(await row(desk.database, people)).toEqual({ author: "苏明远", approver: "文以宁" });
  const old = await rows<{ rule: object }>(
    desk.database,
    "select rule from routing_rules r join rule_sets s on s.id = r.rule_set_id where s.version = 1",
  );
  expect(JSON.stringify(old)).toContain(talentId);
  const left = await rows(desk.database, "select 1 as one from tasks where receiver_id = $1", [talentId]);
  expect(left).toEqual([]);
  const { changes, successor: after } = (await administrator.get(`/api/offices/${talentId}`)).body;
  expect([changes[0].sentence, after.name]).toEqual([
    "停用，由柳州市人才服务中心（演示）接替",
    "柳州市人才服务中心（演示）",
  ]);
}, 120_000);

test("B-17 B-18 who proposes that an office ends does not carry it out: another administrator does, on what they have seen, or says why not", async () => {
  const { areaId } = (await row<{ areaId: string }>(
    desk.database,
    `select area_id as "areaId" from offices where id = $1`,
    [cityId],
  ))!;
  const make = async (name: string) => {
    const office = { key: randomUUID(), kind: "department", name, areaId, series: null, parentId: null, phone: null };
    return (await administrator.post("/api/admin/offices", office)).body.id as string;
  };
  const [from, to] = [await make("送复核的主管局（演示）"), await make("接替的主管局（演示）")];
  const ended = async () =>
    (await row<{ ended: boolean }>(desk.database, "select ended_at is not null as ended from offices where id = $1", [
      from,
    ]))!.ended;
  const propose = async () =>
    proposeSuccession(administrator, { from, to, version: (await preview(from, to)).version });
  const kindsOf = async (browser: TestBrowser) =>
    (await browser.get("/api/notifications")).body.notifications
      .filter(({ body }: { body: string }) => body.includes("送复核的主管局"))
      .map(({ kind }: { kind: string }) => kind);

  expect(codeOf(await propose())).toBe(200);
  expect(codeOf(await propose())).toBe("succession-waiting");
  expect(await waiting(from)).toMatchObject({
    ...{ to: { id: to }, author: "苏明远", reason: "机构改革方案" },
    allowed: { decide: true, withdraw: false },
  });
  expect([await kindsOf(approver), await kindsOf(administrator)]).toEqual([["succession-waiting"], []]);
  const listed = (await approver.get("/api/admin/offices")).body.offices as { id: string; successionWaits: boolean }[];
  expect(listed.filter(({ successionWaits }) => successionWaits).map(({ id }) => id)).toEqual([from]);

  // Alone nobody carries it out, by the API or past it.
  const { id: first } = await waiting(from);
  const { version } = await preview(from, to);
  const alone = await approve(administrator, from, first, version);
  expect([alone.status, codeOf(alone)]).toEqual([403, "author-of-succession"]);
  const past = `update succession_proposals set state = 'carried-out', decided_by = author_id, decided_at = now() where id = $1`;
  await expect(rows(desk.database, past, [first])).rejects.toThrow("succession_proposals_two_people");
  expect(await ended()).toBe(false);

  const path = `/api/offices/${from}/succession`;
  expect(codeOf(await administrator.post(`${path}/decline`, { proposalId: first, reason: "不" }))).toBe(
    "author-of-succession",
  );
  expect(codeOf(await approver.post(`${path}/withdraw`, { proposalId: first }))).toBe("not-author-of-succession");
  expect(codeOf(await approver.post(`${path}/decline`, { proposalId: first, reason: "方案还没有印发" }))).toBe(200);
  expect(await kindsOf(administrator)).toEqual(["succession-answered"]);
  expect(codeOf(await approve(approver, from, first, version))).toBe("succession-elsewhere");

  expect(codeOf(await propose())).toBe(200);
  const second = (await waiting(from)).id;
  expect(codeOf(await administrator.post(`${path}/withdraw`, { proposalId: second }))).toBe(200);
  expect(await waiting(from)).toBeNull();

  // What has changed since whoever approves looked is not moved unseen.
  expect(codeOf(await propose())).toBe(200);
  const third = (await waiting(from)).id;
  const seen = (await previewSuccession(approver, from, to)).version;
  const change = { name: "送复核的主管局（演示）", series: null, parentId: null, phone: "0772-1234567", version: 1 };
  expect(codeOf(await administrator.send("PUT", `/api/offices/${from}`, { body: change }))).toBe(200);
  expect(codeOf(await approve(approver, from, third, seen))).toBe("stale-version");
  expect(await ended()).toBe(false);
  const now = (await previewSuccession(approver, from, to)).version;
  expect(codeOf(await approve(approver, from, third, now))).toBe(200);
  expect(await ended()).toBe(true);
  expect(await kindsOf(administrator)).toEqual(["succession-answered", "succession-answered"]);
});

test("S2-05 nobody is taken on by an office that ends at the same moment", async () => {
  const id = randomUUID();
  const { areaId } = (await row<{ areaId: string }>(
    desk.database,
    `select area_id as "areaId" from offices where id = $1`,
    [cityId],
  ))!;
  const office = { key: id, kind: "talent-centre", name: "同时停用的中心", areaId, series: null, parentId: null };
  expect(codeOf(await administrator.post("/api/admin/offices", { ...office, phone: null }))).toBe(200);
  const seat = { key: randomUUID(), role: "reviewer", from: civilDateAt(Date.now()), to: null, requestId: null };
  const account = { kind: "new", loginName: "zuspaet", name: "来晚的人", identityNumber: newIdentityNumber() };
  let adding: Promise<ApiAnswer> | undefined;
  await desk.database.transaction(async (transaction) => {
    // As whoever ends an office does.
    await rows(desk.database, officesAlone, [], transaction);
    adding = administrator.post(`/api/offices/${id}/members`, { ...seat, account });
    await until(
      () =>
        row(
          desk.database,
          "select 1 as one from pg_stat_activity where datname = current_database() and wait_event = 'advisory'",
        ),
      "somebody who waits for the offices",
    );
    await rows(desk.database, "update offices set ended_at = now() where id = $1", [id], transaction);
  });
  expect(codeOf(await adding!)).toBe("office-ended");
  expect(await rows(desk.database, "select id from memberships where office_id = $1", [id])).toEqual([]);
  expect(await rows(desk.database, "select id from accounts where login_name = 'zuspaet'")).toEqual([]);
});

test("B-17 an office from further down follows its parents' parent: nobody lies below themselves", async () => {
  const area = await row<{ area_id: string }>(desk.database, "select area_id from offices where id = $1", [cityId]);
  const make = async (name: string, parentId: string | null) => {
    const office = { key: randomUUID(), kind: "department", name, series: null, parentId, phone: null };
    const made = await administrator.post("/api/admin/offices", { ...office, areaId: area!.area_id });
    return made.body.id as string;
  };
  const top = await make("上级主管局（演示）", null);
  const ending = await make("撤并主管局（演示）", top);
  const between = await make("中间主管局（演示）", ending);
  const last = await make("基层主管局（演示）", between);
  expect(codeOf(await succeedOffice([administrator, approver], ending, last))).toBe(200);
  const parents = await rows<{ id: string; parent_id: string }>(
    desk.database,
    "select id, parent_id from offices where id = any($1::uuid[])",
    [[between, last]],
  );
  expect(Object.fromEntries(parents.map(({ id, parent_id: parent }) => [id, parent]))).toEqual({
    ...{ [last]: top, [between]: last },
  });
});
