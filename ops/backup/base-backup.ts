import { readdirSync, readFileSync } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import pg from "pg";
import { OperationError } from "../operation-error.ts";
import { copyFile, hashFile, makePrivateDirectory, writeWhole } from "./file-copy.ts";
import type { ClusterManifest } from "./manifest.ts";
import { listSegments, parseLsn, parseSegmentName, segmentName, segmentNumber } from "./wal-archive.ts";

/**
 * What PostgreSQL makes anew by itself, or must not find in a copy.
 * https://www.postgresql.org/docs/18/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP-DATA
 */
const emptied = new Set([
  "pg_wal",
  "pg_replslot",
  "pg_dynshmem",
  "pg_notify",
  "pg_serial",
  "pg_snapshots",
  "pg_stat_tmp",
  "pg_subtrans",
]);
const leftOut = (name: string) =>
  ["postmaster.pid", "postmaster.opts", "backup_label", "tablespace_map", "recovery.signal"].includes(name) ||
  name.startsWith("pgsql_tmp") ||
  name.startsWith("pg_internal.init");

const slot = "rencaitong_backup";
/** Longer than any archive needs for one segment; without a limit a full archive disk would hold us for ever. */
const archiveTimeout = "120s";

/**
 * Copies the running cluster to `directory` (data/ and wal/). Nobody waits for it: the server goes on writing, and the
 * log written meanwhile, which is copied too, makes the copy consistent at one position for every database in it.
 * @param connectionUrl the superuser's address.
 * @throws OperationError in a sentence when the server cannot be copied this way.
 */
export async function copyCluster(connectionUrl: string, directory: string): Promise<ClusterManifest> {
  const client = new pg.Client({ connectionString: connectionUrl });
  client.on("error", () => {});
  await client.connect();
  try {
    const { dataDirectory, ...facts } = await readFacts(client);
    const application = await readMigrations(connectionUrl);
    // Keeps the log from the first byte of the copy on; gone with this connection.
    await client.query("select pg_create_physical_replication_slot($1, true, true)", [`${slot}_${process.pid}`]);
    const start = await one<{ lsn: string }>(client, "select pg_backup_start($1, true)::text as lsn", [
      basename(directory),
    ]);
    const copied = await copyData(dataDirectory, join(directory, "data"));
    const stop = await finish(client, facts.walArchive !== null);
    writeWhole(join(directory, "data", "backup_label"), stop.label);
    const label = await hashFile(join(directory, "data", "backup_label"));
    copied.files.push({ path: "backup_label", size: Buffer.byteLength(stop.label), sha256: label! });
    const timeline = Number(/START TIMELINE: (\d+)/.exec(stop.label)![1]);
    const range = { timeline, startLsn: start.lsn, stopLsn: stop.lsn };
    const wal = await copyWal(dataDirectory, directory, { ...range, segmentBytes: facts.segmentBytes });
    return { ...facts, ...copied, ...range, migrations: application, wal };
  } finally {
    await client.end();
  }
}

/** Ends the piece of log that is being written and waits until it is archived; answers the position reached. */
export async function archiveUpToNow(connectionUrl: string): Promise<{ lsn: string; at: Date; archive: string }> {
  const client = new pg.Client({ connectionString: connectionUrl });
  client.on("error", () => {});
  await client.connect();
  try {
    const { walArchive, segmentBytes } = await readFacts(client);
    if (walArchive === null) throw new OperationError(withoutArchive);
    const reached = await one<{ lsn: string; at: Date }>(
      client,
      "select pg_current_wal_insert_lsn()::text as lsn, clock_timestamp() as at",
    );
    const { name } = await one<{ name: string }>(client, "select pg_walfile_name(pg_switch_wal()) as name");
    await waitForArchive(walArchive, name, segmentBytes);
    return { ...reached, archive: walArchive };
  } finally {
    await client.end();
  }
}

const withoutArchive =
  "没有开启 WAL 归档，备份之后的办理不能续存：请设置 WAL_ARCHIVE_DIRECTORY（与数据不同的磁盘）后重新启动人才通。";

interface Facts {
  dataDirectory: string;
  postgresVersion: string;
  architecture: string;
  systemIdentifier: string;
  segmentBytes: number;
  walArchive: string | null;
}

