import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { row, rows } from "../../db/connection.ts";
import { civilDateAt } from "../../domain/civil-date.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { demoAreas, demoOffices } from "../../ops/demo-data/places.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { inReview } from "../../tests/paths.ts";
import { newIdentityNumber } from "../../tests/factories.ts";
import { openTestApi, type ApiAnswer, type TestApi, type TestBrowser } from "../../tests/test-api.ts";
import { until } from "../../tests/until.ts";

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
const newAccount = (loginName: string, name = "新来的人", identityNumber = newIdentityNumber()) =>
  ({ kind: "new", loginName, name, identityNumber }) as const;
const view = async (id: string, as = administrator) => (await as.get(`/api/offices/${id}`)).body;
const codeOf = ({ status, body }: { status: number; body: { error?: { code: string } } }) =>
  status === 200 ? 200 : body.error?.code;

test("S2-05 a county's office asks for an account, the city's office makes it or says why not; nobody else, and never an administrator", async () => {
  const ask = { name: "钟文渊", role: "reviewer", reason: "新增审核岗位" };
  const [first, second] = [randomUUID(), randomUUID()];
  for (const key of [first, first, second])
    expect(codeOf(await countyChief.post(`/api/offices/${countyId}/account-requests`, { key, ...ask }))).toBe(200);
  expect(codeOf(await cityChief.post(`/api/offices/${cityId}/account-requests`, { key: randomUUID(), ...ask }))).toBe(
    "not-allowed",
  );
  const seat = seatFor(newAccount("zhongwenyuan", "钟文渊"), { requestId: first });
  expect(codeOf(await countyChief.post(`/api/offices/${countyId}/members`, seat))).toBe("not-allowed");
  const listed = (await cityChief.get("/api/admin/offices")).body.offices;
  expect(listed.map(({ id, requests }: { id: string; requests: number }) => [id, requests])).toEqual([
    [cityId, 0],
    [countyId, 2],
  ]);
  for (const office of ["industry-department", "talent-centre", "city-title-office"] as const)
    expect(codeOf(await cityChief.post(`/api/offices/${idOf(office)}/members`, { ...seat, requestId: null }))).toBe(
      "not-allowed",
    );
  expect(codeOf(await cityChief.post(`/api/offices/${countyId}/members`, { ...seat, role: "administrator" }))).toBe(
    "not-allowed",
  );
  const made = await cityChief.post(`/api/offices/${countyId}/members`, seat);
  expect([made.status, made.body.initialPassword]).toEqual([200, expect.stringMatching(/^[\w]{4}(-\w{4}){2}$/)]);
  // The password is in that one answer: neither in the rows nor when the same press comes again.
  expect((await cityChief.post(`/api/offices/${countyId}/members`, seat)).body).toEqual({
    accountId: made.body.accountId,
    initialPassword: null,
  });
  expect(codeOf(await cityChief.post(`/api/account-requests/${second}/decline`, { answer: "岗位已满" }))).toBe(200);
  expect(codeOf(await cityChief.post(`/api/account-requests/${second}/decline`, { answer: "岗位已满" }))).toBe(
    "stale-version",
  );
  const { requests, members, changes } = await view(countyId, countyChief);
  expect(requests.map(({ id, state, answer }: Record<string, unknown>) => [id, state, answer]).sort()).toEqual(
    [
      [first, "granted", null],
      [second, "declined", "岗位已满"],
    ].sort(),
  );
  expect(members).toContainEqual(expect.objectContaining({ loginName: "zhongwenyuan", initialPassword: true }));
  expect(changes.map(({ who, sentence }: Record<string, string>) => `${who}${sentence}`)).toEqual(
    expect.arrayContaining(["周叙白申请账户：钟文渊", "农清河增加人员：钟文渊", "农清河不予建立账户：钟文渊"]),
  );
  const trail = await rows<{ data: object }>(desk.database, "select data from audit_log where subject_kind = 'office'");
  expect(JSON.stringify(trail)).not.toContain("钟文渊");
});

