import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endpoints } from "../api/contracts/index.ts";
import { buildApplicant, buildCertificate, testPassword } from "./factories.ts";
import { openTestApi, type TestApi } from "./test-api.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

let db: TestDatabase;
let api: TestApi;
let folder: string;
beforeAll(async () => {
  db = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "rencaitong-attack-"));
  await mkdir(join(folder, "web"));
  await writeFile(join(folder, "web", "index.html"), "<html>平台</html>");
  await writeFile(join(folder, "secret.txt"), "the key ring");
  api = await openTestApi({ ...db, configuration: { webDirectory: join(folder, "web") } });
});
afterAll(async () => {
  await api?.close();
  await db?.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Bytes as they are, for what no client of ours would send; all that comes back until the server hangs up. */
function raw(text: string): Promise<string> {
  const { port } = new URL(api.origin);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(text));
    let received = "";
    socket.on("data", (chunk) => (received += chunk.toString()));
    socket.on("close", () => resolve(received));
    socket.on("error", reject);
  });
}

test("P9 a session that was there before the login is not the one after it, and a made-up one is nobody's", async () => {
  const account = await buildApplicant(db);
  const planted = `rct=${"A".repeat(43)}`;
  const victim = api.browser();
  victim.cookie = planted;
  await victim.signIn(account.login_name);
  expect(victim.cookie).not.toBe(planted);
  const attacker = api.browser();
  attacker.cookie = planted;
  expect((await attacker.get("/api/my/cases")).status).toBe(401);
});

test("P9 logging out ends this session and no other", async () => {
  const account = await buildApplicant(db);
  const [here, there] = [
    await api.browser().signIn(account.login_name),
    await api.browser().signIn(account.login_name),
  ];
  const before = here.cookie;
  expect((await here.send("DELETE", "/api/session")).status).toBe(200);
  here.cookie = before;
  expect((await here.get("/api/my/cases")).status).toBe(401);
  expect((await there.get("/api/my/cases")).status).toBe(200);
});

test.each([
  ["another site's form", { "X-Requested-With": "" }],
  ["a foreign origin", { Origin: "https://evil.example" }],
  ["no origin at all", { Origin: "null" }],
  ["a page of a neighbour", { "Sec-Fetch-Site": "same-site" }],
  ["a foreign page", { "Sec-Fetch-Site": "cross-site" }],
])("P9 with the cookie of a signed-in person, %s changes nothing", async (_name, headers) => {
  const account = await buildApplicant(db);
  const browser = await api.browser().signIn(account.login_name);
  const answer = await browser.send("DELETE", "/api/session", { headers });
  expect([answer.status, answer.body.error.code]).toEqual([403, "wrong-origin"]);
  expect((await browser.get("/api/my/cases")).status).toBe(200);
});

test.each([
  "/../secret.txt",
  "/%2e%2e/secret.txt",
  "/..%2fsecret.txt",
  "/%2e%2e%2fsecret.txt",
  "/..%5csecret.txt",
  "/web/../../secret.txt",
  "/secret.txt%00.html",
  "//secret.txt",
])("P9 no file outside the web application is given out: %s", async (path) => {
  const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 (200|400|404) /);
  expect(answer).not.toContain("the key ring");
});

test.each([
  ...[
    "//evil.example",
    "//evil.example/%2e%2e",
    "/\\evil.example",
    "/%5cevil.example",
    "/%2f%2fevil.example/",
    "/.//evil",
  ],
  ...["/login?then=//evil.example", "/v/..%2f..%2f%2fevil.example", "/%0d%0aLocation:%20https://evil.example", "/x/"],
  ...["https://evil.example/", "/api//evil.example", "/api/session?return=https://evil.example"],
])("P9 nobody is sent anywhere else by the address %s", async (path) => {
  const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 (200|400|404) /);
  expect(answer).not.toMatch(/^(Location|Refresh|Content-Location):/im);
});