async function readFacts(client: pg.Client): Promise<Facts> {
  const found = await one<{ directory: string; identifier: string; bytes: string; mode: string; archive: string }>(
    client,
    `select current_setting('data_directory') as directory, system_identifier::text as identifier,
       (select setting from pg_settings where name = 'wal_segment_size') as bytes,
       current_setting('archive_mode') as mode,
       coalesce(current_setting('basic_archive.archive_directory', true), '') as archive
     from pg_control_system()`,
  );
  if (readdirSync(join(found.directory, "pg_tblspc")).length > 0) {
    throw new OperationError("数据库使用了表空间，这条命令不备份数据目录以外的数据：请用 pg_basebackup 备份。");
  }
  return {
    dataDirectory: found.directory,
    postgresVersion: readFileSync(join(found.directory, "PG_VERSION"), "utf8").trim(),
    architecture: process.arch,
    systemIdentifier: found.identifier,
    segmentBytes: Number(found.bytes),
    walArchive: found.mode === "off" || found.archive === "" ? null : found.archive,
  };
}

/** Read before the copy begins, so that a restore asks for no more than what is surely in it. */
async function readMigrations(connectionUrl: string): Promise<string[]> {
  const address = new URL(connectionUrl);
  address.pathname = "/rencaitong";
  const client = new pg.Client({ connectionString: address.href });
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>("select name from schema_migrations order by name");
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function finish(client: pg.Client, archived: boolean): Promise<{ lsn: string; label: string }> {
  try {
    await client.query("select set_config('statement_timeout', $1, false)", [archiveTimeout]);
    return await one<{ lsn: string; label: string }>(
      client,
      "select lsn::text, labelfile as label from pg_backup_stop($1)",
      [archived],
    );
  } catch (error) {
    // query_canceled: the archive did not take the segment in time.
    if ((error as { code?: string }).code === "57014") throw new OperationError(archiveStands);
    throw error;
  }
}

const archiveStands =
  "WAL 归档没有跟上：请检查 WAL_ARCHIVE_DIRECTORY 所在磁盘的空间和权限，原因见 logs/postgres.log。这次备份没有完成。";

async function waitForArchive(archive: string, name: string, segmentBytes: number): Promise<void> {
  const wanted = parseSegmentName(name, segmentBytes);
  const until = Date.now() + 120_000;
  const reached = () =>
    listSegments(archive)
      .map((one) => parseSegmentName(one, segmentBytes))
      .some(({ timeline, number }) => timeline === wanted.timeline && number >= wanted.number);
  while (!reached()) {
    if (Date.now() > until) throw new OperationError(archiveStands);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

type Copied = Pick<ClusterManifest, "directories" | "files">;

async function copyData(from: string, to: string): Promise<Copied> {
  const copied: Copied = { directories: [], files: [] };
  await makePrivateDirectory(to);
  await copyDirectory(from, to, "", copied);
  // Last, as pg_basebackup does: what it says of the cluster must not be older than the files.
  await copyOne(from, to, join("global", "pg_control"), copied);
  return copied;
}

async function copyDirectory(from: string, to: string, path: string, copied: Copied): Promise<void> {
  for (const name of (await readdir(join(from, path))).sort()) {
    const inner = join(path, name);
    if (leftOut(name) || inner === join("global", "pg_control")) continue;
    const found = await lstat(join(from, inner)).catch(() => undefined);
    if (found?.isDirectory()) {
      copied.directories.push(inner);
      await makePrivateDirectory(join(to, inner));
      if (!emptied.has(inner)) await copyDirectory(from, to, inner, copied);
    } else if (found?.isFile()) {
      await copyOne(from, to, inner, copied);
    }
  }
}

async function copyOne(from: string, to: string, path: string, copied: Copied): Promise<void> {
  const written = await copyFile(join(from, path), join(to, path));
  if (written) copied.files.push({ path, ...written });
}

async function copyWal(
  dataDirectory: string,
  directory: string,
  range: { timeline: number; startLsn: string; stopLsn: string; segmentBytes: number },
): Promise<ClusterManifest["wal"]> {
  const wal: ClusterManifest["wal"] = [];
  await makePrivateDirectory(join(directory, "wal"));
  const names: string[] = readdirSync(join(dataDirectory, "pg_wal")).filter((name) => name.endsWith(".history"));
  const last = segmentNumber(parseLsn(range.stopLsn) - 1n, range.segmentBytes);
  for (let number = segmentNumber(parseLsn(range.startLsn), range.segmentBytes); number <= last; number += 1n) {
    names.push(segmentName(range.timeline, number, range.segmentBytes));
  }
  for (const name of names) {
    const copied = await copyFile(join(dataDirectory, "pg_wal", name), join(directory, "wal", name));
    if (!copied) throw new OperationError(`数据库日志 ${name} 在复制之前就被清除了：请再备份一次。`);
    wal.push({ name, sha256: copied.sha256 });
  }
  return wal;
}

async function one<Row extends pg.QueryResultRow>(client: pg.Client, sql: string, values: unknown[] = []) {
  return (await client.query<Row>(sql, values)).rows[0]!;
}