test("D19 an initial password opens nothing but its change; the new one follows the rule, and ends the person's other sessions", async () => {
  const made = await administrator.post(`/api/offices/${countyId}/members`, seatFor(newAccount("chuci")));
  const [here, elsewhere] = [api.browser(), api.browser()];
  for (const browser of [here, elsewhere]) await browser.signIn("chuci", made.body.initialPassword);
  expect((await here.get("/api/session")).body.account).toMatchObject({ mustChangePassword: true });
  for (const path of ["/api/inbox", "/api/notifications", "/api/admin/offices", "/api/substitutes"])
    expect(codeOf(await here.get(path))).toBe("password-change-needed");
  const change = (password: string, newPassword: string) =>
    here.post("/api/session/password", { password, newPassword });
  expect(codeOf(await change("not-the-password-1", demoPassword))).toBe("wrong-password");
  for (const weak of ["Kurz-1", "onlylowercase", "lower12345678"])
    expect((await change(made.body.initialPassword, weak)).body.error.fields[0].path).toBe("newPassword");
  expect(codeOf(await change(made.body.initialPassword, made.body.initialPassword))).toBe("password-unchanged");
  const changed = await change(made.body.initialPassword, "Wode-Mima-7");
  expect([changed.status, changed.body.account.mustChangePassword]).toEqual([200, false]);
  expect((await here.get("/api/inbox")).status).toBe(200);
  expect((await elsewhere.get("/api/session")).body.account).toBeNull();
  await expect(api.browser().signIn("chuci", made.body.initialPassword)).rejects.toThrow("wrong-password");

  // Forgotten: a new one is made, and signs everybody out who used the old one.
  const renew = { officeId: countyId };
  const { accountId } = made.body;
  expect(codeOf(await countyChief.post(`/api/accounts/${accountId}/password`, renew))).toBe("not-allowed");
  const renewed = await cityChief.post(`/api/accounts/${accountId}/password`, renew);
  expect(renewed.status).toBe(200);
  expect((await here.get("/api/session")).body.account).toBeNull();
  await api.browser().signIn("chuci", renewed.body.initialPassword);
  // Whoever sits anywhere else too is not the city office's to let in.
  const again = seatFor({ kind: "existing", loginName: "chuci" });
  expect(codeOf(await administrator.post(`/api/offices/${idOf("talent-centre")}/members`, again))).toBe(200);
  expect(codeOf(await cityChief.post(`/api/accounts/${accountId}/password`, renew))).toBe("not-allowed");
});

