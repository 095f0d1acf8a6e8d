import sharp from "sharp";
import { beginForgottenRecomputation } from "../../activities/calendar-change.ts";
import { row, rows } from "../../db/connection.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { until } from "../../tests/until.ts";
import { inReview, onNotice, runningNotice } from "../../tests/paths.ts";
import { openTestApi, type TestApi, type TestBrowser } from "../../tests/test-api.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { gapsOf } from "../presenters/health.ts";
import { loadCalendar } from "../../db/calendar.ts";
import { parseCivilDate } from "../../domain/civil-date.ts";
import { Refusal } from "../../domain/refusal.ts";

let desk: CaseDesk;
let api: TestApi;
let administrator: TestBrowser;
beforeEach(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    database: desk.database,
    url: desk.databaseUrl,
    encryption: desk.encryption,
    engine: desk.engine,
  });
  administrator = await api.browser().signIn("guanli", demoPassword);
});
afterEach(async () => {
  await api.close();
  await desk.stop();
});

const lastDayOf = (notice: { ends_at: Date }) =>
  new Date(notice.ends_at.getTime() - 1 + 8 * 3_600_000).toISOString().slice(0, 10);
const monthDay = (date: string) => `${Number(date.slice(5, 7))}月${Number(date.slice(8))}日`;

test("B-15 D2 a pasted notice is previewed with what it moves, imported with its text, and moves exactly that", async () => {
  const theCase = await onNotice(desk, "13900000006", "06000614");
  const before = await runningNotice(theCase);
  const lastDay = lastDayOf(before);
  const year = Number(lastDay.slice(0, 4));
  const text = `国办发明电〔测试〕9号\n一、测试节：${monthDay(lastDay)}放假，共1天。`;
  const previewed = await administrator.post("/api/admin/calendar/imports/preview", { layer: "CN", year, text });
  expect(previewed.status).toBe(200);
  expect(previewed.body).toMatchObject({ form: "notice", problems: [], notices: 1, version: 1 });
  expect(previewed.body.days).toContainEqual({
    ...{ date: lastDay, from: "plain", fromName: "", to: "off", toName: "测试节" },
  });
  const moving = previewed.body.moving.find(({ what }: { what: string }) => what === "notice");
  expect(moving).toMatchObject({ caseId: theCase.id, from: before.ends_at.toISOString() });
  // Looking changes nothing.
  expect((await loadCalendar(desk.database)).version).toBe("1");

  const source = { sourceDocument: "测试通知（国办发明电〔测试〕9号）", issuedOn: `${year - 1}-11-04` };
  const link = "https://www.gov.cn/test";
  const given = { layer: "CN", year, text, fileName: "通知.txt", ...source, link, version: 1 };
  const imported = await administrator.post("/api/admin/calendar/imports", given);
  expect(imported).toMatchObject({ status: 200, body: { version: 2 } });
  const after = await until(async () => {
    const notice = await runningNotice(theCase);
    return notice.calendar_version === 2 ? notice : undefined;
  }, "the recomputed notice");
  expect(after.ends_at.toISOString()).toBe(moving.to);
  expect(after.changes).toMatchObject([{ from: moving.from, to: moving.to }]);
  const told = await row<{ body: string }>(
    desk.database,
    "select body from notifications where case_id = $1 and kind = 'notice-moved'",
    [theCase.id],
  );
  expect(told!.body).toContain("国办发明电〔测试〕9号");

  const shown = (await administrator.get(`/api/admin/calendar?year=${year}`)).body;
  expect(shown.imports).toMatchObject([{ layer: "CN", version: 2, ...source, link, fileName: "通知.txt" }]);
  const kept = await administrator.get(`/api/admin/calendar/imports/${shown.imports[0].id}`);
  expect(kept.body).toEqual({ sourceDocument: source.sourceDocument, fileName: "通知.txt", text });
  // The preview that was confirmed is no longer the state of things.
  const again = await administrator.post("/api/admin/calendar/imports", given);
  expect(again).toMatchObject({ status: 409, body: { error: { code: "calendar-moved-on" } } });
});

test("P3 B-15 a calendar change whose engine goes away in the last moment is saved, and the sweep tells the cases when it is back", async () => {
  const theCase = await onNotice(desk, "13900000006", "06000614");
  const before = await runningNotice(theCase);
  const lost = async () => {
    throw new Refusal("engine-silent");
  };
  const away = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption },
    engine: { ...desk.engine, changeCalendar: lost },
  });
  try {
    const browser = await away.browser().signIn("guanli", demoPassword);
    const changed = await browser.post("/api/admin/calendar/days", {
      ...{ layer: "CN", date: lastDayOf(before), kind: "off", name: "测试节", sourceDocument: "测试通知" },
    });
    expect(changed).toMatchObject({ status: 200, body: { version: 2 } });
  } finally {
    await away.close();
  }
  await rows(desk.database, "update calendar_versions set changed_at = now() - interval '2 minutes' where version = 2");
  await beginForgottenRecomputation(desk.deps, desk.engine);
  const after = await until(async () => {
    const notice = await runningNotice(theCase);
    return notice.calendar_version === 2 ? notice : undefined;
  }, "the recomputed notice");
  expect(after.ends_at.getTime()).toBeGreaterThan(before.ends_at.getTime());
});

