import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { moveOfficeHistory } from "../../activities/office-history.ts";
import { row, rows } from "../../db/connection.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { demoOffices } from "../../ops/demo-data/places.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { inReview } from "../../tests/paths.ts";
import { succeedOffice } from "../../tests/successions.ts";
import { openTestApi, type TestApi, type TestBrowser } from "../../tests/test-api.ts";

let desk: CaseDesk;
let api: TestApi;
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

const idOf = (key: (typeof demoOffices)[number]["key"]) => demoOffices.find((office) => office.key === key)!.id;
const [cityId, countyId] = [idOf("city-title-office"), idOf("county-title-office")];
const many = 6;

/** Further cases that ended where one did, with the tasks that the office decided there. */
async function plantClosed(caseId: string): Promise<void> {
  await rows(
    desk.database,
    `insert into cases select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'number', 'PAST-' || n,
       'certificate_id', null))).* from cases c, generate_series(1, $2) n where c.id = $1`,
    [caseId, many],
  );
  const columns = await rows<{ name: string }>(
    desk.database,
    `select column_name as name from information_schema.columns where table_name = 'tasks' and is_generated = 'NEVER'
       and column_name not in ('id', 'case_id', 'case_number')`,
  );
  const others = columns.map(({ name }) => name);
  await rows(
    desk.database,
    `insert into tasks (id, case_id, case_number, ${others.join(", ")})
     select gen_random_uuid(), c.id, c.number, ${others.map((name) => `t.${name}`).join(", ")}
     from cases c, tasks t where c.number like 'PAST-%' and t.case_id = $1 and t.receiver_id = $2`,
    [caseId, countyId],
  );
}

const found = async (browser: TestBrowser) => (await browser.get("/api/search?limit=50")).body.cases.length;
const done = async (browser: TestBrowser) => (await browser.get("/api/inbox/counts")).body.counts.done;
const lyingAtCounty = async () =>
  (await row<{ tasks: number; cases: number }>(
    desk.database,
    `select (select count(*)::int from tasks where receiver_id = $1) as tasks,
       (select count(*)::int from desk_cases where receiver_id = $1) as cases`,
    [countyId],
  ))!;

test("B-17 what an office once had follows page by page, also when it is broken off; its successor reads all of it all along", async () => {
  const theCase = await inReview(desk, "13900000006", "06000614");
  for (const office of ["xuexiao", "jiaoyuju"]) await theCase.approve(office);
  const task = await theCase.openTask();
  expect(task.receiver_id).toBe(countyId);
  await theCase.approve("xianzhigaiban");
  await theCase.closed();
  await plantClosed(theCase.id);
  const all = many + 1;
  const [administrator, approver, county, city] = await Promise.all(
    ["guanli", "guanli2", "xianzhigaiban", "shizhigaiban"].map((name) => api.browser().signIn(name, demoPassword)),
  );
  const before = await done(county!);
  expect([await found(county!), before, await found(city!)]).toEqual([all, all, 0]);

  const applicant = await api.browser().signIn("13900000006", demoPassword);
  const rate = async (caseId: string) =>
    (await applicant.post(`/api/cases/${caseId}/rating`, { level: 2, reasons: ["slow"], text: "太慢" })).status;
  expect(await rate(theCase.id)).toBe(200);
  expect((await succeedOffice([administrator!, approver!], countyId, cityId)).status).toBe(200);
  // What nobody has answered is answered by the office that goes on; so is what is said before the case has followed.
  const past = (await row<{ id: string }>(desk.database, "select id from cases where number = 'PAST-1'"))!;
  expect(await rate(past.id)).toBe(200);
  for (const caseId of [theCase.id, past.id])
    expect((await city!.post(`/api/ratings/${caseId}/answer`, { text: "已改进。" })).status).toBe(200);
  // Nothing of it was touched in the act, and all of it is read.
  expect(await lyingAtCounty()).toEqual({ tasks: all, cases: all });
  const left = async () => {
    const pages = await Promise.all([cityId, countyId].map((id) => administrator!.get(`/api/offices/${id}`)));
    return pages.map((page) => page.body.movingHistory.map((move: { left: number }) => move.left));
  };
  const reads = async () => {
    expect([await found(county!), await done(county!), await found(city!)]).toEqual([all, all, all]);
    const opened = await Promise.all([county!, city!].map((browser) => browser.get(`/api/tasks/${task.id}`)));
    expect(opened.map(({ status }) => status)).toEqual([200, 200]);
    expect((await city!.get(`/api/cases/${theCase.id}`)).status).toBe(200);
  };
  expect(await left()).toEqual([[all], [all]]);
  await reads();

  // The second page of two breaks off.
  const third = await row<{ case_id: string }>(
    desk.database,
    "select case_id from desk_cases where receiver_id = $1 order by case_id offset 2 limit 1",
    [countyId],
  );
  await desk.database.query(`
    create function break_off() returns trigger language plpgsql as $$ begin raise exception 'broken off'; end $$;
    create trigger break_off before update on tasks for each row when (old.case_id = '${third!.case_id}') execute function break_off()`);
  await expect(moveOfficeHistory(desk, { perPage: 2 })).rejects.toThrow("broken off");
  expect(await lyingAtCounty()).toEqual({ tasks: all - 2, cases: all - 2 });
  expect(await left()).toEqual([[all - 2], [all - 2]]);
  await reads();

  await desk.database.query("drop trigger break_off on tasks; drop function break_off()");
  await Promise.all([1, 2, 3].map(() => moveOfficeHistory(desk, { perPage: 2 })));
  // Whoever was quicker may have left the last look to the next round.
  await moveOfficeHistory(desk);
  expect(await lyingAtCounty()).toEqual({ tasks: 0, cases: 0 });
  expect(await left()).toEqual([[], []]);
  await reads();
  const names = await rows(desk.database, "select distinct receiver_name from tasks where receiver_id = $1", [cityId]);
  expect(names).toEqual([{ receiver_name: "鹿寨县职改办（演示）" }]);
}, 120_000);