/** Waits until so many wait for a lock of the database. */
const blocked = (count: number) =>
  until(async () => {
    const waiting = await rows(
      desk.database,
      "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    return waiting.length === count;
  }, `${count} who wait`);

/** Both verify the password that holds now; then the first is written, and after it the second. */
async function oneAfterTheOther(accountId: string, first: () => Promise<ApiAnswer>, second: () => Promise<ApiAnswer>) {
  let answers: Promise<ApiAnswer>[] = [];
  await desk.database.transaction(async (transaction) => {
    await row(desk.database, "select id from accounts where id = $1 for update", [accountId], transaction);
    answers = [first()];
    await blocked(1);
    answers.push(second());
    await blocked(2);
  });
  return (await Promise.all(answers)).map(codeOf);
}

test("D19 a password that was renewed or changed meanwhile stays: the old one, right a moment ago, neither changes it nor signs in", async () => {
  const made = await administrator.post(`/api/offices/${countyId}/members`, seatFor(newAccount("zugleich")));
  const { accountId, initialPassword } = made.body;
  const [owner, thief] = [api.browser(), api.browser()];
  for (const browser of [owner, thief]) await browser.signIn("zugleich", initialPassword);
  const change = (browser: TestBrowser, password: string, newPassword: string) =>
    browser.post("/api/session/password", { password, newPassword });
  let renewed = "";
  const renew = async () => {
    const answer = await cityChief.post(`/api/accounts/${accountId}/password`, { officeId: countyId });
    renewed = answer.body.initialPassword;
    return answer;
  };
  const thieves = () => change(thief, initialPassword, "Fremdes-Wort-7");
  expect(await oneAfterTheOther(accountId, renew, thieves)).toEqual([200, "wrong-password"]);
  await owner.signIn("zugleich", renewed);

  const owners = () => change(owner, renewed, "Wode-Mima-7");
  const logIn = () => api.browser().post("/api/session", { loginName: "zugleich", password: renewed });
  expect(await oneAfterTheOther(accountId, owners, logIn)).toEqual([200, "wrong-password"]);
  const open = await rows(desk.database, "select id from sessions where account_id = $1 and ended_at is null", [
    accountId,
  ]);
  expect(open).toHaveLength(1);
  await api.browser().signIn("zugleich", "Wode-Mima-7");
});

test("D19 a seat that is given elsewhere at the same moment counts: the password is not renewed past it", async () => {
  const made = await administrator.post(`/api/offices/${countyId}/members`, seatFor(newAccount("ebenerst")));
  const { accountId, initialPassword } = made.body;
  let renewal: Promise<ApiAnswer> | undefined;
  await desk.database.transaction(async (transaction) => {
    // As whoever gives a seat does.
    await row(desk.database, "select id from accounts where id = $1 for no key update", [accountId], transaction);
    renewal = cityChief.post(`/api/accounts/${accountId}/password`, { officeId: countyId });
    await blocked(1);
    await rows(
      desk.database,
      "insert into memberships (id, account_id, office_id, role, valid_from) values ($1, $2, $3, 'reviewer', $4)",
      [randomUUID(), accountId, idOf("talent-centre"), day()],
      transaction,
    );
  });
  expect(codeOf(await renewal!)).toBe("not-allowed");
  await api.browser().signIn("ebenerst", initialPassword);
});

test("S2-05 a seat that ends stops what it allowed at once: its open work stands in the way, or goes back to be claimed; a second seat stays", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  await theCase.approve("danwei");
  await theCase.approve("zhuguan");
  const { id: taskId } = await theCase.openTask();
  const made = await administrator.post(`/api/offices/${cityId}/members`, seatFor(newAccount("liangchu", "两处")));
  const second = seatFor({ kind: "existing", loginName: "liangchu" });
  expect(codeOf(await administrator.post(`/api/offices/${idOf("talent-centre")}/members`, second))).toBe(200);
  expect(
    codeOf(await administrator.post(`/api/offices/${idOf("talent-centre")}/members`, { ...second, key: randomUUID() })),
  ).toBe("already-a-member");
  const member = await api.browser().signIn("liangchu", made.body.initialPassword);
  await member.post("/api/session/password", { password: made.body.initialPassword, newPassword: "Wode-Mima-7" });
  expect((await member.post(`/api/tasks/${taskId}/claim`)).status).toBe(200);
  const seat = (await view(cityId)).members.find(({ loginName }: { loginName: string }) => loginName === "liangchu");
  expect(seat).toMatchObject({ work: 1, state: "current" });
  const end = (body: object) =>
    administrator.post(`/api/memberships/${seat.membershipId}/end`, { version: 1, reason: "调离", ...body });
  const refused = await end({ release: false });
  expect([refused.status, refused.body.error.params]).toEqual([422, { who: "两处", count: 1 }]);
  expect(codeOf(await end({ release: true, version: 7 }))).toBe("stale-version");
  expect((await end({ release: true })).status).toBe(200);
  expect((await end({ release: true })).status).toBe(200);
  expect(await row(desk.database, "select holder_id, state from tasks where id = $1", [taskId])).toEqual({
    ...{ holder_id: null, state: "open" },
  });
  expect((await member.get(`/api/tasks/${taskId}`)).status).toBe(404);
  expect((await member.get("/api/session")).body.account.memberships).toHaveLength(1);
  const { history } = (await cityChief.get(`/api/tasks/${taskId}`)).body;
  expect(history.map(({ sentence }: { sentence: string }) => sentence)).toContain("由两处放回待认领：调离");
});

