import { parse } from "csv-parse/sync";
import type { z } from "zod";
import { createReceiptPaper } from "../activities/counter-receipts.ts";
import { createDraftPrint } from "../activities/draft-print.ts";
import { statusOf } from "../api/middleware/answer-errors.ts";
import { problem } from "../api/contracts/common.ts";
import type { Endpoint } from "../api/contracts/endpoint.ts";
import { endpoints } from "../api/contracts/index.ts";
import { absenceScenarios } from "./scenarios/absence-scenarios.ts";
import { administrationScenarios } from "./scenarios/administration-scenarios.ts";
import { applicantScenarios } from "./scenarios/applicant-scenarios.ts";
import { bulkScenarios } from "./scenarios/bulk-scenarios.ts";
import { deskScenarios } from "./scenarios/desk-scenarios.ts";
import { bodyScenarios } from "./scenarios/body-scenarios.ts";
import { successionScenarios } from "./scenarios/succession-scenarios.ts";
import { officeScenarios } from "./scenarios/office-scenarios.ts";
import { ownDeskScenarios } from "./scenarios/own-desk-scenarios.ts";
import { ruleScenarios } from "./scenarios/rule-scenarios.ts";
import type { Refused, ScenarioRequest, Scene } from "./scenarios/scene.ts";
import { uploadScenarios } from "./scenarios/upload-scenarios.ts";
import { exportedLists, listsWithoutFile, namesOfLists } from "./exported-lists.ts";
import { listSubjects } from "./permission-subjects.ts";
import { castOf, openStage, type Stage } from "./stage.ts";
import { openTestApi, type TestApi, type TestBrowser } from "./test-api.ts";

const scenarios = {
  ...{ ...applicantScenarios, ...officeScenarios, ...deskScenarios, ...uploadScenarios },
  ...{
    ...administrationScenarios,
    ...ruleScenarios,
    ...absenceScenarios,
    ...bulkScenarios,
    ...bodyScenarios,
    ...successionScenarios,
  },
  ...ownDeskScenarios,
};
let stage: Stage;
let api: TestApi;
let cast: Map<string, TestBrowser>;
let scene: Scene;
beforeAll(async () => {
  stage = await openStage();
  const { database, databaseUrl: url, encryption, engine } = stage.desk;
  api = await openTestApi({ database, url, encryption, engine });
  // Papers lie where the worker of this stage has put them, uploads beside them.
  const { files } = api.deps;
  api.deps.files = { ...files, open: (hash) => stage.files.open(hash).catch(() => files.open(hash)) };
  // The way to PDF has its own test (api/routes/draft-print.test.ts): here a paper is its data as text.
  const render = async ({ data }: { data: object }) => Buffer.from(JSON.stringify(data));
  api.deps.printDraft = createDraftPrint({ ...stage.desk.deps, render });
  api.deps.receiptPaper = createReceiptPaper({ ...stage.desk.deps, render });
  cast = await castOf(stage, api.origin);
  scene = { stage, subjects: await listSubjects(stage), partials: api.deps.partials };
});
afterAll(async () => {
  await api?.close();
  await stage?.stop();
});

function send(endpoint: Endpoint, asked: ScenarioRequest, as = asked.as) {
  const browser = cast.get(as);
  if (!browser) throw new Error(`nobody is called ${as}`);
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => asked.params?.[name] ?? "x");
  const address = `${path}?${new URLSearchParams(asked.query)}`;
  // A browser of its own each time: what a login sets must not stay with the actor.
  const once = api.browser();
  once.cookie = browser.cookie;
  return once.send(endpoint.method, address, { body: asked.body });
}

async function expectRefusal(endpoint: Endpoint, { code, ...asked }: Refused) {
  const { status, body } = await send(endpoint, asked);
  expect([status, problem.parse(body).error.code]).toEqual([statusOf(code), code]);
}

const spoiling = (body: unknown) => (Object.hasOwn(Object(body) as object, "accountId") ? "sessionId" : "accountId");

