import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { row, rows } from "../db/connection.ts";
import { sampleScan } from "../ops/demo-data/papers.ts";
import type { Person } from "../ops/faults/door.ts";
import { waitUntilHealed } from "../ops/faults/healing.ts";
import { openStage, workerNames, type Stage } from "../ops/faults/stage.ts";
import { findFreePorts } from "../ops/free-ports.ts";
import { hasTools } from "../ops/test-tools.ts";
import { Clamd } from "./clamd.ts";
import { until } from "./until.ts";
import { PostOffice } from "./post-office.ts";
import { pressUntil, StageDesk } from "./stage-desk.ts";

/** Two API and two worker processes; one part of the product at a time is away, and comes back. */
let stage: Stage;
let desk: StageDesk;
let ports: { mail: number; scanner: number };
let scanner: Clamd;
let post: PostOffice;
/** Where LibreOffice is looked for: empty until a test puts something there. */
let office: string;

beforeAll(async () => {
  const [mail, scan] = await findFreePorts(2);
  ports = { mail: mail!, scanner: scan! };
  scanner = await openScanner();
  post = await openPost();
  office = mkdtempSync(join(tmpdir(), "rencaitong-office-of-test-"));
  stage = await openStage({
    report: () => {},
    environment: {
      MAIL_URL: `smtp://127.0.0.1:${ports.mail}`,
      MAIL_FROM: "no-reply@rencaitong.example",
      SCANNER_ADDRESS: `127.0.0.1:${ports.scanner}`,
      SOFFICE_PATH: join(office, "soffice"),
    },
  });
  desk = await StageDesk.at(stage);
}, 300_000);

afterAll(async () => {
  await stage?.stop();
  await scanner?.close();
  await post?.close();
  rmSync(office, { recursive: true, force: true });
}, 120_000);

afterEach(async () => {
  for (const link of Object.values(stage.links)) await link.heal();
  stage.disk.setFull(false);
  if (!scanner.server.listening) scanner = await openScanner();
  await waitUntilHealed(stage);
}, 300_000);

async function openScanner(): Promise<Clamd> {
  const clamd = new Clamd((_, socket) => void socket.end("stream: OK\0"));
  await clamd.listen(ports.scanner);
  return clamd;
}

async function openPost(): Promise<PostOffice> {
  const office = new PostOffice();
  await office.listen(ports.mail);
  return office;
}

test("P3 engine unreachable: pages read on, a decision is not accepted and changes nothing, the same key works once afterwards", async () => {
  const caseId = await desk.inReview();
  const { person, task, press } = await desk.ready(caseId, "employer", "danwei");
  await stage.links["api-engine"].takeAway(true);

  // Whichever API process is asked: their connection is found broken by the first command.
  const refused = await pressUntil(press, 422);
  expect(refused.body.error).toMatchObject({ code: "engine-unreachable" });
  expect(refused.body.error.message).toContain("没有发出");
  for (const path of [`/api/cases/${caseId}`, `/api/tasks/${task.id}`, "/api/inbox?queue=mine", "/api/session"])
    expect((await person.send("GET", path)).status).toBe(200);
  expect((await desk.taskOf(caseId, "employer")).state).toBe("open");
  expect(await desk.approvals(caseId)).toBe(0);

  await stage.links["api-engine"].takeAway(false);
  await pressUntil(press, 200);
  expect((await press()).status).toBe(200);
  expect(await desk.approvals(caseId)).toBe(1);
});

test("P2 engine reached but silent: 202 with the key, and the same key is accepted once when it speaks again", async () => {
  const caseId = await desk.inReview();
  const { body, press } = await desk.ready(caseId, "employer", "danwei");
  const engine = stage.supervisor.pids()["temporal"]!;
  process.kill(engine, "SIGSTOP");
  try {
    const answer = await press();
    expect(answer).toEqual({ status: 202, body: { state: "unknown", key: body.key } });
  } finally {
    process.kill(engine, "SIGCONT");
  }
  await pressUntil(press, 200);
  await desk.taskOf(caseId, "department");
  expect(await desk.approvals(caseId)).toBe(1);
});

test("P2 workers down: a decision is not known yet, and is carried on by itself when one returns", async () => {
  const caseId = await desk.inReview();
  const { press } = await desk.ready(caseId, "employer", "danwei");
  await stage.links["worker-engine"].takeAway(true);
  for (const name of workerNames) kill(name);
  expect((await press()).status).toBe(202);
  await stage.links["worker-engine"].takeAway(false);
  await desk.taskOf(caseId, "department");
  expect(await desk.approvals(caseId)).toBe(1);
  expect((await pressUntil(press, 200)).body).toMatchObject({ state: "accepted", caseId });
  expect(await desk.approvals(caseId)).toBe(1);
});

function kill(name: string): void {
  const pid = stage.supervisor.pids()[name];
  if (pid !== undefined) process.kill(pid, "SIGKILL");
}

test("P2 PostgreSQL restarts: the same API and worker processes find it again by themselves", async () => {
  const caseId = await desk.inReview();
  const { press } = await desk.ready(caseId, "employer", "danwei");
  const before = stage.supervisor.pids();
  process.kill(before["postgres"]!, "SIGINT");
  await until(async () => {
    const pid = stage.supervisor.pids()["postgres"];
    return pid !== undefined && pid !== before["postgres"];
  }, "another PostgreSQL");
  await pressUntil(press, 200);
  await desk.taskOf(caseId, "department");
  const { postgres: _old, ...others } = before;
  expect(stage.supervisor.pids()).toMatchObject(others);
});

