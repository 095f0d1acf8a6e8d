import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { row, rows } from "../../db/connection.ts";
import { buildAccount, buildApplicant, buildMembership, buildOffice, testPassword } from "../../tests/factories.ts";
import { openTestApi, type TestApi } from "../../tests/test-api.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/test-database.ts";

let db: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  db = await createTestDatabase();
  api = await openTestApi(db);
});
afterAll(async () => {
  await api.close();
  await db.drop();
});

const audit = (action: string) =>
  rows<{ account_id: string | null; data: Record<string, unknown> }>(
    db.database,
    "select account_id, data from audit_log where action = $1 order by id",
    [action],
  );

test("S2-01 an applicant signs in, is who they are, and signs out", async () => {
  const account = await buildApplicant(db, { name: "覃志远" });
  const browser = api.browser();
  expect((await browser.get("/api/session")).body.account).toBeNull();
  const answer = await browser.post("/api/session", { loginName: account.login_name, password: testPassword });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({
    city: "柳州市",
    demo: true,
    account: { id: account.id, displayName: "覃志远", roles: ["applicant"], memberships: [], stepUpUntil: null },
  });
  expect(answer.headers.get("Set-Cookie")).toMatch(/^rct=[\w-]{43}; path=\/; samesite=lax; httponly$/i);
  expect(answer.headers.get("Cache-Control")).toBe("no-store");
  const cookie = browser.cookie;
  expect((await browser.send("DELETE", "/api/session")).body).toEqual({ done: true });
  const again = api.browser();
  again.cookie = cookie;
  expect((await again.get("/api/notifications")).status).toBe(401);
});

test("S2-01 the token is not in the database, and a login gives a new one, ending the one that was brought along", async () => {
  const account = await buildApplicant(db);
  const browser = await api.browser().signIn(account.login_name);
  const before = browser.cookie;
  const stored = await row<{ found: number }>(
    db.database,
    "select count(*)::int as found from sessions where token_hash = $1",
    [before.split("=")[1]],
  );
  expect(stored?.found).toBe(0);
  await browser.signIn(account.login_name);
  expect(browser.cookie).not.toBe(before);
  const stolen = api.browser();
  stolen.cookie = before;
  expect((await stolen.get("/api/session")).body.account).toBeNull();
});

test("S2-01 unknown account and wrong password are answered alike, and both lock at the fifth time", async () => {
  const { login_name: known } = await buildAccount(db);
  const answers = async (loginName: string) => {
    const found = [];
    for (let attempt = 0; attempt < 5; attempt++) {
      const { status, body } = await api.browser().post("/api/session", { loginName, password: "wrong" });
      found.push([status, body.error.code, Object.keys(body.error.params), body.error.message.replace(/\d+:\d+/, "…")]);
    }
    return found;
  };
  const [ofKnown, ofUnknown] = [await answers(known), await answers("nobody-here")];
  expect(ofKnown).toEqual(ofUnknown);
  expect(ofKnown.map(([, code]) => code)).toEqual([...Array(4).fill("wrong-password"), "account-locked"]);
  const right = await api.browser().post("/api/session", { loginName: known, password: testPassword });
  expect([right.status, right.body.error.code]).toEqual([403, "account-locked"]);
});

test("S2-01 the lock ends after 15 minutes, and the right password then forgets the failures", async () => {
  const account = await buildAccount(db);
  const wrong = () => api.browser().post("/api/session", { loginName: account.login_name, password: "wrong" });
  for (let attempt = 0; attempt < 5; attempt++) await wrong();
  const locked = await row<{ minutes: number }>(
    db.database,
    "select round(extract(epoch from locked_until - now()) / 60)::int as minutes from accounts where id = $1",
    [account.id],
  );
  expect(locked?.minutes).toBe(15);
  await rows(db.database, "update accounts set locked_until = now() - interval '1 second' where id = $1", [account.id]);
  expect((await wrong()).body.error.code).toBe("wrong-password");
  await api.browser().signIn(account.login_name);
  expect(
    await row(db.database, "select failed_logins, locked_until from accounts where id = $1", [account.id]),
  ).toEqual({
    failed_logins: 0,
    locked_until: null,
  });
});

