import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parse } from "yaml";
import { connectDatabase, rows, type Database } from "../db/connection.ts";
import { samplePdf, samplePhoto, sampleScan } from "../ops/demo-data/papers.ts";
import { Visitor } from "../ops/demo-data/visitor.ts";
import { findFreePorts } from "../ops/free-ports.ts";
import { rootDirectory } from "../ops/places.ts";
import { apiProgram, workerProgram } from "../ops/product.ts";
import { runStatements } from "../ops/postgres.ts";
import { runProgram } from "../ops/run-program.ts";
import { ensureKeyRing } from "../ops/secrets.ts";
import { createSupervisor, type Supervisor } from "../ops/supervisor.ts";
import { ensureNamespace } from "../ops/temporal-server.ts";
import { hasTools } from "../ops/test-tools.ts";

/**
 * The shape of docker-compose.yml: PostgreSQL and the engine are somebody else's, and two processes of each kind share
 * the work. Programs and names of variables are compose's; only addresses are this test's.
 */
const compose = parse(readFileSync(join(rootDirectory, "docker-compose.yml"), "utf8"), { merge: true }) as {
  services: Record<string, { environment: Record<string, string>; command: string | string[] }>;
};

let directory: string;
let supervisor: Supervisor;
let database: Database;
let databaseUrl: string;
let origin: string;
let apiPorts: number[];
const name = `outside_${randomUUID().replaceAll("-", "")}`;

/** What compose gives the service, with our addresses where it has its own and the demo's stand-ins elsewhere. */
function environmentOf(service: string, changes: Record<string, string> = {}): NodeJS.ProcessEnv {
  const ours: Record<string, string> = {
    RENCAITONG_MODE: "demo",
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: process.env.TEST_TEMPORAL_ADDRESS!,
    TEMPORAL_NAMESPACE: name,
    BASE_URL: origin,
    API_HOST: "127.0.0.1",
    DATA_DIRECTORY: directory,
    KEY_RING: readFileSync(ensureKeyRing(directory), "utf8"),
    LOG_LEVEL: "warn",
    WORKER_QUEUES: compose.services[service]!.environment.WORKER_QUEUES ?? "",
    ...changes,
  };
  const names = Object.keys(compose.services[service]!.environment);
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    ...Object.fromEntries(names.map((key) => [key, ours[key] ?? ""])),
  };
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "rencaitong-outside-"));
  chmodSync(directory, 0o711);
  const server = process.env.TEST_DATABASE_URL!;
  await runStatements(server, [`create database ${name}`]);
  databaseUrl = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  apiPorts = await findFreePorts(2);
  origin = `http://localhost:${apiPorts[0]}`;
  await ensureNamespace(process.env.TEST_TEMPORAL_ADDRESS!, name, 1);
  await runProgram("migrations", ["db/migrate.ts"], environmentOf("api"));
  await runProgram("world", ["ops/demo-data/index.ts", "world"], environmentOf("api"));
  database = connectDatabase(databaseUrl, { max: 2 });
  supervisor = createSupervisor({ stateDirectory: directory, report: () => {} });
  await supervisor.start(workerProgram(environmentOf("worker"), "worker-1"));
  await supervisor.start(workerProgram(environmentOf("worker"), "worker-2"));
  await supervisor.start(workerProgram(environmentOf("documents"), "documents"));
  for (const [index, port] of apiPorts.entries()) {
    await supervisor.start(apiProgram(environmentOf("api", { API_PORT: String(port) }), `api-${index + 1}`));
  }
}, 180_000);

afterAll(async () => {
  await supervisor?.stop();
  await database?.close();
  await runStatements(process.env.TEST_DATABASE_URL!, [`drop database if exists ${name} with (force)`]);
  rmSync(directory, { recursive: true, force: true });
}, 120_000);

function kill(program: string): void {
  process.kill(supervisor.pids()[program]!, "SIGKILL");
}

/** A person at the second of the two API processes; the first is killed on the way. */
function visitor(loginName: string): Promise<Visitor> {
  return Visitor.logIn(`http://127.0.0.1:${apiPorts[1]}`, origin, loginName);
}

async function outcomeOf(caseId: string): Promise<string | null> {
  const [found] = await rows<{ outcome: string | null }>(database, "select outcome from cases where id = $1", [caseId]);
  return found!.outcome;
}

const withDocuments = hasTools("office", "fonts") ? test : test.skip;

withDocuments(
  "S2-09 P2 compose's shape: a case runs to its certificate while one API and one worker process are killed, and every step happened once",
  async () => {
    const certificate = await rows<{ id: string }>(database, "select id from certificates where number = $1", [
      "06000116",
    ]);
    const first = await Visitor.logIn(`http://127.0.0.1:${apiPorts[0]}`, origin, "13900000001");
    const lost = { circumstances: "lost", occasion: "moving", lostInMonth: "2026-09", truthful: true };
    const caseId = await first.declare(certificate[0]!.id, lost);
    kill("api-1");
    kill("worker-1");

    const applicant = await visitor("13900000001");
    await applicant.call("POST", `/api/cases/${caseId}/fast-forward`);
    const draft = await applicant.openDraft(caseId);
    const scan = await sampleScan("遗失情况说明", ["以上情况属实。"]);
    await applicant.upload(draft, "photo", "证件照.jpg", await samplePhoto(1));
    await applicant.upload(draft, "identity", "身份证.jpg", scan);
    await applicant.upload(draft, "loss-statement", "说明.pdf", await samplePdf(scan));
    await applicant.handIn(draft, {
      ...draft.form,
      statement: "搬迁办公室时遗失，已多次寻找，未能找到。",
      yearsInProfession: 12,
      delivery: "electronic",
      truthful: true,
    });

    for (const office of ["danwei", "zhuguan"]) {
      await (await visitor(office)).decide(caseId, { outcome: "approve", opinion: "情况属实，同意。" });
    }
    const last = await visitor("shizhigaiban");
    const decision = last.decide(caseId, { outcome: "approve", opinion: "同意补发。" });
    kill("worker-2");
    await decision;
    while ((await outcomeOf(caseId)) === null) await delay(100);

    expect(await outcomeOf(caseId)).toBe("completed");
    const decided = await rows<{ step: string; times: number }>(
      database,
      "select step, count(*)::int times from tasks where case_id = $1 and state = 'decided' and kind = 'review' group by step order by step",
      [caseId],
    );
    expect(decided).toEqual([
      { step: "department", times: 1 },
      { step: "employer", times: 1 },
      { step: "title-office", times: 1 },
    ]);
    const issued = await rows<{ state: string }>(database, "select state from certificates where case_id = $1", [
      caseId,
    ]);
    expect(issued).toEqual([{ state: "valid" }]);
    const old = await rows<{ state: string }>(database, "select state from certificates where id = $1", [
      certificate[0]!.id,
    ]);
    expect(old).toEqual([{ state: "replaced" }]);
  },
  240_000,
);