test("P9 links are made from the configured address, whatever host the caller names", async () => {
  const account = await buildApplicant(db);
  const sealed = db.encryption.encrypt("certificates.token", "A".repeat(22));
  await buildCertificate(db, { person_id: account.person.id, token_cipher: sealed });
  const ours = await openTestApi({ ...db, configuration: { baseUrl: "https://rct.example", behindProxy: true } });
  try {
    const browser = await ours.browser().signIn(account.login_name);
    const { body } = await browser.send("GET", "/api/my/certificates", {
      headers: { "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http", Forwarded: "host=evil.example" },
    });
    expect(body.certificates[0].verifyUrl).toBe(`https://rct.example/v/${"A".repeat(22)}`);
    const described = await browser.send("GET", "/api/openapi.json", {
      headers: { "X-Forwarded-Host": "evil.example" },
    });
    expect(JSON.stringify(described.body)).not.toContain("evil.example");
  } finally {
    await ours.close();
  }
});

test("P9 what an address does not offer is refused with 405 and what it offers", async () => {
  for (const [method, path, offered] of [
    ["PUT", "/api/session", "GET"],
    ["TRACE", "/api/session", "POST"],
    ["OPTIONS", "/api/drafts/x", "PATCH"],
    ["POST", "/api/my/cases", "GET"],
  ] as const) {
    const answer = await raw(`${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
    expect(/^Allow: (.*)$/im.exec(answer)?.[1]).toContain(offered);
    expect(answer).toContain("not-offered");
  }
});

test.each([
  [
    "both length and chunks",
    "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/session HTTP/1.1",
  ],
  ["two lengths", "Content-Length: 0\r\nContent-Length: 30\r\n\r\nGET /api/session HTTP/1.1"],
  ["a hidden encoding", "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\nGET /api/session HTTP/1.1"],
])("P10 a request with %s is refused, and what is smuggled behind it is not read", async (_name, rest) => {
  const answer = await raw(`POST /api/session HTTP/1.1\r\nHost: x\r\n${rest}\r\nHost: x\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
});

test("P10 headers larger than any browser sends are refused", async () => {
  const answer = await raw(`GET /api/session HTTP/1.1\r\nHost: x\r\nX-Large: ${"x".repeat(40_000)}\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 431 /);
});

test("P9 a flood of logins is put off with the time to wait, in Chinese", async () => {
  const answers = [];
  for (let tries = 0; tries < 25; tries++)
    answers.push(await api.browser().post("/api/session", { loginName: "flood", password: "x" }));
  const late = answers.at(-1)!;
  expect([late.status, late.body.error.code]).toEqual([429, "too-many-requests"]);
  expect(Number(late.headers.get("Retry-After"))).toBeGreaterThan(0);
  expect(late.body.error.message).toMatch(/[\u4e00-\u9fff]/);
});

test("P9 what is personal is kept by no cache, and every answer keeps scripts, frames and types at home", async () => {
  const secure = await openTestApi({ ...db, configuration: { baseUrl: "https://rct.example" } });
  try {
    for (const { path } of endpoints.filter((one) => one.method === "GET" && !one.path.includes(":"))) {
      const { headers } = await secure.browser().get(path);
      expect(headers.get("Cache-Control")).toContain("no-store");
      expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
      expect(headers.get("Referrer-Policy")).toBe("same-origin");
      expect(headers.get("Content-Security-Policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("Strict-Transport-Security")).toMatch(/^max-age=\d{8}/);
    }
  } finally {
    await secure.close();
  }
});

test("P9 a body's extra names are refused, so that nobody writes what they were not asked for", async () => {
  const answer = await api
    .browser()
    .post("/api/session", { loginName: "x", password: testPassword, accountId: "y", roles: ["administrator"] });
  expect([answer.status, answer.body.error.kind]).toEqual([400, "bad-input"]);
});