test("S2-01 five guesses at the same instant are five failures", async () => {
  const account = await buildAccount(db);
  const guesses = Array.from({ length: 5 }, () =>
    api.browser().post("/api/session", { loginName: account.login_name, password: "wrong" }),
  );
  await Promise.all(guesses);
  expect(
    (await api.browser().post("/api/session", { loginName: account.login_name, password: testPassword })).status,
  ).toBe(403);
});

test("B-27 logins, refused logins, step-ups and refusals of rights are on the record", async () => {
  const account = await buildAccount(db);
  const before = (await audit("session.begin-refused")).length;
  await api.browser().post("/api/session", { loginName: account.login_name, password: "wrong" });
  expect((await audit("session.begin-refused")).slice(before)).toEqual([
    { account_id: account.id, data: { reason: "wrong-password" } },
  ]);
  const browser = await api.browser().signIn(account.login_name);
  await browser.post("/api/session/step-up", { password: testPassword });
  expect((await audit("session.begun")).at(-1)).toMatchObject({ account_id: account.id });
  expect((await audit("session.stepped-up")).at(-1)).toMatchObject({ account_id: account.id });
  expect((await browser.get("/api/admin/rules")).status).toBe(403);
  expect((await audit("access.refused")).at(-1)).toEqual({
    account_id: account.id,
    data: { code: "not-allowed", ability: "read-rules" },
  });
});

test("B-10 a password entered again holds for five minutes, in this session alone", async () => {
  const account = await buildAccount(db);
  const [browser, other] = [
    await api.browser().signIn(account.login_name),
    await api.browser().signIn(account.login_name),
  ];
  const wrong = await browser.post("/api/session/step-up", { password: "wrong" });
  expect([wrong.status, wrong.body.error.code]).toEqual([403, "wrong-password"]);
  const { body } = await browser.post("/api/session/step-up", { password: testPassword });
  expect((Date.parse(body.stepUpUntil) - Date.now()) / 60_000).toBeCloseTo(5, 0);
  expect((await browser.get("/api/session")).body.account.stepUpUntil).toBe(body.stepUpUntil);
  expect((await other.get("/api/session")).body.account.stepUpUntil).toBeNull();
});

test.each([
  ["an applicant", false, "119 minutes", true],
  ["an applicant", false, "121 minutes", false],
  ["a reviewer", true, "29 minutes", true],
  ["a reviewer", true, "31 minutes", false],
])("S2-01 a session of %s (reviewer: %s) idle for %s is still one: %s", async (_who, staff, idle, holds) => {
  const account = await buildAccount(db);
  if (staff)
    await buildMembership(db, { account_id: account.id, role: "reviewer", office_id: (await buildOffice(db)).id });
  const browser = await api.browser().signIn(account.login_name);
  await rows(db.database, "update sessions set last_seen_at = now() - $2::interval where account_id = $1", [
    account.id,
    idle,
  ]);
  expect((await browser.get("/api/notifications")).status).toBe(holds ? 200 : 401);
  // Use moves the limit.
  if (holds) expect((await browser.get("/api/notifications")).status).toBe(200);
});

test("S2-01 a session ends after twelve hours however much it is used, and with its account", async () => {
  const account = await buildAccount(db);
  const browser = await api.browser().signIn(account.login_name);
  await rows(db.database, "update sessions set expires_at = now() where account_id = $1", [account.id]);
  expect((await browser.get("/api/notifications")).status).toBe(401);
  await browser.signIn(account.login_name);
  await rows(db.database, "update accounts set status = 'ended' where id = $1", [account.id]);
  expect((await browser.get("/api/notifications")).status).toBe(401);
});

