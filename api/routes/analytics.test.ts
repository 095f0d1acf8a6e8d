import { randomUUID } from "node:crypto";
import { row, rows } from "../../db/connection.ts";
import { loadCalendar } from "../../db/calendar.ts";
import type { TaskRow } from "../../db/rows.ts";
import { addDays, civilDateAt, parseCivilDate } from "../../domain/civil-date.ts";
import { workingDaysBetween } from "../../domain/working-days.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { plantDrawnTasks } from "../../tests/drawn-tasks.ts";
import { inReview, sendBack } from "../../tests/paths.ts";
import { openTestApi, type LooseJson, type TestApi, type TestBrowser } from "../../tests/test-api.ts";
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
  await theCase.decide("danwei", { ...sendBack(false), defects: ["photo", "identity"] } as never);
  await theCase.openTask("materials");
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

const signIn = (loginName: string) => api.browser().signIn(loginName, demoPassword);
const today = () => civilDateAt(Date.now());
const officeId = async (name: string) =>
  (await row<{ id: string }>(desk.database, "select id from offices where name like $1", [name]))!.id;

async function figuresOf(browser: TestBrowser, filters: Record<string, string> = {}): Promise<LooseJson> {
  const { status, body } = await browser.get(`/api/analytics?${new URLSearchParams(filters)}`);
  expect([status, body.error ?? ""]).toEqual([200, ""]);
  return body;
}

/** All pages of the list; the count of the first one is what is in them. */
async function listOf(browser: TestBrowser, query: Record<string, string>): Promise<LooseJson[]> {
  const tasks: LooseJson[] = [];
  let after = "";
  do {
    const { status, body } = await browser.get(
      `/api/analytics/tasks?${new URLSearchParams({ ...query, limit: "100", after })}`,
    );
    expect([status, body.error ?? ""]).toEqual([200, ""]);
    tasks.push(...body.tasks);
    if (after === "") expect(body.count).toBeLessThanOrEqual(body.next ? Infinity : tasks.length);
    after = body.next ?? "";
  } while (after);
  return tasks;
}

/** Every number of an answer, with what its list is asked for. */
function numbersOf(figures: LooseJson, filters: Record<string, string>): [number, Record<string, string>][] {
  const { from, to } = figures;
  const found: [number, Record<string, string>][] = [];
  const add = (line: LooseJson, measures: Record<string, string>) => {
    for (const [name, measure] of Object.entries(measures))
      found.push([line[name], { ...filters, from, to, ...line.narrow, measure }]);
  };
  const all = Object.fromEntries(
    ["decided", "late", "returned", "rejected", "open", "overdue"].map((name) => [name, name]),
  );
  add(figures.totals, { ...all, received: "received" });
  for (const line of [...figures.byStep, ...figures.byOffice, ...figures.byArea, ...figures.byMatter]) add(line, all);
  for (const line of figures.throughput) add(line, { received: "received", decided: "decided" });
  for (const line of figures.ages) add(line, { count: "open" });
  for (const line of figures.returnReasons) add(line, { count: "returned" });
  for (const line of figures.rejectionReasons) add(line, { count: "rejected" });
  return found;
}

test("B-21 a decision of this minute is counted today: at its step and desk, with its reasons, although its case's clock runs ahead", async () => {
  const administrator = await signIn("guanli");
  const ahead = (await theCase.row())!.clock_ahead;
  expect(ahead).toBeGreaterThan(86_400_000);
  const figures = await figuresOf(administrator, { from: today(), to: today() });
  expect(figures.totals).toMatchObject({ received: 1, decided: 1, returned: 1, rejected: 0, open: 0 });
  expect(figures.byStep).toMatchObject([
    { label: "单位审核并盖章", decided: 1, medianDays: 0, p90Days: 0, returned: 1 },
  ]);
  expect(figures.byOffice).toMatchObject([
    { label: "用人单位（合计）", narrow: { officeId: "employers" }, decided: 1 },
  ]);
  expect(figures.returnReasons.map(({ label, count }: LooseJson) => [label, count])).toEqual([
    ["证件照不合要求：应为近期正面免冠蓝底 2 寸照片", 1],
    ["身份证照片不清晰或缺一面", 1],
  ]);
  const [listed] = await listOf(administrator, { measure: "returned", reason: "身份证照片不清晰或缺一面" });
  expect(listed).toMatchObject({
    caseNumber: (await theCase.row())!.number,
    outcomeName: "退回",
    days: 0,
    taskId: null,
  });
  expect((await figuresOf(administrator, { from: addDays(today(), 1), to: addDays(today(), 9) })).totals.decided).toBe(
    0,
  );
});

