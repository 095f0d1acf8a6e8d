import { existsSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { uuidv7 } from "uuidv7";
import { row, rows } from "../db/connection.ts";
import type { TaskRow } from "../db/rows.ts";
import { plantCertificateLike } from "../ops/demo-data/further-certificates.ts";
import * as acts from "../ops/faults/acts.ts";
import type { Scene } from "../ops/faults/acts.ts";
import { Chance } from "../ops/faults/chance.ts";
import { Door, type Answer, type Person } from "../ops/faults/door.ts";
import { waitUntilHealed } from "../ops/faults/healing.ts";
import { Ledger } from "../ops/faults/ledger.ts";
import { drawPapers } from "../ops/faults/papers.ts";
import { openStage, type Stage } from "../ops/faults/stage.ts";
import { findFreePorts } from "../ops/free-ports.ts";
import { hasTools } from "../ops/test-tools.ts";
import { Clamd } from "./clamd.ts";
import { until } from "./case-desk.ts";
import { PostOffice } from "./post-office.ts";

/** Two API and two worker processes; one part of the product at a time is away, and comes back. */
let stage: Stage;
let door: Door;
let scene: Omit<Scene, "certificateId">;
let ports: { mail: number; scanner: number };
let scanner: Clamd;
let post: PostOffice;
let soffice: string;

beforeAll(async () => {
  const [mail, scan] = await findFreePorts(2);
  ports = { mail: mail!, scanner: scan! };
  scanner = await openScanner();
  post = await openPost();
  // Installed by the test that misses it.
  soffice = join("/tmp", `rencaitong-soffice-${uuidv7()}`);
  stage = await openStage({
    report: () => {},
    environment: {
      MAIL_URL: `smtp://127.0.0.1:${ports.mail}`,
      MAIL_FROM: "no-reply@rencaitong.example",
      SCANNER_ADDRESS: `127.0.0.1:${ports.scanner}`,
      SOFFICE_PATH: soffice,
    },
  });
  door = new Door(stage.addresses, stage.origin);
  const chance = new Chance("partial outage");
  scene = { door, ledger: new Ledger(), papers: await drawPapers(), chance, applicant: "13900000001" };
}, 300_000);

afterAll(async () => {
  await stage?.stop();
  await scanner?.close();
  await post?.close();
  rmSync(soffice, { force: true });
}, 120_000);

afterEach(async () => {
  for (const link of Object.values(stage.links)) await link.heal();
  stage.disk.setFull(false);
  await waitUntilHealed(stage);
}, 120_000);

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

async function declared(): Promise<string> {
  const certificateId = await plantCertificateLike(stage.database, "06000116", `OUTAGE-${uuidv7()}`);
  const caseId = await acts.declare({ ...scene, certificateId });
  if (!caseId) throw new Error("the loss could not be declared");
  return caseId;
}

/** A case that waits for its employer. */
async function inReview(): Promise<string> {
  const caseId = await declared();
  await acts.fastForward({ ...scene, certificateId: "" }, caseId);
  await acts.handIn({ ...scene, certificateId: "" }, caseId);
  return caseId;
}

async function taskOf(caseId: string, step: string): Promise<TaskRow> {
  return until(
    () =>
      row<TaskRow>(stage.database, "select * from tasks where case_id = $1 and step = $2 and state = 'open'", [
        caseId,
        step,
      ]),
    `a task of ${step}`,
  );
}

/** Claimed, the password entered again, ready to be pressed. */
async function ready(caseId: string, step: string, loginName: string) {
  const person = await door.as(loginName);
  const task = await taskOf(caseId, step);
  const { version } = (await person.ask("POST", `/api/tasks/${task.id}/claim`)).body;
  await person.stepUp();
  const body = { key: uuidv7(), version, decision: { outcome: "approve", opinion: "情况属实，同意。" } };
  const press = () => person.send("POST", `/api/tasks/${task.id}/decision`, body);
  return { person, task, body, press };
}

/** Sends the same again, as the page does while the answer is *not known yet*. */
async function pressUntil(press: () => Promise<Answer>, status: number): Promise<Answer> {
  return until(async () => {
    const answer = await press();
    return answer.status === status ? answer : undefined;
  }, `an answer with status ${status}`);
}

async function approvals(caseId: string): Promise<number> {
  const found = await row<{ count: number }>(
    stage.database,
    "select count(*)::int as count from case_events where case_id = $1 and type = 'task.approved'",
    [caseId],
  );
  return found!.count;
}

async function outcomeOf(caseId: string): Promise<string | null> {
  const found = await row<{ outcome: string | null }>(stage.database, "select outcome from cases where id = $1", [
    caseId,
  ]);
  return found!.outcome;
}

async function service(name: string): Promise<{ state: string; detail: string }> {
  const { body } = await (await door.as("guanli")).ask("GET", "/api/admin/health");
  return body.services.find((one: { name: string }) => one.name === name);
}

test("P3 engine unreachable: pages read on, a decision is not accepted and changes nothing, the same key works once afterwards", async () => {
  const caseId = await inReview();
  const { person, task, press } = await ready(caseId, "employer", "danwei");
  await stage.links["api-engine"].takeAway(true);

  // Whichever API process is asked: their connection is found broken by the first command.
  const refused = await pressUntil(press, 422);
  expect(refused.body.error).toMatchObject({ code: "engine-unreachable" });
  expect(refused.body.error.message).toContain("没有发出");
  for (const path of [`/api/cases/${caseId}`, `/api/tasks/${task.id}`, "/api/inbox?queue=mine", "/api/session"])
    expect((await person.send("GET", path)).status).toBe(200);
  expect((await taskOf(caseId, "employer")).state).toBe("open");
  expect(await approvals(caseId)).toBe(0);

  await stage.links["api-engine"].takeAway(false);
  await pressUntil(press, 200);
  expect((await press()).status).toBe(200);
  expect(await approvals(caseId)).toBe(1);
});

test("P2 engine reached but silent: 202 with the key, and the same key is accepted once when it speaks again", async () => {
  const caseId = await inReview();
  const { body, press } = await ready(caseId, "employer", "danwei");
  const engine = stage.supervisor.pids()["temporal"]!;
  process.kill(engine, "SIGSTOP");
  try {
    const answer = await press();
    expect(answer).toEqual({ status: 202, body: { state: "unknown", key: body.key } });
  } finally {
    process.kill(engine, "SIGCONT");
  }
  await pressUntil(press, 200);
  await taskOf(caseId, "department");
  expect(await approvals(caseId)).toBe(1);
});

test("P2 workers down: a decision is not known yet, and is carried on by itself when one returns", async () => {
  const caseId = await inReview();
  const { press } = await ready(caseId, "employer", "danwei");
  await stage.links["worker-engine"].takeAway(true);
  for (const name of ["worker-1", "worker-2"]) kill(name);
  expect((await press()).status).toBe(202);
  await stage.links["worker-engine"].takeAway(false);
  await taskOf(caseId, "department");
  expect(await approvals(caseId)).toBe(1);
  expect((await pressUntil(press, 200)).body).toMatchObject({ state: "accepted", caseId });
  expect(await approvals(caseId)).toBe(1);
});

function kill(name: string): void {
  const pid = stage.supervisor.pids()[name];
  if (pid !== undefined) process.kill(pid, "SIGKILL");
}

test("P2 PostgreSQL restarts: the same API and worker processes find it again by themselves", async () => {
  const caseId = await inReview();
  const { press } = await ready(caseId, "employer", "danwei");
  const before = stage.supervisor.pids();
  process.kill(before["postgres"]!, "SIGINT");
  await until(async () => {
    const pid = stage.supervisor.pids()["postgres"];
    return pid !== undefined && pid !== before["postgres"];
  }, "another PostgreSQL");
  await pressUntil(press, 200);
  await taskOf(caseId, "department");
  const { postgres: _old, ...others } = before;
  expect(stage.supervisor.pids()).toMatchObject(others);
});

test("P4 a full disk: an upload is refused with its reason, nothing of the draft is lost, and the same file goes in afterwards", async () => {
  if (!stage.disk.canBeFull) return;
  const caseId = await declared();
  const person = await door.as("13900000001");
  const { body: draft } = await person.ask("POST", `/api/cases/${caseId}/draft`);
  const upload = () =>
    person.send("POST", `/api/drafts/${draft.id}/materials?kind=photo&name=a.jpg`, scene.papers.photo[0]);
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
  const caseId = await declared();
  const person: Person = await door.as("13900000001");
  const { body: draft } = await person.ask("POST", `/api/cases/${caseId}/draft`);
  await scanner.close();
  const address = `/api/drafts/${draft.id}/materials?kind=identity&name=a.jpg`;
  const { body: kept } = await person.send("POST", address, scene.papers.scan);
  expect(kept).toMatchObject({ scan: "waiting" });
  const closed = await person.send("GET", `/api/materials/${kept.id}/content`);
  expect(closed.body.error).toMatchObject({ code: "file-waiting" });
  expect(await service("scanner")).toMatchObject({ state: "down" });
  scanner = await openScanner();
  await until(async () => {
    const { body } = await person.ask("GET", `/api/drafts/${draft.id}`);
    return body.materials[0]?.scan === "clean";
  }, "the file that waited");
  expect(await service("scanner")).toMatchObject({ state: "up" });
});

const withDocuments = hasTools("office", "fonts") ? test : test.skip;

withDocuments(
  "P2 P3 mail and LibreOffice down: both on the health page, the case waits in its step, and goes on by itself when they are there",
  async () => {
    await post.close();
    const caseId = await inReview();
    for (const [step, loginName] of [
      ["employer", "danwei"],
      ["department", "zhuguan"],
      ["title-office", "shizhigaiban"],
    ] as const)
      await pressUntil((await ready(caseId, step, loginName)).press, 200);
    const stuck = await until(async () => {
      const { body } = await (await door.as("guanli")).ask("GET", "/api/admin/health");
      return body.stuck.find((one: { caseId: string; attempts: number }) => one.caseId === caseId && one.attempts > 1);
    }, "the case among the stuck ones, tried more than once");
    expect(stuck.failure).not.toBe("");
    expect(await service("documents")).toMatchObject({ state: "down" });
    expect(await service("mail")).toMatchObject({ state: "down" });
    expect(await outcomeOf(caseId)).toBeNull();
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

    symlinkSync(sofficeOfThisMachine(), soffice);
    post = await openPost();
    await until(async () => (await outcomeOf(caseId)) === "completed", "the end of the case");
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

function sofficeOfThisMachine(): string {
  const found = (process.env["PATH"] ?? "").split(":").map((place) => join(place, "soffice"));
  return found.find((path) => existsSync(path))!;
}
