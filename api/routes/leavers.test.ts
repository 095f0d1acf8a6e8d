import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { row, rows } from "../../db/connection.ts";
import { civilDateAt } from "../../domain/civil-date.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { inReview } from "../../tests/paths.ts";
import { openTestApi, type ApiAnswer, type TestApi, type TestBrowser } from "../../tests/test-api.ts";
import type { TestCase } from "../../tests/test-case.ts";
import { until } from "../../tests/until.ts";

let desk: CaseDesk;
let api: TestApi;
let theCase: TestCase;
let taskId = "";
let [leaver, chief, administrator]: TestBrowser[] = [];
let [leaverId, chiefId] = ["", ""];
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
  theCase = await inReview(desk, "13900000001", "06000116");
  await theCase.approve("danwei");
  await theCase.approve("zhuguan");
  taskId = (await theCase.openTask()).id;
  [leaver, chief, administrator] = await Promise.all(
    ["shizhigaiban", "shizhigaiban2", "guanli"].map((name) => api.browser().signIn(name, demoPassword)),
  );
  [leaverId, chiefId] = [theCase.account("shizhigaiban"), theCase.account("shizhigaiban2")];
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

const wanted = (version: string, to: string | null, key: string = randomUUID()) => ({
  ...{ key, version, reason: "调离本机构", tasks: [] as { id: string; to: string | null }[] },
  bodies: [{ id: bodyId, to }],
});
let bodyId = "";
const taskRow = () => row(desk.database, "select holder_id, lender_id, version from tasks where id = $1", [taskId]);

test("B-06 the preview shows all work of one person and who is barred from it; nobody but the chief or an administrator sees it", async () => {
  await leaver!.post(`/api/tasks/${taskId}/claim`);
  expect((await leaver!.get(`/api/leavers/${chiefId}`)).body.error.code).toBe("not-allowed");
  expect((await leaver!.get("/api/leavers")).body).toEqual({ people: [] });
  const { people } = (await administrator!.get("/api/leavers")).body;
  expect(people.map(({ accountId }: { accountId: string }) => accountId)).toEqual(
    expect.arrayContaining([leaverId, chiefId]),
  );
  const preview = (await chief!.get(`/api/leavers/${leaverId}`)).body;
  bodyId = preview.bodies[0].id;
  expect(preview.bodies).toMatchObject([
    { work: [{ taskId, how: "held", barred: [] }], colleagues: [{ accountId: chiefId, name: "农清河" }] },
  ]);
  await rows(desk.database, "update tasks set decided_by = $2 where case_id = $1 and receiver_kind = 'organisation'", [
    theCase.id,
    chiefId,
  ]);
  try {
    const barred = (await administrator!.get(`/api/leavers/${leaverId}`)).body;
    expect(barred.bodies[0].work[0].barred).toEqual([chiefId]);
    const refused = await administrator!.post(`/api/leavers/${leaverId}`, wanted(barred.version, chiefId));
    expect([refused.status, refused.body.error.code]).toEqual([422, "colleague-barred"]);
  } finally {
    await rows(
      desk.database,
      "update tasks set decided_by = $2 where case_id = $1 and receiver_kind = 'organisation'",
      [theCase.id, theCase.account("danwei")],
    );
  }
  expect(await taskRow()).toMatchObject({ holder_id: leaverId });
  expect((await leaver!.get("/api/session")).body.account).not.toBeNull();
});

test("B-06 what changed since the preview is not moved unseen", async () => {
  const { version } = (await chief!.get(`/api/leavers/${leaverId}`)).body;
  await leaver!.post(`/api/tasks/${taskId}/loan`, {
    ...{ version: ((await taskRow()) as { version: number }).version, to: chiefId },
    ...{ reason: "请看", until: civilDateAt(Date.now()) },
  });
  const refused = await chief!.post(`/api/leavers/${leaverId}`, wanted(version, chiefId));
  expect([refused.status, refused.body.error.code]).toEqual([409, "stale-version"]);
});

test("B-06 one act: the work goes over, the loan and the substitution end, seat and session end at the same instant; the same press again changes nothing", async () => {
  await leaver!.post("/api/substitutes", {
    ...{ key: randomUUID(), accountId: leaverId, substituteId: chiefId, matters: null, reason: "出差" },
    ...{ from: civilDateAt(Date.now()), to: civilDateAt(Date.now()) },
  });
  const preview = (await chief!.get(`/api/leavers/${leaverId}`)).body;
  expect(preview).toMatchObject({ substitutions: ["农清河代陆云舟"], bodies: [{ work: [{ how: "lent" }] }] });
  const press = wanted(preview.version, chiefId);
  const answers = await Promise.all([1, 2].map(() => chief!.post(`/api/leavers/${leaverId}`, press)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(await taskRow()).toMatchObject({ holder_id: chiefId, lender_id: null });
  const open =
    "select (select count(*)::int from loans where ended_at is null) + (select count(*)::int from substitutes where ended_at is null) as open";
  expect(await row(desk.database, open)).toEqual({ open: 0 });
  expect((await leaver!.get("/api/inbox")).status).toBe(401);
  const again = await api.browser().signIn("shizhigaiban", demoPassword);
  expect((await again.get(`/api/tasks/${taskId}`)).status).toBe(404);
  const { history } = (await chief!.get(`/api/tasks/${taskId}`)).body;
  const moved = history.filter(({ sentence }: { sentence: string }) => sentence.includes("调离本机构"));
  expect(moved).toMatchObject([{ sentence: "由陆云舟转交农清河办理：调离本机构" }]);
  expect((await chief!.post(`/api/leavers/${leaverId}`, { ...press, key: randomUUID() })).status).toBe(404);
});

test("B-06 two administrators who hand each other over at once: one of them stays, or nobody could administer any more", async () => {
  const second = theCase.account("xianzhigaiban");
  const first = theCase.account("guanli");
  await rows(
    desk.database,
    `insert into memberships (id, account_id, office_id, role, valid_from)
     select gen_random_uuid(), $1, office_id, 'administrator', '2024-01-01' from memberships where account_id = $2`,
    [second, first],
  );
  await rows(
    desk.database,
    "update memberships set valid_to = '2024-12-31' where role = 'administrator' and account_id <> all($1::uuid[])",
    [[first, second]],
  );
  const other = await api.browser().signIn("xianzhigaiban", demoPassword);
  const pressOf = async (browser: TestBrowser, accountId: string) => {
    const { version, bodies } = (await browser.get(`/api/leavers/${accountId}`)).body;
    const passed = bodies.map(({ id }: { id: string }) => ({ id, to: null }));
    return { key: randomUUID(), version, reason: "调离本机构", tasks: [], bodies: passed };
  };
  const [ofSecond, ofFirst] = [await pressOf(administrator!, second), await pressOf(other, first)];
  let presses: Promise<ApiAnswer>[] = [];
  await desk.database.transaction(async (transaction) => {
    // Both are let in before either has ended the other's session, and come to stand before the same question.
    const asked = "select pg_advisory_xact_lock(hashtextextended('administrators', 0))";
    await rows(desk.database, asked, [], transaction);
    presses = [administrator!.post(`/api/leavers/${second}`, ofSecond), other.post(`/api/leavers/${first}`, ofFirst)];
    const waiting = "select 1 from pg_stat_activity where datname = current_database() and wait_event = 'advisory'";
    await until(async () => (await rows(desk.database, waiting)).length === 2, "both who wait");
  });
  const answers = await Promise.all(presses);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  expect(answers.find(({ status }) => status === 422)!.body.error.code).toBe("last-administrator");
});
