import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { row, rows } from "../db/connection.ts";
import { createFileStore } from "../ports/file-store.ts";
import { createPartialStore } from "../ports/partial-store.ts";
import { buildApplicant, buildCertificate } from "./factories.ts";
import { openTestApi, patience, type TestApi, type TestBrowser } from "./test-api.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";
import { until } from "./until.ts";

const slow = 20;
let db: TestDatabase;
let api: TestApi;
let directory: string;
let answered: number[];
beforeAll(async () => {
  db = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), "slow-requests-"));
});
afterAll(async () => {
  await db?.drop();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(() => (answered = []));
afterEach(async () => api?.close());

async function open(settings: NodeJS.ProcessEnv): Promise<void> {
  api = await openTestApi({
    ...db,
    patience: patience(settings),
    change: {
      files: createFileStore(join(directory, "files")),
      partials: createPartialStore(join(directory, "partial")),
      answered: (_endpoint, status) => void answered.push(status),
    },
  });
}

interface Held {
  socket: Socket;
  received(): string;
  closed: Promise<string>;
}

/** Bytes as they are; what comes back is kept, and `closed` is all of it. */
function hold(text: string): Held {
  const socket = connect(Number(new URL(api.origin).port), "127.0.0.1");
  let received = "";
  socket.on("data", (chunk) => (received += chunk.toString()));
  socket.on("error", () => undefined);
  const closed = new Promise<string>((resolve) => socket.on("close", () => resolve(received)));
  if (text) socket.write(text);
  return { socket, received: () => received, closed };
}

/** Sends one byte after the other for as long as anybody listens. */
function trickle({ socket, closed }: Held, byte: string): void {
  const timer = setInterval(() => socket.writable && socket.write(byte), 20);
  void closed.then(() => clearInterval(timer));
}

const nobodyLeft = () => until(async () => (await api.connections()) === 0, "the end of every connection");

async function othersAreAnswered(): Promise<void> {
  expect((await api.browser().get("/health/live")).status).toBe(200);
}

/** A form that asks for papers, and whoever fills it in. */
async function atAForm(): Promise<{ browser: TestBrowser; draft: string }> {
  const account = await buildApplicant(db);
  const certificate = await buildCertificate(db, { person_id: account.person.id });
  const made = await row<{ id: string }>(
    db.database,
    `insert into drafts (id, matter, step, account_id, certificate_id, round, created_at, saved_at)
     values (gen_random_uuid(), 'certificate-replacement', 'materials', $1, $2, 1, now(), now()) returning id`,
    [account.id, certificate.id],
  );
  return { browser: await api.browser().signIn(account.login_name), draft: made!.id };
}

const asPage = (browser: TestBrowser) => `Host: x\r\nX-Requested-With: rencaitong\r\nCookie: ${browser.cookie}\r\n`;

test("P10 headers that come byte by byte, or never, are answered with 408; the others are served meanwhile", async () => {
  await open({ API_HEADERS_SECONDS: "0.5" });
  const held = Array.from({ length: slow }, () => hold("GET /api/session HTTP/1.1\r\nHost: x\r\nX-Slow: "));
  for (const one of held) trickle(one, "x");
  const silent = Array.from({ length: slow }, () => hold(""));
  await until(async () => (await api.connections()) >= 2 * slow, "all of them at the door");
  await othersAreAnswered();
  for (const answer of await Promise.all([...held, ...silent].map(({ closed }) => closed)))
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  await nobodyLeft();
});

test("P10 a body that comes byte by byte is answered with 408 and nothing of it is done", async () => {
  await open({ API_REQUEST_SECONDS: "0.8", API_HEADERS_SECONDS: "0.5" });
  const { browser } = await atAForm();
  const before = await rows(db.database, "select id from sessions");
  const head = `POST /api/session HTTP/1.1\r\n${asPage(browser)}Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{`;
  const held = Array.from({ length: slow }, () => hold(head));
  for (const one of held) trickle(one, " ");
  await until(async () => (await api.connections()) >= slow, "all of them at the door");
  await othersAreAnswered();
  for (const answer of await Promise.all(held.map(({ closed }) => closed))) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  await nobodyLeft();
  expect(await rows(db.database, "select id from sessions")).toEqual(before);
  await until(async () => answered.filter((status) => status === 400).length === slow, "the end of each of them");
  expect(answered.filter((status) => status >= 500)).toEqual([]);
});

test("P10 an upload that trickles holds no connection of the database, is cut, and leaves no file behind", async () => {
  await open({ API_REQUEST_SECONDS: "1.5", API_HEADERS_SECONDS: "0.5" });
  const { browser, draft } = await atAForm();
  // More than there are connections to the database.
  const held = Array.from({ length: slow }, () =>
    hold(
      `POST /api/drafts/${draft}/materials?kind=identity&name=a.jpg HTTP/1.1\r\n${asPage(browser)}Content-Type: application/octet-stream\r\nContent-Length: 100000\r\n\r\n`,
    ),
  );
  for (const one of held) trickle(one, "\u00ff");
  await until(async () => (await api.connections()) >= slow, "all of them at the door");
  expect((await browser.get(`/api/drafts/${draft}`)).status).toBe(200);
  for (const answer of await Promise.all(held.map(({ closed }) => closed))) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  await nobodyLeft();
  await until(async () => answered.filter((status) => status >= 400).length === slow, "the end of each of them");
  expect(answered.filter((status) => status >= 500)).toEqual([]);
  expect(await rows(db.database, "select id from materials where draft_id = $1", [draft])).toEqual([]);
  const left = await readdir(join(directory, "files"), { recursive: true }).catch(() => []);
  expect(left.filter((name) => !/^(incoming|..(\/..)?)$/.test(name))).toEqual([]);
});

test("P10 a resumable part that trickles is cut and goes on where it stopped", async () => {
  await open({ API_REQUEST_SECONDS: "0.8", API_HEADERS_SECONDS: "0.5" });
  const { browser, draft } = await atAForm();
  const content = randomBytes(5_000);
  const hash = createHash("sha256").update(content).digest("hex");
  const begin = () =>
    browser.post(`/api/drafts/${draft}/uploads`, { kind: "identity", name: "a.jpg", sizeInBytes: 5_000, hash });
  const { body: begun } = await begin();
  const held = hold(
    `PATCH /api/drafts/${draft}/uploads/${begun.id}?offset=0 HTTP/1.1\r\n${asPage(browser)}Content-Type: application/octet-stream\r\nContent-Length: 5000\r\n\r\n`,
  );
  held.socket.write(content.subarray(0, 1_234));
  expect(await held.closed).toMatch(/^HTTP\/1\.1 408 /);
  await nobodyLeft();
  expect((await begin()).body).toMatchObject({ id: begun.id, offset: 1_234 });
  await until(async () => answered.includes(400), "the end of the part");
  expect(answered.filter((status) => status >= 500)).toEqual([]);
  const rest = await browser.send("PATCH", `/api/drafts/${draft}/uploads/${begun.id}?offset=1234`, {
    body: content.subarray(1_234),
  });
  expect(rest.body.offset).toBe(5_000);
});

test("P10 a connection that is kept and not used is closed, and one that takes no answer as well", async () => {
  await open({ API_IDLE_SECONDS: "0.3", API_SILENT_SECONDS: "1" });
  const idle = hold("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
  expect(await idle.closed).toMatch(/^HTTP\/1\.1 200 /);
  // Asks for more than the network keeps on the way, and reads none of it.
  const deaf = hold("");
  deaf.socket.pause();
  deaf.socket.write("GET /api/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".repeat(400));
  await until(async () => (await api.connections()) === 1, "the reader who does not read");
  await othersAreAnswered();
  await nobodyLeft();
  deaf.socket.destroy();
});

test("P10 more headers than any browser sends are refused with 431, as many as allowed are read", async () => {
  await open({});
  const headers = (many: number) => Array.from({ length: many }, (_, index) => `X-${index}: y\r\n`).join("");
  const ask = (many: number) =>
    hold(`GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers(many)}\r\n`).closed;
  expect(await ask(98)).toMatch(/^HTTP\/1\.1 200 /);
  for (const many of [99, 500, 2_000]) expect(await ask(many)).toMatch(/^HTTP\/1\.1 431 /);
});

test("P10 more connections than allowed are closed at once, and there is room again when one goes", async () => {
  await open({ API_MOST_CONNECTIONS: "3" });
  const [first, ...others] = [hold(""), hold(""), hold("")];
  await until(async () => (await api.connections()) === 3, "three at the door");
  expect(await hold("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n").closed).toBe("");
  first!.socket.destroy();
  await until(async () => (await api.connections()) === 2, "room for one");
  await othersAreAnswered();
  for (const one of others) one.socket.destroy();
});