describe("B-21 with work drawn at random", () => {
  beforeAll(async () => plantDrawnTasks(desk.database, theCase.id, 220));

  test("B-21 every number is the length of the list behind it, for a chief and an administrator, whatever it is narrowed to", async () => {
    const county = (await row<{ id: string }>(desk.database, "select id from areas where name = '鹿寨县'"))!.id;
    const city = (await row<{ id: string }>(desk.database, "select id from areas where name = '柳州市'"))!.id;
    const wide = { from: addDays(today(), -170), to: today() };
    const asked: [string, Record<string, string>][] = [
      ["guanli", { ...wide, areaId: county }],
      ["guanli", { ...wide, areaId: city, officeId: "employers" }],
      ["shizhigaiban2", { ...wide, matter: "certificate-replacement" }],
      ["shizhigaiban2", { from: addDays(today(), -20), to: today(), officeId: await officeId("鹿寨县职改办%") }],
    ];
    const different = new Set<number>();
    for (const [loginName, filters] of asked) {
      const browser = await signIn(loginName);
      const figures = await figuresOf(browser, filters);
      const numbers = numbersOf(figures, filters);
      while (numbers.length > 0)
        await Promise.all(
          numbers.splice(-10).map(async ([number, query]) => {
            expect([query, (await listOf(browser, query)).length]).toEqual([query, number]);
            different.add(number);
          }),
        );
    }
    expect(different.size).toBeGreaterThan(20);
  }, 120_000);

  test("B-21 median, p90 and the rest are those of the rows, counted anew", async () => {
    const filters = { from: addDays(today(), -100), to: addDays(today(), -3) };
    const { byStep, totals, ages } = await figuresOf(await signIn("guanli"), filters);
    const calendar = await loadCalendar(desk.database);
    const all = await rows<TaskRow>(desk.database, "select * from tasks where kind <> 'ask'");
    const dayOf = (instant: Date, task: TaskRow) => civilDateAt(instant.getTime() - task.clock_ahead);
    const inPeriod = (day: string) => day >= filters.from && day <= filters.to;
    const decided = all.filter((task) => task.state === "decided" && inPeriod(dayOf(task.decided_at!, task)));
    const daysOf = (tasks: TaskRow[]) =>
      tasks
        .map((task) =>
          workingDaysBetween(civilDateAt(task.opened_at.getTime()), civilDateAt(task.decided_at!.getTime()), calendar),
        )
        .sort((one, other) => one - other);
    expect(decided.length).toBeGreaterThan(40);
    for (const line of byStep) {
      const days = daysOf(decided.filter(({ step }) => step === line.narrow.step));
      const rank = (percent: number) => days[Math.ceil((days.length * percent) / 100) - 1] ?? null;
      expect([line.label, line.decided, line.medianDays, line.p90Days]).toEqual([
        ...[line.label, days.length, rank(50), rank(90)],
      ]);
    }
    const late = decided.filter(({ decided_at: at, due_at: due }) => due && at! >= due);
    const received = all.filter(
      ({ state, ...task }) =>
        !["waiting", "recalled"].includes(state) && inPeriod(dayOf(task.opened_at, task as TaskRow)),
    );
    const open = all.filter(({ state }) => state === "open");
    expect([totals.decided, totals.late, totals.received, totals.open]).toEqual([
      ...[decided.length, late.length, received.length, open.length],
    ]);
    expect(ages.reduce((sum: number, { count }: LooseJson) => sum + count, 0)).toBe(open.length);
    const atMostOne = open.filter(
      (task) =>
        workingDaysBetween(
          civilDateAt(task.opened_at.getTime()),
          civilDateAt(Date.now() + task.clock_ahead),
          calendar,
        ) <= 1,
    );
    expect(ages[0].count).toBe(atMostOne.length);
  });

  test("B-21 a chief counts the own office and those below, an administrator all, nobody else any", async () => {
    const [chief, department] = await Promise.all(["shizhigaiban2", "zhuguan"].map(signIn));
    const names = async (browser: TestBrowser) =>
      (await figuresOf(browser)).offices.map(({ name }: { name: string }) => name);
    expect(await names(chief!)).toEqual(["柳州市职改办（演示）", "鹿寨县职改办（演示）"]);
    expect(await names(department!)).toEqual(["柳州市示例工业主管局"]);
    const foreign = await officeId("柳州市示例工业主管局");
    for (const path of [`?officeId=${foreign}`, "?officeId=employers", `/tasks?measure=open&officeId=${foreign}`])
      expect([path, (await chief!.get(`/api/analytics${path}`)).status]).toEqual([path, 404]);
    const deskNames = (await listOf(chief!, { measure: "decided", from: "2026-01-01" })).map(
      ({ deskName }) => deskName,
    );
    expect(new Set(deskNames)).toEqual(new Set(["柳州市职改办（演示）", "鹿寨县职改办（演示）"]));
    for (const loginName of ["shizhigaiban", "danwei", "13900000001"])
      expect([loginName, (await (await signIn(loginName)).get("/api/analytics")).status]).toEqual([loginName, 403]);
    const backwards = await chief!.get("/api/analytics?from=2026-11-02&to=2026-11-01");
    expect([backwards.status, backwards.body.error.fields]).toEqual([
      ...[400, [{ path: "from", message: "开始日期不能晚于结束日期" }]],
    ]);
  });

  test("B-21 figures cover ten years at most, and days that calendar and database know", async () => {
    const chief = await signIn("shizhigaiban2");
    expect((await chief.get("/api/analytics?from=2016-11-21&to=2026-11-21")).status).toBe(200);
    for (const path of ["?", "/tasks?measure=open&", "/export?format=csv&", "/tasks/export?format=csv&measure=open&"]) {
      const long = await chief.get(`/api/analytics${path}from=2016-11-20&to=2026-11-21`);
      expect([path, long.status, long.body.error?.fields]).toEqual([
        ...[path, 400, [{ path: "from", message: "最多统计十年" }]],
      ]);
    }
    for (const path of ["/api/analytics", "/api/ratings", "/api/search"])
      for (const query of ["from=0000-01-01", "from=0500-01-01", "to=0500-01-01", "to=9999-12-31"])
        expect([path, query, (await chief.get(`${path}?${query}`)).status]).toEqual([path, query, 400]);
    expect((await chief.get("/api/analytics?to=1900-01-01")).status).toBe(200);
  });

  test("B-21 a series' office counts itself alone; its area's office for all series counts it too", async () => {
    const [series, city] = [randomUUID(), await officeId("柳州市职改办%")];
    await rows(
      desk.database,
      `insert into offices (id, kind, name, area_id, series)
       select $1, kind, '柳州市工程系列职改办（演示）', area_id, '工程系列' from offices where id = $2`,
      [series, city],
    );
    await rows(
      desk.database,
      `insert into memberships (id, account_id, office_id, role, valid_from)
       select $1, id, $1, 'chief', '2024-01-01' from accounts where login_name = 'shizhigaiban'`,
      [series],
    );
    try {
      const names = async (loginName: string) =>
        (await figuresOf(await signIn(loginName))).offices.map(({ name }: { name: string }) => name).toSorted();
      expect(await names("shizhigaiban")).toEqual(["柳州市工程系列职改办（演示）"]);
      expect(await names("shizhigaiban2")).toEqual([
        ...["柳州市工程系列职改办（演示）", "柳州市职改办（演示）", "鹿寨县职改办（演示）"].toSorted(),
      ]);
    } finally {
      await rows(desk.database, "delete from memberships where id = $1", [series]);
      await rows(desk.database, "delete from offices where id = $1", [series]);
    }
  });

  test("B-21 the numbers and a number's list go out as CSV and Excel, the same numbers, on the record", async () => {
    const administrator = await signIn("guanli");
    const figures = await figuresOf(administrator);
    const csv: string = (await administrator.get("/api/analytics/export?format=csv")).body;
    const lines = csv.replace("\ufeff", "").trim().split("\r\n");
    expect(lines[0]).toBe(
      "分组,名称,收到,办结,用时中位数（工作日）,用时九成以内（工作日）,超期办结,退回,不予通过,在办,逾期在办,评价",
    );
    const { received, decided, medianDays, p90Days, late, returned, rejected, open, overdue } = figures.totals;
    expect(lines[1]).toMatch(/^合计,/);
    expect(lines[1]!.split(",").slice(2)).toEqual(
      [received, decided, medianDays, p90Days, late, returned, rejected, open, overdue, ""].map(String),
    );
    expect(lines).toHaveLength(
      2 +
        [
          "byStep",
          "byOffice",
          "byArea",
          "byMatter",
          "throughput",
          "ages",
          "returnReasons",
          "rejectionReasons",
          "ratings",
        ]
          .map((name) => figures[name].length)
          .reduce((sum: number, count: number) => sum + count, 0),
    );
    const list: string = (await administrator.get("/api/analytics/tasks/export?format=csv&measure=open")).body;
    expect(list.trim().split("\r\n")).toHaveLength(1 + open);
    for (const path of ["export?format=xlsx", "tasks/export?format=xlsx&measure=decided"])
      expect((await administrator.get(`/api/analytics/${path}`)).body.slice(0, 2)).toBe("PK");
    const kept = await rows<{ subject_kind: string }>(
      desk.database,
      "select subject_kind from audit_log where action = 'file.read' order by id desc limit 4",
    );
    expect(kept.map((entry) => entry.subject_kind).toSorted()).toEqual([
      ...["exportAnalytics", "exportAnalytics", "exportMeasured", "exportMeasured"],
    ]);
  });

  test("B-21 a period is cut into days, weeks or months that cover it without a gap", async () => {
    const chief = await signIn("shizhigaiban2");
    for (const [from, to, many] of [
      ["2026-11-01", "2026-11-21", 21],
      ["2026-08-24", "2026-11-21", 13],
      ["2025-11-22", "2026-11-21", 13],
    ] as const) {
      const { throughput } = await figuresOf(chief, { from, to });
      expect([throughput.length, throughput[0].narrow.from, throughput.at(-1).narrow.to]).toEqual([many, from, to]);
      for (const [index, { narrow }] of throughput.entries())
        if (index > 0) expect(narrow.from).toBe(addDays(parseCivilDate(throughput[index - 1].narrow.to), 1));
    }
  });
});
