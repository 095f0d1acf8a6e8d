import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Connection } from "@temporalio/client";
import { startEmbeddedServices, type EmbeddedServices } from "./embedded-services.ts";
import { provideEnginePrograms } from "./engine-programs.ts";
import { readChildren } from "./instance.ts";
import { findFreePorts } from "./free-ports.ts";
import { prepareCluster, runStatements } from "./postgres.ts";
import { ensurePasswords } from "./secrets.ts";
import { postgresPlaces, shelteredDirectory } from "./postgres-programs.ts";
import { createSupervisor, stopOrphans } from "./supervisor.ts";
import { databaseUser } from "./system-user.ts";
import { until } from "../tests/until.ts";

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "rencaitong-services-"));
  chmodSync(directory, 0o711);
});

afterAll(async () => {
  await stopOrphans(readChildren(directory));
  rmSync(shelteredDirectory(join(directory, "postgres")), { recursive: true, force: true });
  rmSync(directory, { recursive: true, force: true });
});

function supervisorHere() {
  return createSupervisor({ stateDirectory: directory, report: () => {} });
}

function start(supervisor = supervisorHere()): Promise<EmbeddedServices> {
  return startEmbeddedServices({
    supervisor,
    stateDirectory: directory,
    mode: "test",
    outsideDatabaseUrl: undefined,
    outsideTemporalAddress: undefined,
    temporalNamespace: "rencaitong",
    enginePrograms: () => provideEnginePrograms(() => {}),
    report: () => {},
  });
}

/** The same, in a process of its own that is killed when everything runs. */
async function startAndKill(): Promise<void> {
  const source = `
    import { startEmbeddedServices } from "${import.meta.dirname}/embedded-services.ts";
    import { provideEnginePrograms } from "${import.meta.dirname}/engine-programs.ts";
    import { createSupervisor } from "${import.meta.dirname}/supervisor.ts";
    import { runStatements } from "${import.meta.dirname}/postgres.ts";
    const services = await startEmbeddedServices({
      supervisor: createSupervisor({ stateDirectory: ${JSON.stringify(directory)}, report: () => {} }),
      stateDirectory: ${JSON.stringify(directory)}, mode: "test", temporalNamespace: "rencaitong",
      enginePrograms: () => provideEnginePrograms(() => {}), report: () => {},
    });
    await runStatements(services.databaseUrl, ["create table kept (word text)", "insert into kept values ('还在')"]);
    process.kill(process.pid, "SIGKILL");`;
  const killed = spawn(process.execPath, ["--input-type=module", "-e", source], { stdio: "inherit" });
  const [, signal] = (await once(killed, "exit")) as [number | null, string | null];
  expect(signal).toBe("SIGKILL");
}

test("start: after kill -9 of the supervisor the next start stops what was left and goes on with the same data", async () => {
  await startAndKill();
  const orphans = readChildren(directory);
  expect(orphans.map((orphan) => orphan.name)).toEqual(["postgres", "temporal"]);
  expect(await stopOrphans(orphans)).toBe(2);

  const supervisor = supervisorHere();
  try {
    const services = await start(supervisor);
    const [kept] = await runStatements(services.databaseUrl, ["select word from kept"]);
    expect(kept!.rows).toEqual([{ word: "还在" }]);
    await expectOurEngine(services);
    await expectDurableSettings(services);
  } finally {
    await supervisor.stop();
  }
});

test("P1 start: PostgreSQL killed in the moment it makes its pid file comes back by itself, over the empty file", async () => {
  const supervisor = supervisorHere();
  try {
    const services = await start(supervisor);
    await runStatements(services.databaseUrl, ["create table kept_too (word text)"]);
    const killed = supervisor.pids().postgres!;
    process.kill(killed, "SIGKILL");
    writeFileSync(join(databaseDirectory(), "postmaster.pid"), "");
    await until(
      async () => supervisor.pids().postgres !== killed && (await answers(services.databaseUrl)),
      "the database again",
    );
    expect(readFileSync(join(databaseDirectory(), "postmaster.pid"), "utf8")).toMatch(/^\d+\n/);
  } finally {
    await supervisor.stop();
  }
});

test("P4 start: PostgreSQL that hangs while it shuts down is killed by the supervisor and comes back by itself", async () => {
  const supervisor = createSupervisor({ stateDirectory: directory, report: () => {}, askStuckMilliseconds: 50 });
  const [port] = await findFreePorts(1);
  const { program, url } = await prepareCluster({
    ...{ directory: join(directory, "postgres"), port: port!, maxConnections: 20 },
    superuserPassword: ensurePasswords(directory).superuser,
  });
  await supervisor.start({ ...program, stopWithinMilliseconds: 300 });
  const stopped = await checkpointerOf(url("postgres"));
  try {
    const hanging = supervisor.pids().postgres!;
    // Without it no shutdown ends: it writes the last checkpoint.
    process.kill(stopped, "SIGSTOP");
    process.kill(hanging, "SIGINT");
    await until(async () => supervisor.pids().postgres !== hanging, "the hanging one killed");
    process.kill(stopped, "SIGCONT");
    await until(() => program.isReady(), "the database again");
  } finally {
    await supervisor.stop();
  }
});

async function checkpointerOf(url: string): Promise<number> {
  const [found] = await runStatements(url, ["select pid from pg_stat_activity where backend_type = 'checkpointer'"]);
  return found!.rows[0].pid;
}

function databaseDirectory(): string {
  return postgresPlaces(join(directory, "postgres"), databaseUser()).data;
}

async function answers(url: string): Promise<boolean> {
  try {
    await runStatements(url, ["select word from kept_too"]);
    return true;
  } catch {
    return false;
  }
}

async function expectOurEngine(services: EmbeddedServices): Promise<void> {
  const connection = await Connection.connect({ address: services.temporalAddress });
  try {
    const { namespaceInfo } = await connection.workflowService.describeNamespace({ namespace: "rencaitong" });
    expect(namespaceInfo?.name).toBe("rencaitong");
    expect((await connection.workflowService.getSystemInfo({})).serverVersion).toBe("1.32.0");
  } finally {
    await connection.close();
  }
  const visibility = new URL(services.superuserUrl!);
  visibility.pathname = "/temporal_visibility";
  const [indexes] = await runStatements(visibility.href, [
    `select count(*)::int total, count(i.indpred)::int partial from pg_index i
     where i.indrelid = 'executions_visibility'::regclass`,
  ]);
  expect(indexes!.rows).toEqual([{ total: 71, partial: 65 }]);
}

async function expectDurableSettings(services: EmbeddedServices): Promise<void> {
  const [settings] = await runStatements(services.databaseUrl, [
    "select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums') order by name",
  ]);
  const values = Object.fromEntries(
    settings!.rows.map(({ name, setting }: { name: string; setting: string }) => [name, setting]),
  );
  expect(values).toEqual({ data_checksums: "on", fsync: "on", full_page_writes: "on", synchronous_commit: "on" });
  const [role] = await runStatements(services.databaseUrl, [
    "select rolsuper, rolcreaterole from pg_roles where rolname = current_user",
  ]);
  expect(role!.rows).toEqual([{ rolsuper: false, rolcreaterole: false }]);
}
