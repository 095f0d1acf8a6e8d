import { randomUUID } from "node:crypto";
import { jest } from "@jest/globals";
import * as argon2 from "@node-rs/argon2";
import fc from "fast-check";
import { rows } from "../db/connection.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";
import type { TestApi } from "./test-api.ts";

/** The real work, counted. */
const counted = { running: 0, most: 0, costs: [] as string[] };
jest.unstable_mockModule("@node-rs/argon2", () => ({
  hash: argon2.hash,
  async verify(stored: string, password: string) {
    counted.most = Math.max(counted.most, ++counted.running);
    counted.costs.push(stored.split("$").slice(1, 4).join("$"));
    try {
      return await argon2.verify(stored, password);
    } finally {
      counted.running--;
    }
  },
}));
const { verifyPassword, hashPassword } = await import("../ports/passwords.ts");
const { openTestApi } = await import("./test-api.ts");
const { buildAccount, testPassword } = await import("./factories.ts");
const { networkOf } = await import("../api/middleware/limits.ts");

let db: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  db = await createTestDatabase();
  api = await openTestApi({ ...db, configuration: { behindProxy: true } });
});
afterAll(async () => {
  await api?.close();
  await db?.drop();
});
beforeEach(() => Object.assign(counted, { running: 0, most: 0, costs: [] }));

const failures = () => rows(db.database, "select sum(points)::int from rate_limits where key like 'login-a%'");
let callers = 0;
const from = (address = `198.51.100.${++callers}`) => ({ "X-Forwarded-For": address });
const logIn = (loginName: string, password: string, headers = from()) =>
  api.browser().send("POST", "/api/session", { body: { loginName, password }, headers });

test("P9 two dozen logins at once are checked two at a time, all are answered, and other pages meanwhile", async () => {
  const accounts = await Promise.all(Array.from({ length: 12 }, () => buildAccount(db)));
  const names = [...accounts.map(({ login_name }) => login_name), ...accounts.map(({ id }) => `nobody-${id}`)];
  const asked = names.map((name) => logIn(name, testPassword));
  const meanwhile = await api.browser().get("/health/live");
  expect([meanwhile.status, counted.costs.length < names.length]).toEqual([200, true]);
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  expect(statuses.slice(0, 12)).toEqual(Array(12).fill(200));
  expect(statuses.slice(12)).toEqual(Array(12).fill(403));
  // 19 MiB each: so many of them, and no more, lie in memory at once.
  expect([counted.most, counted.costs.length]).toEqual([2, 24]);
});

test("P9 behind a hundred who wait nobody else is kept waiting: put off, unread, and not counted as a failure", async () => {
  const account = await buildAccount(db);
  const stored = await hashPassword(testPassword);
  let over = false;
  // Each comes again as soon as it has its answer, so that no place in the queue is ever free.
  const flood = Array.from({ length: 102 }, async () => {
    do await verifyPassword(stored, "wrong");
    while (!over);
  });
  const before = await failures();
  const putOff = await logIn(account.login_name, testPassword);
  expect([putOff.status, putOff.body.error.code, putOff.body.error.params]).toEqual([
    429,
    "too-many-requests",
    { afterSeconds: 5 },
  ]);
  expect(putOff.headers.get("Retry-After")).toBe("5");
  over = true;
  await Promise.all(flood);
  expect(counted).toMatchObject({ most: 2, running: 0 });
  expect(await failures()).toEqual(before);
  expect((await logIn(account.login_name, testPassword)).status).toBe(200);
});

test("P9 a login costs the same work whether there is such an account, it is locked, left, or was never there", async () => {
  const [known, locked, left] = await Promise.all([buildAccount(db), buildAccount(db), buildAccount(db)]);
  await rows(db.database, "update accounts set locked_until = now() + interval '10 minutes' where id = $1", [
    locked.id,
  ]);
  await rows(db.database, "update accounts set status = 'ended' where id = $1", [left.id]);
  const work = [];
  for (const name of [known.login_name, locked.login_name, left.login_name, "never-there"]) {
    counted.costs = [];
    const { status } = await logIn(name, "wrong");
    work.push([status, counted.costs]);
  }
  expect(work).toEqual(Array(4).fill([403, ["argon2id$v=19$m=19456,t=2,p=1"]]));
});

test("P9 a whole IPv6 network is one caller: changing the address in it gets nobody past a limit", async () => {
  const object = async (address: string) => {
    const body = { key: randomUUID(), name: "韦示例", phone: "13900000099", reason: "这本证书仍在原单位保管。" };
    const path = `/api/public/notices/${randomUUID()}/objections`;
    return (await api.browser().send("POST", path, { body, headers: from(address) })).status;
  };
  const statuses = [];
  for (let tries = 0; tries < 12; tries++) statuses.push(await object(`2001:db8:1:2::${tries.toString(16)}`));
  expect(statuses).toEqual([...Array(10).fill(404), 429, 429]);
  expect(await object("2001:db8:1:3::1")).toBe(404);
});

test("P9 an address in any spelling is its network", () => {
  expect(networkOf("::ffff:192.0.2.7")).toBe("192.0.2.7");
  expect(networkOf("192.0.2.7")).toBe("192.0.2.7");
  expect(networkOf("::1")).toBe("0:0:0:0::/64");
  expect(networkOf("2001:db8::")).toBe("2001:db8:0:0::/64");
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const [spelt] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("%");
      fc.pre(!/\./.test(address) && !/^::ffff:/i.test(spelt!));
      expect(networkOf(address)).toBe(networkOf(spelt!));
    }),
  );
});
