import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { row, rows } from "../db/connection.ts";
import { installRuntime } from "../engine/engine-log.ts";
import { requestContext } from "../engine/request-trail.ts";
import { demoPassword } from "../ops/demo-data/accounts.ts";
import { demoPeople, demoStaff } from "../ops/demo-data/people.ts";
import { demoOrganisations } from "../ops/demo-data/places.ts";
import { createFileStore } from "../ports/file-store.ts";
import { createLog, withoutContent } from "../ports/log.ts";
import { openCaseDesk, type CaseDesk } from "./case-desk.ts";
import { until } from "./until.ts";
import { certificatePhoto, scannedPage } from "./pictures.ts";
import { declared, handedMaterials, TestCase } from "./test-case.ts";
import { openTestApi, type TestApi, type TestBrowser } from "./test-api.ts";

interface Line {
  name: string;
  msg: string;
  [field: string]: unknown;
}

const lines: string[] = [];
const destination = { write: (line: string) => void lines.push(line) };
const log = (name: string) => createLog("debug", name, { context: requestContext, destination });
const parsed = () => lines.map((line) => JSON.parse(line) as Line);

let desk: CaseDesk;
let api: TestApi;
let directory: string;
let broken = false;
const person = demoPeople[0]!;
/** As the tools that make papers do: their messages quote what they were given. */
const failingSentence = `cannot render "${person.name}" of ${person.phone}, 证件 45020019991231018X, 住 柳州市示例路 8 号`;

beforeAll(async () => {
  installRuntime(log("worker"));
  directory = await mkdtemp(join(tmpdir(), "rencaitong-trail-"));
  const files = createFileStore(join(directory, "files"));
  const change = { log: log("worker"), files };
  desk = await openCaseDesk({
    ...change,
    render: async (request) => {
      if (broken) throw new Error(failingSentence);
      return Buffer.from(JSON.stringify(request.data));
    },
  });
  api = await openTestApi({ ...desk, url: desk.databaseUrl, change: { log: log("api"), files } });
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
  await rm(directory, { recursive: true, force: true });
});

const signIn = (name: string) => api.browser().signIn(name, demoPassword);

async function fill(browser: TestBrowser, id: string, form: object, version?: number): Promise<number> {
  const known = version ?? (await browser.get(`/api/drafts/${id}`)).body.version;
  const saved = await browser.send("PATCH", `/api/drafts/${id}`, { body: { version: known, form } });
  expect(saved.status).toBe(200);
  return saved.body.version;
}

/** A case handed in through the pages, up to the employer's desk. */
async function handIn(phone: string, certificate: string): Promise<TestCase> {
  const browser = await signIn(phone);
  const theCase = new TestCase(desk, phone, certificate);
  const certificateId = desk.world.certificates[certificate];
  const start = { matter: "certificate-replacement", certificateId };
  const { body: draft } = await browser.post("/api/drafts", start);
  theCase.id = draft.id;
  const explanation = opinion;
  const version = await fill(browser, draft.id, { ...declared, explanation }, draft.version);
  await browser.post(`/api/drafts/${draft.id}/submission`, { key: randomUUID(), version });
  await theCase.passNotice();
  const { id: draftId } = (await browser.post(`/api/cases/${draft.id}/draft`)).body;
  const photo = await certificatePhoto();
  const page = await scannedPage(1);
  for (const [kind, content] of Object.entries({ photo, identity: page, "loss-statement": page })) {
    const name = encodeURIComponent(`${person.name}.jpg`);
    const path = `/api/drafts/${draftId}/materials?kind=${kind}&name=${name}`;
    expect((await browser.post(path, content)).status).toBe(200);
  }
  const last = await fill(browser, draftId, handedMaterials);
  const sent = await browser.post(`/api/drafts/${draftId}/submission`, { key: randomUUID(), version: last });
  expect(sent.body).toMatchObject({ state: "accepted" });
  return theCase;
}

const opinion = "情况属实，申请人家住示例路 12 号，同意补发。";

async function approve(theCase: TestCase, office: string, requestId = randomUUID() as string): Promise<string> {
  const browser = await signIn(office);
  const { id } = await theCase.openTask();
  await browser.post(`/api/tasks/${id}/claim`);
  await browser.post("/api/session/step-up", { password: demoPassword });
  const { version } = (await browser.get(`/api/tasks/${id}`)).body.task;
  const answer = await browser.send("POST", `/api/tasks/${id}/decision`, {
    body: { key: randomUUID(), version, decision: { outcome: "approve", opinion } },
    headers: { "X-Request-Id": requestId },
  });
  expect(answer.body).toMatchObject({ state: "accepted" });
  return answer.headers.get("X-Request-Id")!;
}

test("B-27 one request id goes from the browser through the Update to each activity that follows, documents included", async () => {
  const theCase = await handIn("13900000001", "06000116");
  for (const office of ["danwei", "zhuguan"]) await approve(theCase, office);
  const requestId = randomUUID();
  expect(await approve(theCase, "shizhigaiban", requestId)).toBe(requestId);
  await theCase.closed();
  const named = await until(async () => {
    const found = parsed().filter((line) => line["requestId"] === requestId);
    return found.some(({ activity }) => activity === "closeCase") ? found : undefined;
  }, "the last act of the case");
  expect(named.find(({ endpoint }) => endpoint === "decideTask")).toMatchObject({ name: "api", status: 200 });
  const activities = named.filter(({ name }) => name === "worker").map(({ activity }) => activity);
  expect(activities).toEqual(["recordCommand", "beginEffect", "carryOutEffect", "closeCase"]);
});

