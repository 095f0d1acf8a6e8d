import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { z } from "zod";
import { rows } from "../db/connection.ts";
import { demoPassword } from "../ops/demo-data/accounts.ts";
import { plantWorld } from "../ops/demo-data/world.ts";
import { exampleOf, hole, hostileJson, hostileNames, withHoles, type JsonSchema } from "../tests/hostile-input.ts";
import { tableVersions } from "../tests/table-versions.ts";
import { openTestApi, type TestApi, type TestBrowser } from "../tests/test-api.ts";
import { createTestDatabase, type TestDatabase } from "../tests/test-database.ts";
import { problem } from "./contracts/common.ts";
import type { Endpoint } from "./contracts/endpoint.ts";
import { endpoints } from "./contracts/index.ts";

let db: TestDatabase;
let api: TestApi;
let people: TestBrowser[];
beforeAll(async () => {
  db = await createTestDatabase();
  await plantWorld(db.database, db.encryption);
  api = await openTestApi(db);
  people = await Promise.all(
    ["13900000001", "shizhigaiban", "guanli"].map((loginName) => api.browser().signIn(loginName, demoPassword)),
  );
});
afterAll(async () => {
  await api?.close();
  await db?.drop();
});

const snapshot = () => tableVersions(db.database);

interface Answer {
  status: number;
  text: string;
}

/** Sends bytes as they are; `fetch` would put right what is wrong with them. */
function sendRaw(
  browser: TestBrowser,
  method: string,
  path: string,
  body?: Buffer | string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      browser.origin,
      {
        method,
        path,
        headers: {
          Connection: "close",
          Cookie: browser.cookie,
          "X-Requested-With": "rencaitong",
          ...(body === undefined
            ? {}
            : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) }),
          ...headers,
        },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", () => resolve({ status: incoming.statusCode!, text: Buffer.concat(chunks).toString() }));
        incoming.on("error", reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** A parameter that its schema takes and that names nothing. */
function strange(endpoint: Endpoint, name: string): string {
  const schema = endpoint.params?.shape[name] as z.ZodType | undefined;
  const candidates = [randomUUID(), "A".repeat(22), "certificate-replacement", "x"];
  return candidates.find((candidate) => schema?.safeParse(candidate).success) ?? "x";
}

const pathOf = (endpoint: Endpoint, fill = (name: string) => strange(endpoint, name)) =>
  endpoint.path.replace(/:(\w+)/g, (_, name: string) => fill(name));

const streams = (endpoint: Endpoint) => endpoint.reply === "events";
const named = (chosen: readonly Endpoint[]) =>
  chosen.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const);

const withBodies = endpoints.filter(({ body }) => body !== undefined && body !== "binary");

test.each(named(withBodies))(
  "P10 %s: hostile values at every place of its body are refused at the door, and nothing is written",
  async (_name, endpoint) => {
    const schema = endpoint.body as z.ZodType;
    const example = exampleOf(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema);
    const before = await snapshot();
    const browser = people[2]!;
    for (const holed of withHoles(example)) {
      for (const [what, text] of hostileJson) {
        const body = JSON.stringify(holed).replace(JSON.stringify(hole), () => text);
        // A word where a word belongs is no bad input.
        if (fitsContract(schema, body)) continue;
        const answer = await sendRaw(browser, endpoint.method, pathOf(endpoint), body);
        expect([what, answer.status]).toEqual([what, 400]);
        expect(problem.parse(JSON.parse(answer.text)).error.fields?.length).toBeGreaterThan(0);
      }
    }
    expect(await snapshot()).toEqual(before);
  },
);

function fitsContract(schema: z.ZodType, body: string): boolean {
  try {
    return !/\\ud800|\\u0000|__proto__|"constructor"/.test(body) && schema.safeParse(JSON.parse(body)).success;
  } catch {
    return false;
  }
}

