import { randomUUID } from "node:crypto";
import { entriesInForce } from "../../db/catalogues.ts";
import { row, rows } from "../../db/connection.ts";
import { addDays, civilDateAt } from "../../domain/civil-date.ts";
import { titleLevels } from "../../domain/titles.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { inReview, sendBack } from "../../tests/paths.ts";
import { TestCase } from "../../tests/test-case.ts";
import { openTestApi, type LooseJson, type TestApi, type TestBrowser } from "../../tests/test-api.ts";

let desk: CaseDesk;
let api: TestApi;
let administrator: TestBrowser;
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
  administrator = await api.browser().signIn("guanli", demoPassword);
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

const matter = "certificate-replacement";
const today = () => civilDateAt(Date.now());
const blank = { matter, field: null, titles: null, place: 90, from: null, to: null, note: "常见的问题" };
const entries = "/api/admin/catalogues/defects/entries";
const add = (change: object, path = entries) =>
  administrator.post(path, { ...blank, key: randomUUID(), name: `问题 ${randomUUID().slice(0, 8)}`, ...change });
const put = (code: string, change: object, path = entries) =>
  administrator.send("PUT", `${path}/${code}`, { body: { ...blank, ...change } });
const end = (code: string, version: number, path = entries, of: string | null = matter) =>
  administrator.post(`${path}/${code}/end`, { matter: of, version, note: "不再使用" });
async function entryOf(code: string, catalogue = "defects"): Promise<LooseJson> {
  const { catalogues } = (await administrator.get("/api/admin/catalogues")).body;
  const list = catalogues.find((one: LooseJson) => one.catalogue === catalogue);
  return list.entries.find((one: LooseJson) => one.code === code);
}

test("D26 every shipped reason that names a field names one of the matter's forms or materials", async () => {
  const { catalogues } = (await administrator.get("/api/admin/catalogues")).body;
  const { entries: shipped, fields } = catalogues.find((one: LooseJson) => one.catalogue === "defects");
  const known = fields.map((one: LooseJson) => one.field);
  const named = shipped.flatMap(({ versions: [newest] }: LooseJson) => newest.field ?? []);
  expect(named).toHaveLength(7);
  expect(known).toEqual(expect.arrayContaining(named));
});

test("D26 a defect that an administrator adds is offered and decides at once; ended it is neither, and what was said with it stays", async () => {
  const name = "遗失情况说明没有写日期";
  const { status, body } = await add({ name, field: "loss-statement", place: 45 });
  expect([status, body]).toEqual([200, { code: "local-1" }]);
  const theCase = await inReview(desk, "13900000001", "06000116");
  const reviewer = await api.browser().signIn("danwei", demoPassword);
  const offered = async () => {
    const task = await theCase.openTask("employer");
    return (await reviewer.get(`/api/tasks/${task.id}`)).body.defects.map(({ code }: { code: string }) => code);
  };
  const { id } = await theCase.openTask("employer");
  const [handedIn] = (await reviewer.get(`/api/tasks/${id}`)).body.forms;
  expect(handedIn.values).toMatchObject({ occasion: "搬家、搬迁" });
  // In its place among the shipped ones.
  expect(await offered()).toEqual([
    ...["photo", "identity", "statement", "signature", "local-1", "original", "position", "phone"],
  ]);
  const withIt = { ...sendBack(false), defects: ["photo", "local-1"] } as never;
  expect(await theCase.decide("danwei", withIt)).toEqual({ state: "accepted" });

  expect((await put("local-1", { version: 1, name: "情况说明没有日期" })).status).toBe(200);
  expect((await end("local-1", 2)).status).toBe(200);
  const applicant = await api.browser().signIn("13900000001", demoPassword);
  const view = (await applicant.get(`/api/cases/${theCase.id}`)).body;
  expect(view.returned.defects).toEqual(["证件照不合要求：应为近期正面免冠蓝底 2 寸照片", name]);
  expect(await entryOf("local-1")).toMatchObject({
    ...{ state: "ended", version: 3, name: "情况说明没有日期" },
    versions: [{ who: "苏明远", note: "不再使用" }, { name: "情况说明没有日期" }, { version: 1, name, place: 45 }],
  });

  // The figures count what was said by what it is called now, and the list behind the number is as long.
  const { from, to, returnReasons } = (await administrator.get("/api/analytics")).body;
  const line = returnReasons.find(({ label }: LooseJson) => label === "情况说明没有日期");
  expect(line.count).toBe(1);
  const query = new URLSearchParams({ from, to, measure: "returned", ...line.narrow });
  expect((await administrator.get(`/api/analytics/tasks?${query}`)).body.tasks).toHaveLength(1);

  await theCase.handIn();
  expect(await offered()).not.toContain("local-1");
  expect(await theCase.decide("danwei", withIt)).toMatchObject({ state: "refused", code: "no-such-defect" });
  expect(await rows(desk.database, "select 1 from audit_log where subject_id = 'defects/local-1'")).toHaveLength(3);
  await expect(rows(desk.database, "delete from catalogue_entries")).rejects.toThrow("only grows");
});

