import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import pg from "pg";
import type { ChildProgram, SystemUser } from "./child-program.ts";
import { OperationError } from "./operation-error.ts";
import { makeOwnDirectory, postgresPlaces } from "./postgres-programs.ts";
import { databaseUser } from "./system-user.ts";

export interface Cluster {
  program: ChildProgram;
  /** Where the data really lie. */
  directory: string;
  /** Address of a database as a role of this cluster; the superuser unless another is named. */
  url(database: string, role?: { name: string; password: string }): string;
}

export interface ClusterOptions {
  /** Wished place of the data; see postgresPlaces. */
  directory: string;
  port: number;
  superuserPassword: string;
  maxConnections: number;
  /** Further settings of this start, by PostgreSQL's own names. */
  settings?: Readonly<Record<string, string | number>>;
}

const superuser = "postgres";

/** Makes the cluster where there is none (half a second), and says how its server is started. */
export async function prepareCluster(options: ClusterOptions): Promise<Cluster> {
  const user = databaseUser();
  const { programs, data } = postgresPlaces(options.directory, user);
  const environment = { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };
  if (!existsSync(join(data, "PG_VERSION"))) await initialise(programs, data, options.superuserPassword, user);

  const url: Cluster["url"] = (database, role = { name: superuser, password: options.superuserPassword }) =>
    clusterUrl(options.port, database, role);
  return {
    directory: data,
    url,
    program: {
      name: "postgres",
      label: "数据库 PostgreSQL",
      command: join(programs, "bin", "postgres"),
      arguments: [
        "-D",
        data,
        ...Object.entries(settings(options)).flatMap(([key, value]) => ["-c", `${key}=${value}`]),
      ],
      environment,
      workingDirectory: data,
      ...(user ? { user } : {}),
      beforeStart: () => removeStalePidFile(data),
      isReady: () => answers(url("postgres")),
      readyWithinMilliseconds: 120_000,
      // Fast shutdown: running transactions are rolled back, a checkpoint is written, nothing needs recovery.
      stopSignal: "SIGINT",
      stopWithinMilliseconds: 60_000,
      isStuck: () => isShuttingDown(url("postgres")),
    },
  };
}

/** Address of a database of the embedded cluster as its superuser. */
export function superuserUrl(port: number, password: string, database = "postgres"): string {
  return clusterUrl(port, database, { name: superuser, password });
}

function clusterUrl(port: number, database: string, role: { name: string; password: string }): string {
  return `postgresql://${role.name}:${encodeURIComponent(role.password)}@127.0.0.1:${port}/${database}`;
}

/**
 * Told to stop while it recovers from a crash, PostgreSQL 18 can wait for ever for a process that has gone, and turns
 * everybody away meanwhile (seen in a long fault run). Recovery itself, however long, answers otherwise.
 */
async function isShuttingDown(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return false;
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    return code === "57P03" && message === "the database system is shutting down";
  } finally {
    await client.end().catch(() => {});
  }
}

/** Runs statements one after another on a connection of its own. */
export async function runStatements(url: string, statements: readonly string[]): Promise<pg.QueryResult[]> {
  const client = new pg.Client({ connectionString: url });
  // A server that is stopped while the connection idles must not end this process.
  client.on("error", () => {});
  await client.connect();
  try {
    const results: pg.QueryResult[] = [];
    for (const statement of statements) results.push(await client.query(statement));
    return results;
  } finally {
    await client.end();
  }
}

/** Makes a role that may log in, and databases it owns, where they are missing; sets the password either way. */
export async function ensureDatabases(
  superuserUrl: string,
  role: { name: string; password: string },
  databases: readonly string[],
): Promise<void> {
  const name = pg.escapeIdentifier(role.name);
  const [found, present] = await runStatements(superuserUrl, [
    `select 1 from pg_roles where rolname = ${pg.escapeLiteral(role.name)}`,
    "select datname from pg_database",
  ]);
  const password = pg.escapeLiteral(role.password);
  await runStatements(superuserUrl, [
    `${found!.rowCount ? "alter" : "create"} role ${name} login password ${password}`,
  ]);
  const existing = new Set(present!.rows.map((entry: { datname: string }) => entry.datname));
  for (const database of databases.filter((wished) => !existing.has(wished))) {
    await runStatements(superuserUrl, [`create database ${pg.escapeIdentifier(database)} owner ${name}`]);
  }
}

function settings(options: ClusterOptions): Record<string, string | number> {
  return {
    port: options.port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: options.maxConnections,
    shared_buffers: "512MB",
    fsync: "on",
    synchronous_commit: "on",
    full_page_writes: "on",
    max_wal_size: "4GB",
    checkpoint_timeout: "15min",
    shared_preload_libraries: "pg_stat_statements",
    password_encryption: "scram-sha-256",
    log_timezone: "UTC",
    timezone: "UTC",
    ...options.settings,
  };
}

async function initialise(
  programs: string,
  data: string,
  password: string,
  user: SystemUser | undefined,
): Promise<void> {
  // A killed initdb leaves half a cluster: without PG_VERSION there is nothing in it worth keeping.
  rmSync(data, { recursive: true, force: true });
  makeOwnDirectory(data, user);
  const secrets = await mkdtemp(join(tmpdir(), "rencaitong-initdb-"));
  try {
    makeOwnDirectory(secrets, user);
    const passwordFile = join(secrets, "password");
    writeFileSync(passwordFile, password, { mode: user ? 0o644 : 0o600 });
    const output = await run(
      join(programs, "bin", "initdb"),
      [
        ["-D", data],
        ["-U", superuser],
        ["--pwfile", passwordFile],
        ["--auth", "scram-sha-256"],
        ["--encoding", "UTF8"],
        // PostgreSQL's own collation: sorted text does not change its order with the system's libraries.
        ["--locale-provider", "builtin"],
        ["--builtin-locale", "C.UTF-8"],
        ["--locale", "C"],
      ].flat(),
      user,
    );
    if (!existsSync(join(data, "PG_VERSION"))) throw new OperationError(`PostgreSQL 无法初始化：\n${output}`);
  } finally {
    await rm(secrets, { recursive: true, force: true });
  }
}

function run(command: string, args: string[], user: SystemUser | undefined): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = spawn(command, args, {
    // initdb goes back to where it was started, so its user must be allowed to be there.
    cwd: "/",
    env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" },
    stdio: ["ignore", "pipe", "pipe"],
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.once("error", reject);
  child.once("close", (code) =>
    code === 0 ? resolve(output) : reject(new OperationError(`PostgreSQL 无法初始化：\n${output}`)),
  );
  return promise;
}

/**
 * After a crash the pid file stays. In a container numbers repeat, and PostgreSQL would take any process of the same
 * user with that number for itself; and killed between making and writing the file it would refuse the empty one for
 * ever. That nobody of the one before still writes is seen by PostgreSQL itself, by its shared memory.
 */
function removeStalePidFile(data: string): void {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8").split("\n", 1)[0]);
  let command = "";
  try {
    command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0", 1)[0]!;
  } catch {
    // No such process.
  }
  if (basename(command) !== "postgres") rmSync(file, { force: true });
}

async function answers(url: string): Promise<boolean> {
  try {
    await runStatements(url, ["select 1"]);
    return true;
  } catch {
    return false;
  }
}