test("S2-05 a stale form is refused with who changed what; a term that has begun keeps its beginning; the last administrator stays", async () => {
  const { members } = await view(countyId);
  const seat = members.find(({ loginName }: { loginName: string }) => loginName === "xianzhigaiban");
  const { membershipId: id, role } = seat;
  const change = (version: number, rest: object) =>
    administrator.send("PUT", `/api/memberships/${id}`, {
      body: { version, role, from: seat.from, to: null, ...rest },
    });
  expect(codeOf(await change(1, { from: day(3) }))).toBe("term-past");
  expect(codeOf(await change(1, { to: day(-1) }))).toBe("term-past");
  expect(codeOf(await change(1, { to: day(30) }))).toBe(200);
  const stale = await change(1, { to: null });
  expect([stale.body.error.code, stale.body.error.message]).toEqual([
    "stale-version",
    expect.stringMatching(/^内容已由 苏明远 在 .+ 改动（修改周叙白的任期结束），这次没有保存。/),
  ]);
  expect(codeOf(await change(2, { to: null }))).toBe(200);

  const administrators = (await view(cityId)).members.filter((one: { role: string }) => one.role === "administrator");
  const end = ({ membershipId }: { membershipId: string }) =>
    administrator.post(`/api/memberships/${membershipId}/end`, { version: 1, release: false, reason: "轮岗" });
  const [other, self] = administrators.sort((one: { name: string }) => (one.name === "文以宁" ? -1 : 1));
  expect(codeOf(await end(other))).toBe(200);
  expect(codeOf(await end(self))).toBe("last-administrator");
  await rows(desk.database, "update memberships set valid_to = null where id = $1", [other.membershipId]);
});

test("B-17 an office is made, edited under its version and ended, never deleted; one that is in use is not ended", async () => {
  const county = demoAreas.find(({ code }) => code === "450222")!;
  const wanted = {
    ...{ key: randomUUID(), kind: "title-office", name: "柳城县职改办（演示）", areaId: county.id, series: null },
    ...{ parentId: cityId, phone: "0772-0000011" },
  };
  expect(codeOf(await cityChief.post("/api/admin/offices", wanted))).toBe("not-allowed");
  const [made, again] = [
    await administrator.post("/api/admin/offices", wanted),
    await administrator.post("/api/admin/offices", wanted),
  ];
  expect([made.body, again.body]).toEqual([{ id: wanted.key }, { id: wanted.key }]);
  expect(codeOf(await administrator.post("/api/admin/offices", { ...wanted, key: randomUUID() }))).toBe(
    "office-name-taken",
  );
  const fields = { name: wanted.name, series: null, parentId: cityId, phone: wanted.phone };
  const change = (id: string, version: number, rest: object) =>
    administrator.send("PUT", `/api/offices/${id}`, { body: { ...fields, version, ...rest } });
  expect(codeOf(await change(made.body.id, 1, { parentId: made.body.id }))).toBe("office-misplaced");
  expect((await change(made.body.id, 1, { series: "没有这个系列" })).body.error.fields[0].path).toBe("series");
  expect(codeOf(await change(made.body.id, 1, { phone: "0772-0000012" }))).toBe(200);
  expect((await change(made.body.id, 1, { phone: null })).body.error.message).toContain("苏明远 在");
  expect(codeOf(await change(cityId, 1, { name: "柳州市职改办（演示）", parentId: made.body.id }))).toBe(
    "office-misplaced",
  );

  // A county with an office of its own has its cases received there, once somebody sits in it: the city's office sees to that.
  const seat = seatFor(newAccount("liucheng"));
  expect(codeOf(await cityChief.post(`/api/offices/${made.body.id}/members`, seat))).toBe(200);
  const end = () => administrator.post(`/api/offices/${made.body.id}/end`, { version: 2 });
  const refused = await end();
  expect([refused.body.error.code, refused.body.error.params]).toEqual(["office-in-use", { what: "1 位在任人员" }]);
  const release = { version: 1, release: false, reason: "机构停用" };
  expect(codeOf(await administrator.post(`/api/memberships/${seat.key}/end`, release))).toBe(200);
  expect(codeOf(await end())).toBe(200);
  expect(codeOf(await end())).toBe("office-ended");
  const { endedAt, changes, allowed } = await view(made.body.id);
  expect([typeof endedAt, allowed.change, allowed.manageMembers]).toEqual(["string", false, false]);
  expect(changes.map(({ sentence }: { sentence: string }) => sentence)).toEqual([
    ...["停用机构", "结束任职：新来的人", "增加人员：新来的人", "修改了电话", "新建机构"],
  ]);
  const listed = (await administrator.get("/api/admin/offices")).body.offices;
  expect(listed.at(-1)).toMatchObject({ id: made.body.id, endedAt });
  expect(codeOf(await administrator.post(`/api/offices/${cityId}/end`, { version: 1 }))).toBe("office-in-use");
});