test.each(named(withBodies))(
  "P10 %s: a body that is too long, no text or no JSON is refused, and nothing is written",
  async (_name, endpoint) => {
    const before = await snapshot();
    const bodies: [string | Buffer, Record<string, string>?][] = [
      [`{"a":"${"x".repeat(2 * 1024 * 1024)}"}`],
      [Buffer.concat([Buffer.from('{"reason":"'), Buffer.from([0xc3, 0x28, 0xff, 0xfe]), Buffer.from('"}')])],
      [Buffer.from([0xef, 0xbb, 0xbf, 0x7b])],
      ["{"],
      [""],
      ["{}", { "Content-Type": "text/plain" }],
      ["{}", { "Content-Type": "application/x-www-form-urlencoded" }],
      ["{}", { "Content-Encoding": "gzip" }],
    ];
    for (const [body, headers] of bodies) {
      const answer = await sendRaw(people[2]!, endpoint.method, pathOf(endpoint), body, headers);
      expect([String(body).slice(0, 20), answer.status]).toEqual([String(body).slice(0, 20), expect.any(Number)]);
      expect([400, 403, 413, 415]).toContain(answer.status);
    }
    expect(await snapshot()).toEqual(before);
  },
);

test.each(named(endpoints.filter(({ path }) => path.includes(":"))))(
  "P10 %s: hostile names in its path find nothing, and nothing is written",
  async (_name, endpoint) => {
    const before = await snapshot();
    const body = endpoint.body === undefined || endpoint.body === "binary" ? undefined : "{}";
    for (const browser of people) {
      for (const hostileName of hostileNames) {
        const answer = await sendRaw(
          browser,
          endpoint.method,
          pathOf(endpoint, () => hostileName),
          body,
        );
        expect([hostileName, answer.status]).toEqual([hostileName, expect.any(Number)]);
        expect([400, 403, 404]).toContain(answer.status);
      }
    }
    expect(await snapshot()).toEqual(before);
  },
);

test.each(named(endpoints.filter((endpoint) => endpoint.query !== undefined && !streams(endpoint))))(
  "P10 %s: a query with keys twice, unknown or hostile is refused",
  async (_name, endpoint) => {
    const before = await snapshot();
    const names = Object.keys((endpoint.query as z.ZodObject).shape);
    const queries = [
      ...names.flatMap((name) => [
        `${name}=a&${name}=b`,
        `${name}=%00`,
        `${name}=%C3%28`,
        `${name}[]=1`,
        `${name}=${"x".repeat(8_000)}`,
      ]),
      "__proto__=1",
      "constructor=1",
      "%00=1",
    ];
    for (const query of queries) {
      const answer = await sendRaw(people[2]!, endpoint.method, `${pathOf(endpoint)}?${query}`);
      expect([query.slice(0, 40), answer.status < 500]).toEqual([query.slice(0, 40), true]);
      // Half a character in a search is a word that nothing is called by.
      if (!query.includes("%C3")) expect([query.slice(0, 40), answer.status]).toEqual([query.slice(0, 40), 400]);
    }
    expect(await snapshot()).toEqual(before);
  },
);

test("P10 any bytes at all, at any endpoint that takes them, are answered below 500, and nothing is written", async () => {
  const takesBytes = endpoints.filter(({ body }) => body === "binary");
  const before = await snapshot();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...takesBytes), fc.uint8Array({ maxLength: 2_000 }), async (endpoint, bytes) => {
      const query = endpoint.id === "uploadMaterial" ? "?kind=photo&name=a.jpg" : "";
      const answer = await sendRaw(people[0]!, endpoint.method, pathOf(endpoint) + query, Buffer.from(bytes), {
        "Content-Type": "application/octet-stream",
      });
      expect(answer.status).toBeLessThan(500);
    }),
    { numRuns: 60 },
  );
  await rows(db.database, "delete from rate_limits");
  expect(await snapshot()).toEqual(before);
});
