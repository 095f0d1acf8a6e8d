import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { row, rows } from "../../db/connection.ts";
import { civilDateAt } from "../../domain/civil-date.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { demoOffices } from "../../ops/demo-data/places.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { inReview } from "../../tests/paths.ts";
import { newIdentityNumber } from "../../tests/factories.ts";
import { openTestApi, type TestApi, type TestBrowser } from "../../tests/test-api.ts";

let desk: CaseDesk;
let api: TestApi;
let administrator: TestBrowser;
let cityChief: TestBrowser;
let countyChief: TestBrowser;
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
  [administrator, cityChief, countyChief] = (await Promise.all(
    ["guanli", "shizhigaiban2", "xianzhigaiban"].map((name) => api.browser().signIn(name, demoPassword)),
  )) as [TestBrowser, TestBrowser, TestBrowser];
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

const idOf = (key: (typeof demoOffices)[number]["key"]) => demoOffices.find((office) => office.key === key)!.id;
const cityId = idOf("city-title-office");
const countyId = idOf("county-title-office");
const day = (days = 0) => civilDateAt(Date.now() + days * 86_400_000);
const seatFor = (account: object, change: object = {}) => ({
  ...{ key: randomUUID(), role: "reviewer", from: day(), to: null, account, requestId: null },
  ...change,
});
const newAccount = (loginName: string, name = "新来的人") => ({
  ...{ kind: "new", loginName, name, identityNumber: newIdentityNumber() },
});
const view = async (id: string, as = administrator) => (await as.get(`/api/offices/${id}`)).body;
const codeOf = ({ status, body }: { status: number; body: { error?: { code: string } } }) =>
  status === 200 ? 200 : body.error?.code;

const accountIdOf = async (loginName: string) =>
  (await row<{ id: string }>(desk.database, "select id from accounts where login_name = $1", [loginName]))!.id;
const standIn = async (absentId: string, substituteId: string, from = day()) => {
  const id = randomUUID();
  await rows(
    desk.database,
    `insert into substitutes (id, account_id, substitute_id, valid_from, valid_to, reason, made_by, made_at)
     values ($1, $2, $3, $4, '2098-12-31', '参加培训', $2, now())`,
    [id, absentId, substituteId, from],
  );
  return id;
};

test("D19 the city's chief lets nobody into an account that stands in, will, or once sat outside the chief's offices", async () => {
  const key = randomUUID();
  const made = await cityChief.post(`/api/offices/${countyId}/members`, seatFor(newAccount("shechu"), { key }));
  const { accountId } = made.body;
  const renew = async (as: TestBrowser) =>
    codeOf(await as.post(`/api/accounts/${accountId}/password`, { officeId: countyId }));
  expect(await renew(cityChief)).toBe(200);
  const substitution = await standIn(await accountIdOf("zhuguan"), accountId, day(3));
  expect([await renew(cityChief), await renew(administrator)]).toEqual(["not-allowed", 200]);
  const { members } = await view(countyId, cityChief);
  expect(members.find(({ membershipId }: { membershipId: string }) => membershipId === key).mayRenewPassword).toBe(
    false,
  );
  await rows(desk.database, "update substitutes set ended_at = now() where id = $1", [substitution]);
  expect(await renew(cityChief)).toBe(200);
  await rows(
    desk.database,
    `insert into memberships (id, account_id, office_id, role, valid_from, valid_to)
     values ($1, $2, $3, 'reviewer', '2024-01-01', '2024-12-31')`,
    [randomUUID(), accountId, idOf("industry-department")],
  );
  expect([await renew(cityChief), await renew(administrator)]).toEqual(["not-allowed", 200]);
  const elsewhere = { officeId: idOf("industry-department") };
  expect(codeOf(await administrator.post(`/api/accounts/${accountId}/password`, elsewhere))).toBe("not-found");
});

test("B-05 a seat that ends leaves who stands in at the person's other desks; what they hold in the ended one goes back, and with the last desk it is over", async () => {
  const theCase = await inReview(desk, "13900000002", "06000215");
  await theCase.approve("danwei");
  await theCase.approve("zhuguan");
  const { id: taskId } = await theCase.openTask();
  const first = seatFor(newAccount("sanchu", "三处"));
  const { accountId } = (await administrator.post(`/api/offices/${cityId}/members`, first)).body;
  const second = seatFor({ kind: "existing", loginName: "sanchu" });
  expect(codeOf(await administrator.post(`/api/offices/${idOf("talent-centre")}/members`, second))).toBe(200);
  const substitution = await standIn(accountId, theCase.account("xianzhigaiban"));
  expect(codeOf(await countyChief.post(`/api/tasks/${taskId}/claim`))).toBe(200);
  const end = (id: string, release: boolean) =>
    administrator.post(`/api/memberships/${id}/end`, { version: 1, reason: "调离", release });
  expect(codeOf(await end(first.key, false))).toBe("member-has-work");
  expect(codeOf(await end(first.key, true))).toBe(200);
  const holder = await row(desk.database, "select holder_id from tasks where id = $1", [taskId]);
  expect(holder).toEqual({ holder_id: null });
  const isOver = async () =>
    (await row<{ over: boolean }>(desk.database, "select ended_at is not null as over from substitutes where id = $1", [
      substitution,
    ]))!.over;
  expect(await isOver()).toBe(false);
  expect(codeOf(await end(second.key, false))).toBe(200);
  expect(await isOver()).toBe(true);
});

test("S2-05 a press whose number is another office's seat is refused, and so is a day of no calendar", async () => {
  const seat = seatFor(newAccount("chongfu"));
  expect(codeOf(await administrator.post(`/api/offices/${countyId}/members`, seat))).toBe(200);
  expect(codeOf(await administrator.post(`/api/offices/${cityId}/members`, seat))).toBe("key-reused");
  for (const to of ["0000-12-31", "0500-01-01", "1899-12-31", "2200-01-01", "9999-12-31"]) {
    const dated = await administrator.post(`/api/offices/${countyId}/members`, { ...seat, key: randomUUID(), to });
    expect([to, dated.status, dated.body.error?.fields]).toEqual([
      to,
      400,
      [{ path: "to", message: "请填写真实日期" }],
    ]);
  }
});
