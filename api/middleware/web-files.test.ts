import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openTestApi, type TestApi } from "../../tests/test-api.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/test-database.ts";

let db: TestDatabase;
let api: TestApi;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rencaitong-web-"));
  await mkdir(join(directory, "dist", "fonts"), { recursive: true });
  await writeFile(join(directory, "secret.txt"), "secret");
  await writeFile(join(directory, "dist", "index.html"), "<!doctype html><title>人才通</title>");
  await writeFile(join(directory, "dist", "main-ABCD1234.js"), "export {};\n".repeat(500));
  await writeFile(join(directory, "dist", "favicon.svg"), "<svg/>");
  await writeFile(join(directory, "dist", ".hidden"), "secret");
  db = await createTestDatabase();
  api = await openTestApi({ ...db, configuration: { webDirectory: join(directory, "dist") } });
});
afterAll(async () => {
  await api?.close();
  await db?.drop();
  await rm(directory, { recursive: true, force: true });
});

test.each(["/", "/cases/0193", "/v/A1b2C3d4E5f6G7h8I9j0Kl", "/inbox?queue=mine"])(
  "%s is a page of the application, asked for anew each time",
  async (path) => {
    const { status, body, headers } = await api.browser().get(path);
    expect([status, headers.get("Cache-Control")]).toEqual([200, "no-cache"]);
    expect(body).toContain("人才通");
    expect(headers.get("Content-Type")).toMatch(/^text\/html/);
  },
);

test("a file named by its content is kept for ever, compressed, and of its own type; others are asked for anew", async () => {
  const answer = await fetch(`${api.origin}/main-ABCD1234.js`, { headers: { "Accept-Encoding": "br" } });
  expect(answer.headers.get("Cache-Control")).toBe("public, max-age=31536000, immutable");
  expect(answer.headers.get("Content-Encoding")).toBe("br");
  expect(answer.headers.get("Content-Type")).toMatch(/javascript/);
  expect((await answer.text()).startsWith("export {};")).toBe(true);
  expect(answer.headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(answer.headers.has("Content-Security-Policy")).toBe(false);
  expect((await api.browser().get("/favicon.svg")).headers.has("Content-Security-Policy")).toBe(true);
  const plain = await fetch(`${api.origin}/main-ABCD1234.js`, { headers: { "Accept-Encoding": "identity" } });
  expect([plain.headers.get("Content-Encoding"), (await plain.text()).length]).toEqual([null, 5500]);
  expect((await api.browser().get("/favicon.svg")).headers.get("Cache-Control")).toBe("no-cache");
});

test.each([
  "/missing-ABCD1234.js",
  "/favicon.png",
  "/../secret.txt",
  "/..%2fsecret.txt",
  "/%2e%2e/secret.txt",
  "/.hidden",
  "/fonts%00.txt",
  "/%5c..%5csecret.txt",
  "/%E0%A4%A",
])("P10 %s is not there", async (path) => {
  const { status, body } = await api.browser().get(path);
  expect([400, 404]).toContain(status);
  expect(JSON.stringify(body)).not.toContain('"secret"');
});

test("the API's own addresses are never answered with a page", async () => {
  for (const path of ["/api", "/api/nothing", "/health", "/health/nothing"]) {
    const { status, body } = await api.browser().get(path);
    expect([status, body.error?.code]).toEqual([404, "not-found"]);
  }
});