/** The same request with something in it that nobody asked for; undefined where there is no place for it. */
function spoiled(endpoint: Endpoint, asked: ScenarioRequest): ScenarioRequest | undefined {
  if (endpoint.body && endpoint.body !== "binary")
    // Where an account is asked for, something else is slipped in.
    return {
      ...asked,
      body: { ...(asked.body as object), [spoiling(asked.body)]: "01930000-0000-7000-8000-000000000001" },
    };
  if (endpoint.query) return { ...asked, query: { ...asked.query, accountId: "1" } };
  const [name] = Object.keys(endpoint.params?.shape ?? {});
  return name && name !== "matter" ? { ...asked, params: { ...asked.params, [name]: "no-id" } } : undefined;
}

async function follow(endpoint: Endpoint, asked: ScenarioRequest): Promise<void> {
  const controller = new AbortController();
  const answer = await fetch(api.origin + endpoint.path, {
    headers: { Cookie: cast.get(asked.as)!.cookie },
    signal: controller.signal,
  });
  expect([answer.status, answer.headers.get("Content-Type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
  controller.abort();
}

test("every endpoint has its scenario, and no scenario is without its endpoint", () => {
  expect(Object.keys(scenarios).sort()).toEqual(endpoints.map(({ id }) => id).sort());
});

test.each(
  endpoints
    .filter(({ id }) => id in scenarios)
    .map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const),
)(
  "P9 P10 %s: not signed in, bad input, who may not, what cannot be, and success that keeps its contract",
  async (_name, endpoint) => {
    const scenario = scenarios[endpoint.id]!;
    const asked = await scenario.success(scene);
    if (endpoint.access === "session") {
      const { status, body } = await send(endpoint, asked, "nobody");
      expect([status, problem.parse(body).error.code]).toEqual([401, "not-signed-in"]);
    }
    const bad = spoiled(endpoint, asked);
    if (bad) {
      const { status, body } = await send(endpoint, bad);
      expect([status, problem.parse(body).error.kind]).toEqual([400, "bad-input"]);
    }
    if (typeof scenario.denied === "function") await expectRefusal(endpoint, await scenario.denied(scene));
    if (typeof scenario.conflict === "function") await expectRefusal(endpoint, await scenario.conflict(scene));
    if (endpoint.reply === "events") return follow(endpoint, asked);
    const answer = await send(endpoint, asked);
    expect([answer.status, answer.status === 200 ? "" : answer.body]).toEqual([200, ""]);
    if (endpoint.reply === "file") expect(answer.headers.get("Content-Disposition")).toMatch(/^attachment; /);
    // Parsed and the same again: nothing is in it that the contract does not name.
    else expect((endpoint.reply as z.ZodType).parse(answer.body)).toEqual(answer.body);
  },
);

test("B-02 every list that somebody signed in may read has its file, or a reason why not", () => {
  const lists = endpoints.filter((endpoint) => endpoint.access === "session" && namesOfLists(endpoint).length > 0);
  const known = [...Object.keys(exportedLists), ...Object.keys(listsWithoutFile)];
  expect(known.toSorted()).toEqual(lists.map(({ id }) => id).toSorted());
});

test.each(Object.entries(exportedLists))(
  "B-02 the file of %s holds the rows of the list for each reader",
  async (id, exported) => {
    const endpoint = (name: string) => endpoints.find((one) => one.id === name)!;
    const { query: _, ...asked } = await scenarios[id]!.success(scene);
    const query = (await scenarios[exported.file]!.success(scene)).query ?? {};
    const { format: _format, ...filters } = query;
    let allowed = 0;
    for (const as of cast.keys()) {
      const file = await send(endpoint(exported.file), { ...asked, query: { ...filters, format: "csv" } }, as);
      const expected: string[] = [];
      for (let after: string | undefined = ""; after !== undefined;) {
        const { status, body } = await send(
          endpoint(id),
          { ...asked, query: { ...filters, ...(after ? { after } : {}) } },
          as,
        );
        expect([as, file.status]).toEqual([as, status]);
        if (status !== 200) break;
        allowed++;
        expected.push(...body[exported.rows].map((one: never) => String(exported.columns[0]!.of(one) ?? "")));
        after = body.next ?? undefined;
      }
      if (file.status !== 200) continue;
      const [heading, ...lines] = parse(file.body, { bom: true }) as string[][];
      expect(heading).toEqual(exported.columns.map((column) => column.heading));
      expect([as, lines.map(([first]) => first)]).toEqual([as, expected]);
    }
    expect(allowed).toBeGreaterThan(0);
  },
);