test("B-15 CSV and holiday-cn JSON are read alike; what is unsound says why and is not imported", async () => {
  const preview = async (layer: string, year: number, text: string) =>
    administrator.post("/api/admin/calendar/imports/preview", { layer, year, text });
  const csv = "日期,安排,名称\n2027-01-01,放假,元旦\n2027-01-03,上班,元旦\n";
  const json = JSON.stringify({
    $schema: "x",
    year: 2027,
    papers: [],
    days: [
      { name: "元旦", date: "2027-01-01", isOffDay: true },
      { name: "元旦", date: "2027-01-03", isOffDay: false },
    ],
  });
  const [fromCsv, fromJson] = [(await preview("CN", 2027, csv)).body, (await preview("CN", 2027, json)).body];
  expect([fromCsv.form, fromJson.form]).toEqual(["csv", "json"]);
  expect(fromCsv.days).toEqual(fromJson.days);
  expect(fromCsv.problems).toEqual([]);
  expect(fromCsv.days).toContainEqual(expect.objectContaining({ date: "2027-01-03", to: "work" }));
  const wrong = (await preview("CN", 2026, json)).body;
  expect(wrong.problems.join()).toContain("这份 JSON 是 2027 年的");
  const nonsense = "日期,安排,名称\n2027-02-30,放假,元旦\n2027-01-03,或许,元旦\n";
  expect((await preview("CN", 2027, nonsense)).body.problems).toHaveLength(3);
  const refused = await administrator.post("/api/admin/calendar/imports", {
    ...{ layer: "CN", year: 2027, text: nonsense, fileName: null, sourceDocument: "测试", issuedOn: null, link: null },
    version: 1,
  });
  expect(refused.status).toBe(400);
  expect((await preview("CN-450200", 2027, csv)).status).toBe(400);
  expect((await (await api.browser().signIn("danwei", demoPassword)).get("/api/admin/calendar?year=2027")).status).toBe(
    403,
  );
});

test("D2 an imported year settles what was provisional; a narrower layer overrules and the conflict is shown", async () => {
  const calendar = await loadCalendar(desk.database);
  const gaps = (today: string) => gapsOf(calendar, parseCivilDate(today)).map(({ year }) => year);
  expect(gaps("2026-09-30")).toEqual([]);
  expect(gaps("2026-10-01")).toEqual([2027, 2027]);
  const day = {
    layer: "CN-450200",
    date: "2026-10-10",
    kind: "off",
    name: "市庆",
    sourceDocument: "柳政办〔2026〕1号",
  };
  const { sourceDocument, ...change } = day;
  const previewed = await administrator.post("/api/admin/calendar/days/preview", change);
  expect(previewed.body).toMatchObject({ form: "day", days: [{ date: "2026-10-10", from: "plain", to: "off" }] });
  const { version } = previewed.body;
  const older = await administrator.post("/api/admin/calendar/days", { ...day, version: version - 1 });
  expect([older.status, older.body.error.code]).toEqual([409, "calendar-moved-on"]);
  expect((await administrator.post("/api/admin/calendar/days", { ...day, version })).status).toBe(200);
  const { days, known } = (await administrator.get("/api/admin/calendar?year=2026")).body;
  expect(known).toBe(true);
  expect(days).toContainEqual({ ...change, sourceDocument, overrules: "CN" });
});

test("B-15 a preview counts the due dates that a day off would move", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  const task = await theCase.openTask();
  const lastDay = lastDayOf({ ends_at: task.due_at! });
  const change = { layer: "CN", date: lastDay, kind: "off", name: "测试节" };
  const previewed = (await administrator.post("/api/admin/calendar/days/preview", change)).body;
  expect(previewed).toMatchObject({ notices: 0, tasks: 1 });
  expect(previewed.moving).toMatchObject([{ caseId: theCase.id, what: "task", from: task.due_at!.toISOString() }]);
  expect(Date.parse(previewed.moving[0].to)).toBeGreaterThan(task.due_at!.getTime());
});

test("D2 the scan of a notice is kept with its import, looked at as every upload, and downloaded as it is", async () => {
  const source = { sourceDocument: "测试通知", issuedOn: null, link: null, fileName: null };
  const text = "日期,安排,名称\n2027-01-01,放假,元旦\n";
  await administrator.post("/api/admin/calendar/imports", { layer: "CN", year: 2027, text, ...source, version: 1 });
  const { imports } = (await administrator.get("/api/admin/calendar?year=2027")).body;
  const path = `/api/admin/calendar/imports/${imports[0].id}/document`;
  expect(imports[0].documentName).toBeNull();
  const scan = await sharp({ create: { width: 300, height: 420, channels: 3, background: "#ffffff" } })
    .jpeg()
    .toBuffer();
  const refused = await administrator.send("POST", `${path}?name=%E9%80%9A%E7%9F%A5.pdf`, {
    body: Buffer.from("not a document at all"),
  });
  expect([refused.status, refused.body.error.code]).toEqual([422, "file-type-refused"]);
  const name = encodeURIComponent("国办通知.jpg");
  const attached = await administrator.send("POST", `${path}?name=${name}`, { body: scan });
  expect([attached.status, attached.body]).toEqual([200, { documentName: "国办通知.jpg" }]);
  const shown = (await administrator.get("/api/admin/calendar?year=2027")).body.imports[0];
  expect(shown.documentName).toBe("国办通知.jpg");
  const { status, headers } = await administrator.get(path);
  expect([status, headers.get("Content-Type"), headers.get("Content-Disposition")]).toEqual([
    ...[200, "image/jpeg", expect.stringMatching(/^attachment; /)],
  ]);
});