test("D26 a version holds from its day on, the one before it until then; an entry with a last day ends by itself", async () => {
  const { code } = (await add({ name: "材料方向颠倒", to: addDays(today(), 1) })).body;
  const inForceAt = async (days: number) => {
    const at = Date.now() + days * 86_400_000;
    const offered = await entriesInForce(desk.database, { catalogue: "defects", matter }, at);
    return offered.find((one) => one.code === code)?.name;
  };
  expect([await inForceAt(0), await inForceAt(1), await inForceAt(2)]).toEqual([
    ...["材料方向颠倒", "材料方向颠倒", undefined],
  ]);
  const change = { version: 1, name: "材料方向颠倒，请转正后上传", from: addDays(today(), 2) };
  expect((await put(code, change)).status).toBe(200);
  expect([await inForceAt(0), await inForceAt(2)]).toEqual(["材料方向颠倒", "材料方向颠倒，请转正后上传"]);
  expect(await entryOf(code)).toMatchObject({ state: "coming", from: change.from, to: null });
});

test("D26 what does not fit the list or the day is said at its field; two who change the same entry do not overwrite each other", async () => {
  const wrong: [object, string][] = [
    [{ name: " " }, "name"],
    [{ field: "no-such-field" }, "field"],
    [{ titles: Object.fromEntries(titleLevels.map((level) => [level, []])) }, "titles"],
    [{ from: addDays(today(), -1) }, "from"],
    [{ from: addDays(today(), 3), to: addDays(today(), 2) }, "to"],
    [{ place: -1 }, "place"],
    [{ note: "" }, "note"],
  ];
  for (const [change, path] of wrong) {
    const { status, body } = await add(change);
    expect([path, status, body.error.fields.map((field: LooseJson) => field.path)]).toEqual([path, 400, [path]]);
  }
  expect((await add({ matter: "no-such-matter" })).status).toBe(404);
  expect((await put("no-such-code", { version: 1, name: "没有这一项" })).status).toBe(404);

  const key = randomUUID();
  const pressed = await Promise.all([1, 2, 3].map(() => add({ key, name: "同一次按下" })));
  expect(new Set(pressed.map(({ status, body }) => `${status} ${body.code}`)).size).toBe(1);
  const { code } = pressed[0]!.body;
  const same = await add({ name: "同一次按下" });
  expect([same.status, same.body.error.code]).toEqual([409, "catalogue-name-taken"]);
  const twice = await Promise.all(["甲说法", "乙说法"].map((name) => put(code, { version: 1, name })));
  expect(twice.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(twice.find(({ status }) => status === 409)!.body.error.message).toMatch(/由 苏明远 在 .+ 改动（常见的问题）/);
  // Ended, it makes way for its name, and can be taken up again.
  expect((await end(code, 2)).status).toBe(200);
  expect((await put(code, { version: 3, name: "恢复的说法" })).status).toBe(200);
  expect((await entryOf(code)).state).toBe("current");
});

test("S2-09 D4 an occasion that an administrator adds can be declared and is published; reworded or ended, what was published stays", async () => {
  const occasions = "/api/admin/catalogues/loss-occasions/entries";
  const { code } = (await add({ name: "乘坐网约车时", place: 25 }, occasions)).body;
  const applicant = await api.browser().signIn("13900000002", demoPassword);
  const draftOf = async (certificate: string) =>
    (await applicant.post("/api/drafts", { matter, certificateId: desk.world.certificates[certificate] })).body;
  const draft = await draftOf("06000215");
  expect(draft.choices.occasion.map(({ label }: LooseJson) => label).slice(0, 4)).toEqual([
    ...["搬家、搬迁", "出行途中", "乘坐网约车时", "保管不善"],
  ]);
  const save = async (form: object) =>
    (await applicant.send("PATCH", `/api/drafts/${draft.id}`, { body: { version: (await read()).version, form } }))
      .body;
  const read = async () => (await applicant.get(`/api/drafts/${draft.id}`)).body;
  const handIn = async () =>
    applicant.post(`/api/drafts/${draft.id}/submission`, { key: randomUUID(), version: (await read()).version });
  const declaration = { circumstances: "lost", lostInMonth: "2026-03", truthful: true };
  await save({ ...declaration, occasion: "no-such-code" });
  expect((await handIn()).body.error.fields).toEqual([{ path: "occasion", message: "选的一项已经停用，请重新选择" }]);
  await save({ ...declaration, occasion: code });
  const { caseId } = (await handIn()).body;
  const notice = "select published->>'sentence' as sentence from notices where case_id = $1";
  const sentence = async () => (await row<{ sentence: string }>(desk.database, notice, [caseId]))?.sentence;
  expect(await sentence()).toBe("持证人声明：上述证书约于2026年3月因乘坐网约车时遗失，声明作废。");
  expect((await put(code, { version: 1, name: "乘车途中" }, occasions)).status).toBe(200);
  expect((await end(code, 2, occasions)).status).toBe(200);
  expect(await sentence()).toContain("乘坐网约车时");
  expect(await entriesInForce(desk.database, { catalogue: "loss-occasions", matter }, Date.now())).toHaveLength(6);
  // Chosen while it was offered and handed in past the API after it ended: the case itself refuses.
  const late = new TestCase(desk, "13900000003", "06000317");
  expect(await late.declare({ ...declaration, occasion: code })).toMatchObject({
    ...{ state: "refused", code: "no-such-choice" },
  });
});

const series = "/api/admin/catalogues/title-series/entries";
const titles = {
  member: [],
  assistant: ["助理政工师"],
  middle: ["政工师"],
  "deputy-senior": ["高级政工师"],
  senior: [],
};

test("S2-16 the 27 series are shipped, each with the names of its levels; those not read in a text are marked", async () => {
  const { catalogues } = (await administrator.get("/api/admin/catalogues")).body;
  const shipped = catalogues
    .find((one: LooseJson) => one.catalogue === "title-series")
    .entries.filter(({ versions }: LooseJson) => versions.at(-1).who === null);
  expect(new Set(shipped.map(({ name }: LooseJson) => name)).size).toBe(27);
  for (const { name, titles: named } of shipped) {
    for (const level of titleLevels.slice(1))
      expect([name, level, named[level].length > 0]).toEqual([name, level, true]);
    const all: string[] = titleLevels.flatMap((level) => named[level]);
    expect([name, new Set(all).size]).toEqual([name, all.length]);
    for (const title of all) expect(title).toMatch(/^\p{Script=Han}+$/u);
  }
  const named = new Map(shipped.map((one: LooseJson) => [one.code, one.titles]));
  expect(named.get("engineering")).toMatchObject({ member: ["技术员"], middle: ["工程师"] });
  expect(named.get("translation")).toMatchObject({ "deputy-senior": ["一级翻译"], senior: ["译审"] });
  expect(named.get("school-teaching")).toMatchObject({ assistant: ["二级教师"] });
  expect(shipped.filter(({ unconfirmed }: LooseJson) => unconfirmed)).toHaveLength(8);
});

test("S2-16 a local series is offered for offices; they follow its name, and keep it when it ends", async () => {
  const nothing = Object.fromEntries(titleLevels.map((level) => [level, []]));
  const wanted = { matter: null, place: 280, titles };
  expect((await add({ ...wanted, titles: nothing }, series)).status).toBe(400);
  const { code } = (await add({ ...wanted, name: "政工" }, series)).body;
  const choices = async () => (await administrator.get("/api/admin/office-choices")).body;
  expect((await choices()).series.at(-1)).toBe("政工");
  const { areas } = await choices();
  const office = {
    ...{ key: randomUUID(), kind: "title-office", name: "柳州市政工系列职改办（演示）", areaId: areas[0].id },
    ...{ series: "政工", parentId: null, phone: null },
  };
  expect((await administrator.post("/api/admin/offices", office)).status).toBe(200);
  expect((await put(code, { ...wanted, version: 1, name: "思想政治工作" }, series)).status).toBe(200);
  const read = async () => (await administrator.get(`/api/offices/${office.key}`)).body;
  expect(await read()).toMatchObject({ series: "思想政治工作", version: 2 });
  expect((await end(code, 2, series, null)).status).toBe(200);
  expect((await choices()).series).not.toContain("思想政治工作");
  const { key: _key, kind: _kind, areaId: _area, ...fields } = office;
  const kept = { ...fields, series: "思想政治工作", phone: "0772-1234567", version: 2 };
  expect((await administrator.send("PUT", `/api/offices/${office.key}`, { body: kept })).status).toBe(200);
  expect(await read()).toMatchObject({ series: "思想政治工作", phone: "0772-1234567" });
  const moved = await administrator.send("PUT", `/api/offices/${office.key}`, {
    body: { ...kept, version: 3, series: "没有这个系列" },
  });
  expect(moved.body.error.fields[0].path).toBe("series");
  expect(await entryOf(code, "title-series")).toMatchObject({ state: "ended", titles });
});