test("S2-02 rights come from memberships of today: not yesterday's, not tomorrow's, not those of an office that ended", async () => {
  const account = await buildAccount(db);
  const [now, ended, closed] = [
    await buildOffice(db, { name: "现在的职改办" }),
    await buildOffice(db),
    await buildOffice(db),
  ];
  const membership = { account_id: account.id, role: "reviewer" } as const;
  await buildMembership(db, { ...membership, office_id: now.id });
  await buildMembership(db, { ...membership, office_id: ended.id, valid_to: "2025-12-31" });
  await buildMembership(db, { ...membership, office_id: ended.id, valid_from: "2099-01-01" });
  await buildMembership(db, { ...membership, office_id: closed.id });
  await rows(db.database, "update offices set ended_at = now() where id = $1", [closed.id]);
  const browser = await api.browser().signIn(account.login_name);
  const { account: seen } = (await browser.get("/api/session")).body;
  expect(seen.memberships).toEqual([
    {
      ...{ role: "reviewer", officeId: now.id, organisationId: null, name: "现在的职改办", areaName: "示例市" },
      standsInFor: null,
      officeKind: "title-office",
    },
  ]);
  expect(seen.roles).toEqual(["reviewer"]);
});

test("P9 what changes something is taken from our own pages alone", async () => {
  const account = await buildAccount(db);
  const browser = await api.browser().signIn(account.login_name);
  const logOut = (headers: Record<string, string>) => browser.send("DELETE", "/api/session", { headers });
  const foreign: Record<string, string>[] = [
    { "X-Requested-With": "other" },
    { "Sec-Fetch-Site": "cross-site" },
    { "Sec-Fetch-Site": "same-site" },
    { Origin: "https://evil.example" },
    { Origin: "null" },
  ];
  for (const headers of foreign) expect((await logOut(headers)).body.error.code).toBe("wrong-origin");
  expect((await browser.get("/api/session")).body.account).not.toBeNull();
  expect((await logOut({ Origin: api.origin })).status).toBe(200);
});

test("S2-01 over https the cookie is Secure and bound to the host", async () => {
  const account = await buildAccount(db);
  const secure = await openTestApi({ ...db, configuration: { baseUrl: "https://rct.example" } });
  try {
    const answer = await secure.browser().send("POST", "/api/session", {
      body: { loginName: account.login_name, password: testPassword },
      headers: { Origin: "https://rct.example" },
    });
    expect(answer.headers.get("Set-Cookie")).toMatch(
      /^__Host-rct=[\w-]{43}; path=\/; samesite=lax; secure; httponly$/i,
    );
    expect(answer.headers.get("Strict-Transport-Security")).toContain("max-age");
  } finally {
    await secure.close();
  }
});

test("S2-01 too many logins from one address are put off, with the time to wait", async () => {
  const other = await openTestApi({ ...db, configuration: { behindProxy: true } });
  try {
    const from = (address: string) =>
      other.browser().send("POST", "/api/session", {
        body: { loginName: `x${Math.random()}`, password: "y" },
        headers: { "X-Forwarded-For": address },
      });
    const answers = await Promise.all(Array.from({ length: 61 }, () => from("198.51.100.7")));
    const late = answers.filter(({ status }) => status === 429);
    expect(late).toHaveLength(1);
    expect(Number(late[0]!.headers.get("Retry-After"))).toBeGreaterThan(0);
    // A neighbour, and one who writes a foreign address before their own, are counted by what the proxy saw.
    expect((await from("198.51.100.7, 198.51.100.8")).status).toBe(403);
    expect((await from("203.0.113.1, 198.51.100.7")).status).toBe(429);
  } finally {
    await other.close();
  }
});

test("P9 outside the demo the demo's endpoints do not exist", async () => {
  const production = await openTestApi({ ...db, configuration: { mode: "production" } });
  try {
    for (const path of ["/api/demo/accounts", "/api/demo/mailbox"]) {
      expect((await production.browser().get(path)).status).toBe(404);
      expect((await api.browser().get(path)).status).toBe(200);
    }
    const fastForward = `/api/cases/${crypto.randomUUID()}/fast-forward`;
    expect((await production.browser().post(fastForward)).body.error.code).toBe("demo-only");
    expect(Object.keys((await production.browser().get("/api/openapi.json")).body.paths)).not.toContain(
      "/api/demo/accounts",
    );
  } finally {
    await production.close();
  }
});
