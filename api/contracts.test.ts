import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { z } from "zod";
import { demoPassword } from "../ops/demo-data/accounts.ts";
import { plantWorld } from "../ops/demo-data/world.ts";
import { openTestApi, type TestApi, type TestBrowser } from "../tests/test-api.ts";
import { createTestDatabase, type TestDatabase } from "../tests/test-database.ts";
import { problem } from "./contracts/common.ts";
import type { Endpoint } from "./contracts/endpoint.ts";
import { endpoints } from "./contracts/index.ts";

let db: TestDatabase;
let api: TestApi;
let applicant: TestBrowser;
let reviewer: TestBrowser;
let administrator: TestBrowser;
beforeAll(async () => {
  db = await createTestDatabase();
  await plantWorld(db.database, db.encryption);
  api = await openTestApi(db);
  const signIn = (loginName: string) => api.browser().signIn(loginName, demoPassword);
  [applicant, reviewer, administrator] = [
    await signIn("13900000001"),
    await signIn("shizhigaiban"),
    await signIn("guanli"),
  ];
});
afterAll(async () => {
  await api?.close();
  await db?.drop();
});

/** An address of the endpoint: `fill` gives each parameter. */
function addressOf(endpoint: Endpoint, fill: (name: string) => string, query: Record<string, string> = {}): string {
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(fill(name)));
  return `${path}?${new URLSearchParams(query)}`;
}

/** A parameter that its schema takes and that names nothing. */
function strange(endpoint: Endpoint): (name: string) => string {
  return (name) => {
    const schema = endpoint.params?.shape[name] as z.ZodType | undefined;
    const candidates = [randomUUID(), "A".repeat(22), "certificate-replacement", "x"];
    return candidates.find((candidate) => schema?.safeParse(candidate).success) ?? "x";
  };
}

function bodyOf(endpoint: Endpoint): unknown {
  if (endpoint.body === undefined) return undefined;
  return endpoint.body === "binary" ? Buffer.from("x") : {};
}

const named = (chosen: readonly Endpoint[]) =>
  chosen.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const);
const send = (browser: TestBrowser, endpoint: Endpoint, address: string, body = bodyOf(endpoint)) =>
  browser.send(endpoint.method, address, { body });

test("the list of endpoints names each once, under /api, with a method and path of its own", () => {
  expect(new Set(endpoints.map(({ id }) => id)).size).toBe(endpoints.length);
  expect(new Set(endpoints.map(({ method, path }) => `${method} ${path}`)).size).toBe(endpoints.length);
  expect(endpoints.filter(({ path }) => !path.startsWith("/api/"))).toEqual([]);
});

test.each(named(endpoints))(
  "P9 %s is served: what is not signed in gets 401 where a session is needed, and nothing else",
  async (_name, endpoint) => {
    const answer = await (endpoint.access === "session"
      ? send(api.browser(), endpoint, addressOf(endpoint, strange(endpoint)))
      : endpoint.id === "followEvents"
        ? Promise.resolve({ status: 200, body: {} })
        : send(api.browser(), endpoint, addressOf(endpoint, strange(endpoint))));
    if (endpoint.access === "session") {
      expect(answer.status).toBe(401);
      expect(problem.parse(answer.body).error).toMatchObject({ kind: "refusal", code: "not-signed-in" });
    } else {
      // The demo's own act on a case is for those who may see the case.
      if (endpoint.access === "public") expect(answer.status).not.toBe(401);
      expect(answer.status).toBeLessThan(500);
    }
  },
);

test.each(named(endpoints.filter(({ method }) => method !== "GET")))(
  "P9 %s without our mark is refused",
  async (_name, endpoint) => {
    const answer = await applicant.send(endpoint.method, addressOf(endpoint, strange(endpoint)), {
      body: bodyOf(endpoint),
      headers: { "X-Requested-With": "" },
    });
    expect([answer.status, answer.body.error.code]).toEqual([403, "wrong-origin"]);
  },
);

const withIds = endpoints.filter(
  ({ params }) =>
    params && Object.values(params.shape).some((schema) => !(schema as z.ZodType).safeParse("no-id").success),
);
test.each(named(withIds))(
  "P10 %s with a bad name in its path is refused with 400 and the part",
  async (_name, endpoint) => {
    const answer = await send(
      administrator,
      endpoint,
      addressOf(endpoint, () => "no-id"),
    );
    expect(answer.status).toBe(400);
    const { error } = problem.parse(answer.body);
    expect(error.fields?.length).toBeGreaterThan(0);
    for (const { path } of error.fields ?? []) expect(Object.keys(endpoint.params!.shape)).toContain(path);
  },
);

const withBodies = endpoints.filter(({ body }) => body !== undefined && body !== "binary");
test.each(named(withBodies))("P10 %s with bodies that are none is refused with 400", async (_name, endpoint) => {
  for (const body of [null, [], "text", 1, { unknown: "x".repeat(50) }]) {
    const answer = await send(administrator, endpoint, addressOf(endpoint, strange(endpoint)), body as never);
    expect(answer.status).toBe(400);
    expect(problem.parse(answer.body).error.kind).toBe("bad-input");
  }
});

test.each(named(endpoints.filter(({ query }) => query !== undefined)))(
  "P10 %s with a query that it does not know is refused with 400",
  async (_name, endpoint) => {
    const answer = await send(administrator, endpoint, addressOf(endpoint, strange(endpoint), { nothing: "1" }));
    expect(answer.status).toBe(400);
  },
);

const aboutSomething = endpoints.filter(
  ({ path, reply }) => path.includes(":") && reply !== "events" && !path.includes(":matter"),
);
test.each(named(aboutSomething))(
  "P9 %s of something that is not there is 404 or a refused input, for whoever asks",
  async (_name, endpoint) => {
    for (const browser of [applicant, reviewer, administrator]) {
      const answer = await send(browser, endpoint, addressOf(endpoint, strange(endpoint)));
      expect([400, 403, 404]).toContain(answer.status);
      problem.parse(answer.body);
    }
  },
);