test("P4 a full disk: an upload is refused with its reason, nothing of the draft is lost, and the same file goes in afterwards", async () => {
  if (!stage.disk.canBeFull) return;
  const caseId = await desk.declared();
  const person = await desk.door.as("13900000001");
  const { body: draft } = await person.ask("POST", `/api/cases/${caseId}/draft`);
  const upload = () =>
    person.send("POST", `/api/drafts/${draft.id}/materials?kind=photo&name=a.jpg`, desk.scene.papers.photo[0]);
  stage.disk.setFull(true);
  const refused = await upload();
  expect(refused.body.error).toMatchObject({ kind: "refusal", code: "storage-full" });
  expect((await person.ask("GET", `/api/drafts/${draft.id}`)).body).toMatchObject({
    version: draft.version,
    materials: [],
  });
  stage.disk.setFull(false);
  expect((await upload()).status).toBe(200);
});

test("P3 B-26 scanner down: the file waits unopened, the health page says so, and it is usable by itself when the scanner is back", async () => {
  const caseId = await desk.declared();
  const person: Person = await desk.door.as("13900000001");
  const { body: draft } = await person.ask("POST", `/api/cases/${caseId}/draft`);
  await scanner.close();
  const address = `/api/drafts/${draft.id}/materials?kind=identity&name=a.jpg`;
  // What was looked at before stays clean: bytes that nobody has seen.
  const { body: kept } = await person.send("POST", address, await sampleScan("身份证", [draft.id]));
  expect(kept).toMatchObject({ scan: "waiting" });
  const closed = await person.send("GET", `/api/materials/${kept.id}/content`);
  expect(closed.body.error).toMatchObject({ code: "file-waiting" });
  expect(await desk.service("scanner")).toMatchObject({ state: "down" });
  scanner = await openScanner();
  await until(async () => {
    const { body } = await person.ask("GET", `/api/drafts/${draft.id}`);
    return body.materials[0]?.scan === "clean";
  }, "the file that waited");
  expect(await desk.service("scanner")).toMatchObject({ state: "up" });
});

/** A cold LibreOffice on a loaded machine, and the back-off before it. */
const patience = 120_000;
const withDocuments = hasTools("office", "fonts") ? test : test.skip;

withDocuments(
  "P2 P3 mail and LibreOffice down: both on the health page, the case waits in its step, and goes on by itself when they are there",
  async () => {
    await takeOfficeAway();
    await post.close();
    const caseId = await desk.approved();
    const stuck = await until(async () => {
      const { body } = await (await desk.door.as("guanli")).ask("GET", "/api/admin/health");
      return body.stuck.find((one: { caseId: string; attempts: number }) => one.caseId === caseId && one.attempts > 1);
    }, "the case among the stuck ones, tried more than once");
    expect(stuck.failure).not.toBe("");
    expect(await desk.service("documents")).toMatchObject({ state: "down" });
    expect(await desk.service("mail")).toMatchObject({ state: "down" });
    expect(await desk.outcomeOf(caseId)).toBeNull();
    const failing = await until(
      () =>
        row<{ failure: string }>(
          stage.database,
          `select d.failure from deliveries d join notifications n on n.id = d.notification_id
           where n.case_id = $1 and d.state = 'waiting' and d.attempts > 0`,
          [caseId],
        ),
      "a letter that was tried and waits",
    );
    expect(failing.failure).toContain("ECONNREFUSED");

    symlinkSync(sofficeOfThisMachine(), join(office, "soffice"));
    post = await openPost();
    await until(async () => (await desk.outcomeOf(caseId)) === "completed", "the end of the case", patience);
    await until(async () => {
      const waiting = await rows(
        stage.database,
        `select 1 from deliveries d join notifications n on n.id = d.notification_id where n.case_id = $1 and d.state = 'waiting'`,
        [caseId],
      );
      return waiting.length === 0;
    }, "every letter sent");
    expect(post.letters.length).toBeGreaterThan(0);
    expect(await rows(stage.database, "select 1 from act_failures where case_id = $1", [caseId])).toEqual([]);
  },
);

withDocuments(
  "P2 workers killed while they make a certificate: another one begins again long before the three minutes the work may take",
  async () => {
    await takeOfficeAway();
    const begun = join(office, "begun");
    const real = join(dirname(realpathSync(sofficeOfThisMachine())), "soffice.bin");
    // The first one never gets anywhere.
    const script = `#!/bin/sh\n[ -e ${begun} ] && exec ${real} "$@"\ntouch ${begun}\nexec sleep 600\n`;
    for (const name of ["soffice", "soffice.bin"]) writeFileSync(join(office, name), script, { mode: 0o755 });
    const caseId = await desk.approved();
    await until(async () => existsSync(begun), "a conversion under way");
    for (const name of workerNames) kill(name);
    await until(async () => (await desk.outcomeOf(caseId)) === "completed", "the end of the case", patience);
    const made = await rows(stage.database, "select state from certificates where case_id = $1", [caseId]);
    expect(made).toEqual([{ state: "valid" }]);
  },
  240_000,
);

/** No LibreOffice on this machine, and none that a worker has kept alive. */
async function takeOfficeAway(): Promise<void> {
  for (const name of readdirSync(office)) rmSync(join(office, name));
  for (const name of workerNames) kill(name);
  await waitUntilHealed(stage);
}

function sofficeOfThisMachine(): string {
  const found = (process.env["PATH"] ?? "").split(":").map((place) => join(place, "soffice"));
  return found.find((path) => existsSync(path))!;
}
