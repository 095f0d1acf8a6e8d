import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { rows } from "../db/connection.ts";
import { buildAccount, testPassword } from "../tests/factories.ts";
import { openTestApi, type TestApi } from "../tests/test-api.ts";
import { createTestDatabase, type TestDatabase } from "../tests/test-database.ts";
import { disposition } from "./middleware/send-file.ts";

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

const raw = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${api.origin}/api/session`, {
    method: "POST",
    headers: { "X-Requested-With": "rencaitong", "Content-Type": "application/json", ...headers },
    body,
  });

test.each([
  ["no JSON", "{", {}],
  ["another type", "loginName=x", { "Content-Type": "application/x-www-form-urlencoded" }],
  ["too long", JSON.stringify({ loginName: "x".repeat(300_000), password: "y" }), {}],
  ["too deep", `${"[".repeat(40)}${"]".repeat(40)}`, {}],
  ["a prototype's name", '{"__proto__": {"admin": true}, "loginName": "x", "password": "y"}', {}],
  ["a constructor deep inside", '{"loginName": {"constructor": {}}, "password": "y"}', {}],
  ["NUL", '{"loginName": "a\\u0000b", "password": "y"}', {}],
  ["half a character", '{"loginName": "\\ud800", "password": "y"}', {}],
  ["a field that is not asked for", '{"loginName": "x", "password": "y", "admin": true}', {}],
  ["a list", "[]", {}],
  ["null", "null", {}],
])("P10 a body that is %s is refused with 400", async (_name, body, headers) => {
  const answer = await raw(body, headers as Record<string, string>);
  expect(answer.status).toBe(400);
  const { error } = (await answer.json()) as { error: Record<string, unknown> };
  expect(error).toMatchObject({ kind: "bad-input", requestId: answer.headers.get("X-Request-Id") });
  expect(JSON.stringify(error)).not.toMatch(/expected|invalid|Invalid/);
});

test("P10 whatever JSON comes in, the answer is a 4xx", async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (value) => {
      const { status } = await raw(JSON.stringify(value));
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 100 },
  );
});

test("P10 a body that says it is longer than it is, or never ends, is answered before it is read", async () => {
  const account = await buildAccount(db);
  const browser = await api.browser().signIn(account.login_name);
  const { port } = new URL(api.origin);
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1");
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk.toString();
      if (received.includes('"error"')) {
        socket.destroy();
        resolve(received);
      }
    });
    socket.on("error", reject);
    socket.write(
      `POST /api/public/certificate-files HTTP/1.1\r\nHost: x\r\nX-Requested-With: rencaitong\r\nCookie: ${browser.cookie}\r\nContent-Length: 99999999999\r\n\r\n%PDF`,
    );
  });
  expect(answer).toMatch(/^HTTP\/1\.1 422 /);
  expect(answer).toContain("file-too-large");
});

test.each([
  "/api/nothing",
  "/api/cases/not-an-id",
  "/api/cases/%00",
  "/api/cases/%E0%A4%A",
  "/api/notifications?after=%00",
  "/api/inbox?limit=0",
  "/api/inbox?limit=5&limit=6",
])("P10 the address %s is refused with a sentence", async (path) => {
  const account = await buildAccount(db);
  const browser = await api.browser().signIn(account.login_name, testPassword);
  const { status, body } = await browser.get(path);
  expect([400, 404]).toContain(status);
  expect(body.error.message).toMatch(/[\u4e00-\u9fff]/);
});

test("P10 a fault is told with an id and without its own words", async () => {
  const broken = await openTestApi({
    ...db,
    change: {
      limits: {
        take: async () => {
          throw new Error("select secret from people where phone = 13900000001");
        },
        giveBack: async () => undefined,
      },
    },
  });
  try {
    const { status, body, headers } = await broken.browser().post("/api/session", { loginName: "x", password: "y" });
    expect(status).toBe(500);
    expect(body.error).toMatchObject({ kind: "fault", code: "fault", requestId: headers.get("X-Request-Id") });
    expect(JSON.stringify(body)).not.toMatch(/secret|13900000001/);
  } finally {
    await broken.close();
  }
});

test("every answer carries the headers that keep a page's scripts and frames at home", async () => {
  for (const path of ["/api/session", "/health/live", "/api/docs", "/api/nothing"]) {
    const { headers } = await api.browser().get(path);
    expect(headers.get("Content-Security-Policy")).toMatch(
      /default-src 'none'; script-src 'self';.*frame-ancestors 'none'/,
    );
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("X-Powered-By")).toBeNull();
  }
});

test("live while the process answers, ready while the database does", async () => {
  expect((await api.browser().get("/health/live")).body).toEqual({ live: true });
  expect((await api.browser().get("/health/ready")).body).toMatchObject({ ready: true, database: true });
});

test("the OpenAPI document names every endpoint once, and the readable page shows it", async () => {
  const { body } = await api.browser().get("/api/openapi.json");
  const { endpoints } = await import("./contracts/index.ts");
  const named = Object.values<Record<string, { operationId: string }>>(body.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(body.openapi).toBe("3.1.0");
  expect(named.sort()).toEqual(endpoints.map(({ id }) => id).sort());
  const { body: page } = await api.browser().get("/api/docs");
  for (const { path } of endpoints) expect(page).toContain(path.replace(/:(\w+)/g, "{$1}"));
  expect(page).not.toMatch(/<script/i);
});

test("large answers are compressed where the reader can read it", async () => {
  const answer = await fetch(`${api.origin}/api/openapi.json`, { headers: { "Accept-Encoding": "br" } });
  expect(answer.headers.get("Content-Encoding")).toBe("br");
  expect(((await answer.json()) as { openapi: string }).openapi).toBe("3.1.0");
});

test("a file's name reaches old and new programs and breaks no header", () => {
  expect(disposition("attachment", "职称电子证书 06000116.pdf")).toBe(
    `attachment; filename="______ 06000116.pdf"; filename*=UTF-8''%E8%81%8C%E7%A7%B0%E7%94%B5%E5%AD%90%E8%AF%81%E4%B9%A6%2006000116.pdf`,
  );
  expect(disposition("inline", 'a"\r\nSet-Cookie: x=1/..\\b.pdf')).not.toMatch(/[\r\n]|filename="[^"]*"[^;]/);
});

test("a session's cookie from another installation is nobody's", async () => {
  const browser = api.browser();
  for (const cookie of ["rct=x", "rct=", `rct=${"a".repeat(43)}`, `rct=${"a".repeat(5000)}`]) {
    browser.cookie = cookie;
    expect((await browser.get("/api/session")).body.account).toBeNull();
  }
  expect(await rows(db.database, "select 1 from sessions where token_hash = 'x'")).toEqual([]);
});

test("P1 a database that is away is said to be away: 503, nothing changed, and it is over by itself", async () => {
  const away = Object.assign(new Error("connect ECONNREFUSED"), { name: "SequelizeConnectionRefusedError" });
  const limits = { take: () => Promise.reject(away), giveBack: async () => undefined };
  const without = await openTestApi({ ...db, change: { limits } });
  try {
    const answer = await without.browser().post("/api/session", { loginName: "a", password: "b" });
    expect([answer.status, answer.body.error.code]).toEqual([503, "unavailable"]);
    expect(answer.headers.get("Retry-After")).toBe("2");
  } finally {
    await without.close();
  }
});
