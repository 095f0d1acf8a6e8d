import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { row, rows } from "../../db/connection.ts";
import { identityNumberCheckCharacter } from "../../domain/identity-number.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { inReview } from "../../tests/paths.ts";
import { openTestApi, type TestApi, type TestBrowser } from "../../tests/test-api.ts";
import type { TestCase } from "../../tests/test-case.ts";

let desk: CaseDesk;
let api: TestApi;
let theCase: TestCase;
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
  theCase = await inReview(desk, "13900000001", "06000116");
  await theCase.approve("danwei");
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

const signIn = (loginName: string) => api.browser().signIn(loginName, demoPassword);

async function found(browser: TestBrowser, filters: Record<string, string>): Promise<string[]> {
  const { body } = await browser.get(`/api/search?${new URLSearchParams(filters)}`);
  const { cases, count } = body as { cases: { caseId: string }[]; count: number };
  expect(count).toBe(cases.length);
  return cases.map(({ caseId }) => caseId);
}

test("B-02 a case is found by each thing people know of it, also after the desk has decided it", async () => {
  const { number, opened } = (await row<{ number: string; opened: string }>(
    desk.database,
    `select c.number, to_char(d.came_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as opened
     from cases c join desk_cases d on d.case_id = c.id order by d.came_at limit 1`,
  ))!;
  const agent = await signIn("danwei");
  const answer = (await agent.get(`/api/search?text=${encodeURIComponent("覃志远")}`)).body;
  expect(answer).toMatchObject({
    ...{ count: 1, next: null },
    cases: [
      {
        ...{ caseId: theCase.id, number, applicantName: "覃志远", certificateNumber: "06000116" },
        ...{ status: "in-review", stepTitle: "主管部门确认并盖章", officeName: "柳州市示例工业主管局" },
      },
    ],
  });
  // The link opens for whoever found it.
  expect((await agent.get(`/api/tasks/${answer.cases[0].taskId}`)).status).toBe(200);
  const whole = `45020019860912003${identityNumberCheckCharacter("45020019860912003")}`;
  const hidden = (await agent.post("/api/search/number", { text: `${whole.slice(0, 6)} ${whole.slice(6)}` })).body.text;
  const hits: Record<string, string>[] = [
    ...["志远", "06000116", number, number.slice(-6).toLowerCase(), "志远 06000116", hidden].map((text) => ({ text })),
    ...[{ office: "工业" }, { step: "department" }, { state: "open" }, { from: opened, to: opened }],
  ];
  for (const filters of hits) expect([filters, await found(agent, filters)]).toEqual([filters, [theCase.id]]);
  const misses: Record<string, string>[] = [
    ...["志%", "远志", "0600011%", whole.slice(0, 17), "韦晓岚"].map((text) => ({ text })),
    ...[{ office: "教育" }, { step: "employer" }, { state: "closed" }, { from: "2135-01-01" }, { to: "2020-01-01" }],
  ];
  for (const filters of misses) expect([filters, await found(agent, filters)]).toEqual([filters, []]);
});

test("B-27 a number of a person stands in no address and no kept filter: an identity number is found by its keyed hash", async () => {
  const agent = await signIn("danwei");
  const whole = `45020019860912003${identityNumberCheckCharacter("45020019860912003")}`;
  const { body } = await agent.post("/api/search/number", { text: whole });
  expect(body.text).toMatch(new RegExp(`^\\*{5}${whole.slice(-4)}~[\\w-]{43}$`));
  expect(await found(agent, { text: body.text })).toEqual([theCase.id]);
  for (const text of ["13900000001", `覃志远 ${whole}`, "覃志远"]) {
    const refused = await agent.post("/api/search/number", { text });
    expect([refused.status, refused.body.error.code]).toEqual([422, "number-not-searched"]);
  }
  for (const text of [whole, `覃志远${whole}`, "139 0000 0001"])
    for (const address of ["search", "inbox", "inbox/counts", "search/export", "inbox/export"]) {
      const format = address.endsWith("export") ? "&format=csv" : "";
      const refused = await agent.get(`/api/${address}?text=${encodeURIComponent(text)}${format}`);
      expect([address, refused.status]).toEqual([address, 400]);
      expect(JSON.stringify(refused.body)).toContain("不能写进网址");
    }
  const keep = (query: Record<string, string>) =>
    agent.post("/api/filters", { name: "按号码", page: "search", query, officeId: null });
  for (const query of [{ text: whole }, { office: "13900000001" }] as Record<string, string>[])
    expect((await keep(query)).status).toBe(400);
  const kept = await keep({ text: body.text });
  expect(kept.status).toBe(200);
  const rowsKept = await rows<{ query: unknown }>(desk.database, "select query from saved_filters");
  expect(JSON.stringify(rowsKept)).not.toContain(whole);
  await agent.send("DELETE", `/api/filters/${kept.body.id}`);
});

