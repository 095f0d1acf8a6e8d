import { randomUUID } from "node:crypto";
import { row, rows } from "../db/connection.ts";
import { demoOffices } from "../ops/demo-data/places.ts";
import { signIn } from "./actors.ts";
import { openCaseDesk, type CaseDesk } from "./case-desk.ts";
import { buildMembership } from "./factories.ts";
import { inReview } from "./paths.ts";
import { openTestApi, TestBrowser, type TestApi } from "./test-api.ts";
import type { TestCase } from "./test-case.ts";

let desk: CaseDesk;
let api: TestApi;
let theCase: TestCase;
beforeAll(async () => {
  desk = await openCaseDesk();
  const { database, databaseUrl: url, encryption, engine } = desk;
  api = await openTestApi({ database, url, encryption, engine });
  theCase = await inReview(desk, "13900000001", "06000116");
  await theCase.approve("danwei");
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

async function machineOf(loginName: string): Promise<TestBrowser> {
  const browser = new TestBrowser(api.origin);
  browser.cookie = `rct=${(await signIn(desk.database, desk.world.accounts[loginName]!)).token}`;
  return browser;
}

const department = demoOffices.find(({ key }) => key === "industry-department")!.id;
const put = (browser: TestBrowser, path: string, body: object) => browser.send("PUT", path, { body });

test("B-10 the chief keeps the office's phrases: added, changed in its place, ended; offered there first and nowhere else", async () => {
  const { id: task } = await theCase.openTask("department");
  const chief = await machineOf("zhuguan");
  const elsewhere = await machineOf("shizhigaiban2");
  const phrase = { officeId: department, matter: "certificate-replacement", step: "department", outcome: "approve" };
  const add = (text: string) => chief.post("/api/phrases", { ...phrase, text });
  const first = (await add("名册相符，同意。")).body.id as string;
  const second = (await add("经核实，同意上报。")).body.id as string;
  expect((await add("名册相符，同意。")).body.id).toBe(first);
  const offered = async () =>
    (await chief.get(`/api/tasks/${task}`)).body.phrases
      .filter(({ outcome }: { outcome: string }) => outcome === "approve")
      .map(({ text }: { text: string }) => text) as string[];
  const everybodys = (await offered()).slice(2);
  expect(everybodys.length).toBeGreaterThan(0);
  expect((await put(elsewhere, `/api/phrases/${first}`, { text: "改" })).status).toBe(403);
  await put(chief, `/api/phrases/${first}`, { text: "名册相符，情况属实，同意。" });
  expect(await offered()).toEqual(["名册相符，情况属实，同意。", "经核实，同意上报。", ...everybodys]);
  // What was there before is known for ever.
  expect(await row(desk.database, "select text from phrases where id = $1 and ended_at is not null", [first])).toEqual({
    text: "名册相符，同意。",
  });
  expect((await chief.send("DELETE", `/api/phrases/${second}`)).status).toBe(200);
  expect(await offered()).toEqual(["名册相符，情况属实，同意。", ...everybodys]);
  const { phrases } = (await chief.get("/api/phrases")).body;
  expect(phrases.filter(({ changeable }: { changeable: boolean }) => changeable)).toHaveLength(1);
  const administrator = await machineOf("guanli");
  expect((await administrator.post("/api/phrases", { ...phrase, officeId: null, text: "同意。" })).status).toBe(200);
  expect(await offered()).toContain("同意。");
  expect((await chief.post("/api/phrases", { ...phrase, officeId: null, text: "同意，" })).status).toBe(403);
  // An office that is not there, or no more, has no phrases.
  const unknown = { ...phrase, officeId: randomUUID(), text: "同意。" };
  expect((await administrator.post("/api/phrases", unknown)).status).toBe(404);
  const place = "from offices where id = $2";
  await rows(
    desk.database,
    `insert into offices (id, kind, name, area_id, ended_at) select $1, kind, '停用的主管局', area_id, now() ${place}`,
    [unknown.officeId, department],
  );
  expect((await administrator.post("/api/phrases", unknown)).body.error.code).toBe("office-ended");
  await rows(desk.database, "delete from offices where id = $1", [unknown.officeId]);
});

test("B-11 the unsent opinion and the private note are there on another machine, for their writer alone; sent, the opinion is gone and the note stays", async () => {
  const { id } = await theCase.openTask("department");
  const address = `/api/tasks/${id}/own-note`;
  const office = await machineOf("zhuguan");
  expect((await office.get(address)).body).toEqual({ opinion: "", note: "", savedAt: null });
  await put(office, address, { opinion: "材料齐全，待核对名册", note: "明天问人事科" });
  const home = await machineOf("zhuguan");
  expect((await home.get(address)).body).toMatchObject({ opinion: "材料齐全，待核对名册", note: "明天问人事科" });
  const accountId = desk.world.accounts["shizhigaiban"]!;
  await buildMembership(desk, { account_id: accountId, role: "reviewer", office_id: department });
  const colleague = await machineOf("shizhigaiban");
  expect((await colleague.get(address)).body).toMatchObject({ opinion: "", note: "" });
  expect((await (await machineOf("danwei")).get(address)).status).toBe(404);
  await theCase.decide("zhuguan", { outcome: "approve", opinion: "同意上报。" });
  expect((await home.get(address)).body).toMatchObject({ opinion: "", note: "明天问人事科" });
  // What an open page saves late leaves no opinion behind either.
  await put(office, address, { opinion: "迟到的意见", note: "已问过" });
  expect((await home.get(address)).body).toMatchObject({ opinion: "", note: "已问过" });
  const told = await rows<{ words: string }>(
    desk.database,
    "select data::text as words from case_events where case_id = $1 union all select data::text from audit_log",
    [theCase.id],
  );
  for (const { words } of told) expect(words).not.toMatch(/人事科|待核对名册|已问过/);
});

test("B-02 the columns of a list are the reader's own on every machine, until they go back to the usual ones", async () => {
  const office = await machineOf("danwei");
  expect((await office.get("/api/columns")).body).toEqual({ inbox: null, search: null });
  await put(office, "/api/columns", { list: "inbox", columns: ["number", "step"] });
  await put(office, "/api/columns", { list: "search", columns: [] });
  const home = await machineOf("danwei");
  expect((await home.get("/api/columns")).body).toEqual({ inbox: ["number", "step"], search: [] });
  expect((await (await machineOf("zhuguan")).get("/api/columns")).body).toEqual({ inbox: null, search: null });
  expect((await put(office, "/api/columns", { list: "inbox", columns: ["salary"] })).status).toBe(400);
  await put(home, "/api/columns", { list: "inbox", columns: null });
  expect((await office.get("/api/columns")).body).toEqual({ inbox: null, search: [] });
});