test("B-27 what time led to carries nobody's request; a caller's id of another shape is not taken over", async () => {
  const theCase = new TestCase(desk, "13900000002", "06000215");
  await theCase.declare();
  await theCase.passNotice();
  const looks = parsed().filter((line) => line["activity"] === "lookAtStep" && line["caseId"] === theCase.id);
  expect(looks.length).toBeGreaterThan(0);
  for (const look of looks) expect(look["requestId"]).toBeUndefined();
  for (const given of ["1", "13900000001", `${randomUUID()}x`]) {
    const answer = await api.browser().send("GET", "/api/session", { headers: { "X-Request-Id": given } });
    expect(answer.headers.get("X-Request-Id")).toMatch(/^[\da-f-]{36}$/);
    expect(answer.headers.get("X-Request-Id")).not.toBe(given);
  }
});

test("B-27 the error page's number is the one that the caller sent and that the log has", async () => {
  const requestId = randomUUID();
  const failing = await openTestApi({
    ...desk,
    url: desk.databaseUrl,
    change: {
      log: log("api"),
      limits: { take: () => Promise.reject(new Error(failingSentence)), giveBack: async () => {} },
    },
  });
  try {
    const body = { loginName: person.phone, password: demoPassword };
    const headers = { "X-Request-Id": requestId };
    const answer = await failing.browser().send("POST", "/api/session", { body, headers });
    expect([answer.status, answer.body.error.requestId]).toEqual([500, requestId]);
    expect(answer.body.error.message).toContain(requestId.slice(0, 8));
    const [line] = parsed().filter(
      ({ msg, ...fields }) => msg === "request failed" && fields["requestId"] === requestId,
    );
    expect(line!["error"]).toMatchObject({ name: "Error", stack: expect.stringContaining("request-trail.test") });
  } finally {
    await failing.close();
  }
});

test("B-27 no line of API, worker or the engine's library holds a name, number, phone, address, opinion, password or token", async () => {
  broken = true;
  const theCase = await handIn("13900000003", "06000317");
  const applicant = await signIn("13900000003");
  await api.browser().post("/api/session", { loginName: "13900000003", password: "秘密的密码9" });
  await api.browser().post("/api/session", { loginName: "450200199912310008", password: "x" });
  await applicant.get("/api/tasks/13900000003");
  await applicant.send("PATCH", `/api/drafts/${randomUUID()}`, {
    body: { version: 1, form: { explanation: opinion } },
  });
  const agent = await signIn("danwei");
  const { id } = await theCase.openTask();
  await agent.post(`/api/tasks/${id}/claim`);
  const { body: revealed } = await agent.post(`/api/tasks/${id}/identity-number`);
  await agent.get(`/api/inbox?queue=mine&text=${revealed.identityNumber}`);
  await agent.post("/api/search/number", { text: revealed.identityNumber });
  for (const office of ["danwei", "zhuguan", "shizhigaiban"]) await approve(theCase, office);
  await until(
    () => row(desk.database, "select 1 as one from act_failures where case_id = $1 and attempts > 1", [theCase.id]),
    "work that failed twice",
  );
  broken = false;
  await desk.engine.retryEffect(theCase.id);
  await theCase.closed();
  const all = lines.join("");
  // The sentence did come by, in both processes' logs.
  expect(parsed().filter(({ msg }) => msg === "act failed").length).toBeGreaterThan(0);
  const tokens = await rows<{ hash: string }>(desk.database, "select token_hash as hash from sessions");
  const secret = [
    ...demoPeople.flatMap(({ name, phone }) => [name, phone]),
    ...demoStaff.map(({ name }) => name),
    ...demoOrganisations.map(({ name }) => name),
    ...[revealed.identityNumber, revealed.phone, "45020019991231018X", "450200199912310008", "示例路", "柳州市示例路"],
    ...[opinion, opinion.slice(0, 6), demoPassword, "秘密的密码9", applicant.cookie.split("=")[1]!, "06000317"],
    ...[handedMaterials.statement, handedMaterials.position, ...tokens.map(({ hash }) => hash)],
  ];
  expect(secret.filter((word) => all.includes(word))).toEqual([]);
  expect(all).not.toMatch(/\p{Script=Han}/u);
});

test("B-27 a log line carries known fields alone, and texts without what they quote", () => {
  const from = lines.length;
  const id = "01a1fdd3-de8c-7ee9-ac4f-1461433e62d7";
  log("api").info({ caseId: id, applicantName: person.name, form: { phone: "1" }, status: 200 }, `told ${person.name}`);
  expect(JSON.parse(lines[from]!)).toMatchObject({ caseId: id, status: 200, leftOut: 2, msg: "told …" });
  expect(lines[from]).not.toContain(person.name);
});

test.each([
  [
    `case 01a1fdd3-de8c-7ee9-ac4f-1461433e62d7 waits in materials`,
    `case 01a1fdd3-de8c-7ee9-ac4f-1461433e62d7 waits in materials`,
  ],
  ["connect ECONNREFUSED 127.0.0.1:5432", "connect ECONNREFUSED 127.0.0.1:5432"],
  ['invalid input syntax for type integer: "13900000001"', "invalid input syntax for type integer: …"],
  ["mail to qin.zhi@rencaitong.example failed, 13900000001", "mail to … failed, …"],
  ["Key (login_name)=(覃志远) already exists", "Key (login_name)=(…) already exists"],
  ["token q3Zr8yXw1bKc5Tn0Vd2LsA no longer valid", "token … no longer valid"],
])("B-27 a message is kept without what it quotes: %s", (given, kept) => {
  expect(withoutContent(given)).toBe(kept);
});