test("B-02 nobody finds a case that never came to their desk, or was taken away from it again", async () => {
  const text = "覃志远";
  for (const loginName of ["xuexiao", "xianzhigaiban", "guanli"])
    expect([loginName, await found(await signIn(loginName), { text })]).toEqual([loginName, []]);
  const applicant = await (await signIn("13900000001")).get(`/api/search?text=${encodeURIComponent(text)}`);
  expect(applicant.status).toBe(403);
  const [department, agent] = await Promise.all(["zhuguan", "danwei"].map(signIn));
  expect(await found(department!, { text })).toEqual([theCase.id]);
  const recalled = await agent!.post(`/api/cases/${theCase.id}/recall`, { key: randomUUID(), reason: "看错了" });
  expect(recalled.status).toBe(200);
  expect(await found(department!, { text })).toEqual([]);
  expect(await found(agent!, { text })).toEqual([theCase.id]);
});

test("B-02 pages follow each other without a gap or a repetition, newest first; a task that moves is found where it is", async () => {
  await rows(
    desk.database,
    `insert into cases select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'number', 'PAGE-' || n,
       'certificate_id', null, 'state', 'closed', 'outcome', 'withdrawn'))).* from cases c, generate_series(1, 7) n where c.id = $1`,
    [theCase.id],
  );
  const columns = await rows<{ name: string }>(
    desk.database,
    `select column_name as name from information_schema.columns where table_name = 'tasks' and is_generated = 'NEVER'
       and column_name not in ('id', 'case_id', 'case_number', 'state')`,
  );
  const others = columns.map(({ name }) => name).join(", ");
  await rows(
    desk.database,
    `insert into tasks (id, case_id, case_number, state, ${others})
     select gen_random_uuid(), c.id, c.number, 'closed', ${others.replace(/\w+/g, "t.$&")} from cases c, lateral (
       select * from tasks where case_id = $1 and kind = 'review' and receiver_kind = 'organisation' order by seq limit 1) t
     where c.number like 'PAGE-%'`,
    [theCase.id],
  );
  const agent = await signIn("danwei");
  const seen: string[] = [];
  let after: string | null = "";
  while (after !== null) {
    const { body } = await agent.get(`/api/search?text=page-&limit=3&after=${after}`);
    seen.push(...body.cases.map(({ number }: { number: string }) => number));
    after = body.next;
  }
  expect(seen.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => `PAGE-${n}`));
  const school = (await row<{ id: string }>(
    desk.database,
    "select id from organisations where name like '%中学%' or name like '%学校%' limit 1",
  ))!;
  await rows(desk.database, "update tasks set receiver_id = $1 where case_number = 'PAGE-3'", [school.id]);
  expect(await found(agent, { text: "PAGE-3" })).toEqual([]);
  expect(await found(await signIn("xuexiao"), { text: "PAGE-3" })).toHaveLength(1);
});

test("B-02 a list goes out as CSV and Excel with what the page shows, no formula in it, and on the record", async () => {
  await rows(desk.database, "update tasks set organisation_name = '=HYPERLINK(1)' where case_number = 'PAGE-1'");
  await rows(desk.database, "update cases set organisation_name = '=HYPERLINK(1)' where number = 'PAGE-1'");
  const agent = await signIn("danwei");
  const csv = await agent.get("/api/search/export?format=csv&text=page-");
  expect(csv.headers.get("Content-Disposition")).toContain("attachment");
  const lines: string[] = csv.body.trim().split("\r\n");
  expect([lines[0]!.replace("\ufeff", "").split(",").slice(0, 3), lines.length]).toEqual([
    ["受理编号", "事项", "申请人"],
    7,
  ]);
  expect(csv.body).toContain(",'=HYPERLINK(1),");
  expect(csv.body).not.toMatch(/,=/);
  expect(csv.body).not.toContain("45020019860912003");
  const inbox = await agent.get("/api/inbox/export?format=csv&queue=done");
  expect(inbox.body).toContain("覃志远");
  const excel = await agent.get("/api/search/export?format=xlsx&text=page-");
  expect([excel.status, excel.headers.get("Content-Type"), excel.body.slice(0, 2)]).toEqual([
    ...[200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK"],
  ]);
  const kept = await rows<{ subject_kind: string }>(
    desk.database,
    "select subject_kind from audit_log where action = 'file.read' and subject_kind like 'export%' order by id",
  );
  expect(kept.map((entry) => entry.subject_kind)).toEqual(["exportSearch", "exportInbox", "exportSearch"]);
  expect((await (await signIn("13900000001")).get("/api/inbox/export?format=csv")).status).toBe(403);
});

test("B-02 a filter is kept with its name on the server; a chief shares one with the office and takes it away", async () => {
  const [first, chief] = await Promise.all(["shizhigaiban", "shizhigaiban2"].map(signIn));
  const query = { queue: "overdue", matter: "certificate-replacement" };
  const saved = await first!.post("/api/filters", { name: "我的逾期", page: "inbox", query, officeId: null });
  expect(saved.status).toBe(200);
  const own = (await (await signIn("shizhigaiban")).get("/api/filters")).body;
  expect(own).toMatchObject({
    ...{ filters: [{ name: "我的逾期", page: "inbox", query, office: null, removable: true }], mayShareWith: [] },
  });
  const { mayShareWith } = (await chief!.get("/api/filters")).body;
  const officeId = mayShareWith[0].id;
  const sharing = { name: "本周要办", page: "search", query: { state: "open" }, officeId };
  const refused = await first!.post("/api/filters", sharing);
  expect([refused.status, refused.body.error.code]).toEqual([403, "not-allowed"]);
  const shared = (await chief!.post("/api/filters", sharing)).body.id;
  const listed = (await first!.get("/api/filters")).body.filters;
  expect(listed.map(({ name, removable }: { name: string; removable: boolean }) => [name, removable])).toEqual(
    expect.arrayContaining([
      ["我的逾期", true],
      ["本周要办", false],
    ]),
  );
  expect((await first!.send("DELETE", `/api/filters/${shared}`)).status).toBe(404);
  expect((await chief!.send("DELETE", `/api/filters/${saved.body.id}`)).status).toBe(404);
  expect((await chief!.send("DELETE", `/api/filters/${shared}`)).status).toBe(200);
  expect((await first!.get("/api/filters")).body.filters).toHaveLength(1);
});

test("B-02 an account keeps fifty filters and is told so; a known name still takes its new content, two at once stay in bounds", async () => {
  const agent = await signIn("zhuguan");
  const keep = (name: string) => agent.post("/api/filters", { name, page: "inbox", query: {}, officeId: null });
  for (let count = 1; count < 50; count++) expect((await keep(`筛选${count}`)).status).toBe(200);
  const last = await Promise.all(["甲", "乙", "丙"].map(keep));
  expect(last.map(({ status }) => status).toSorted()).toEqual([200, 422, 422]);
  const refused = last.find(({ status }) => status === 422)!;
  expect(refused.body.error).toMatchObject({ code: "too-many-filters", params: { most: 50 } });
  expect(refused.body.error.message).toContain("50 个");
  expect((await keep("筛选1")).status).toBe(200);
});
