import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { chown, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { SystemUser } from "../child-program.ts";
import { findFreePorts } from "../free-ports.ts";
import { OperationError } from "../operation-error.ts";
import { postgresPlaces } from "../postgres-programs.ts";
import { prepareCluster, runStatements, type Cluster } from "../postgres.ts";
import { ensurePasswords } from "../secrets.ts";
import { createSupervisor } from "../supervisor.ts";
import { databaseUser } from "../system-user.ts";
import { copyFile, listStored, makePrivateDirectory } from "./file-copy.ts";
import type { ClusterManifest } from "./manifest.ts";
import { walChainOf, type BackupPlace } from "./verify.ts";
import { historyFile, parseLsn, readHistory } from "./wal-archive.ts";

/** How far a restore goes. */
export type Until = { kind: "latest" } | { kind: "backup" } | { kind: "instant"; at: Date };

export interface RecoveryRequest {
  /** The new data directory; its secrets are in place. */
  into: string;
  place: BackupPlace;
  cluster: ClusterManifest;
  until: Until;
  /** Position that was promised to be kept; less is a failure. */
  atLeast: string | undefined;
}

/**
 * Lays the copy out, lets PostgreSQL read the log after it, and stops it again: the next start is an ordinary one.
 * @throws OperationError when it does not come as far as was asked.
 */
export async function recoverCluster(request: RecoveryRequest): Promise<{ lsn: string; missingFiles: string[] }> {
  const { into, until, atLeast } = request;
  const user = databaseUser();
  const { data } = postgresPlaces(join(into, "postgres"), user);
  await layOut(request, data, user);
  const supervisor = createSupervisor({ stateDirectory: into, report: () => {} });
  const [port] = await findFreePorts(1);
  const cluster = await prepareCluster({
    directory: join(into, "postgres"),
    port: port!,
    superuserPassword: ensurePasswords(into).superuser,
    maxConnections: 100,
    settings: recoverySettings(until),
  });
  try {
    await supervisor.start({
      ...cluster.program,
      isReady: () => isPromoted(cluster),
      // As long as reading the log takes.
      readyWithinMilliseconds: 24 * 3_600_000,
    });
    const lsn = await reached(cluster, data);
    if (atLeast && parseLsn(lsn) < parseLsn(atLeast)) {
      throw new OperationError(
        `WAL 只能读到 ${lsn}，没有到续存时的 ${atLeast}：归档中有一段已损坏。请找回完好的 WAL 归档后再恢复。`,
      );
    }
    return { lsn, missingFiles: await findMissingFiles(cluster, join(into, "files")) };
  } catch (error) {
    throw beyondTheLog(into) ?? error;
  } finally {
    await supervisor.stop();
  }
}

/** Data, and the whole log beside it where PostgreSQL looks for it, all owned by the database's user. */
async function layOut({ place, cluster }: RecoveryRequest, data: string, user: SystemUser | undefined): Promise<void> {
  const from = join(place.root, place.name);
  await makePrivateDirectory(data);
  for (const directory of cluster.directories) await makePrivateDirectory(join(data, directory));
  for (const { path, sha256 } of cluster.files) await copyVerified(join(from, "data", path), join(data, path), sha256);
  const known = new Map(cluster.wal.map((segment) => [segment.name, segment.sha256]));
  for (const name of walChainOf(place, cluster).names) {
    const source = known.has(name) ? join(from, "wal", name) : join(place.walArchive!, name);
    await copyVerified(source, join(data, "pg_wal", name), known.get(name));
  }
  writeFileSync(join(data, "recovery.signal"), "", { mode: 0o600 });
  if (!user) return;
  for (const path of [".", ...(await readdir(data, { recursive: true }))]) {
    await chown(join(data, path), user.uid, user.gid);
  }
}

/** Copies, and compares once more: a disk that fails while it is read must not go unnoticed. */
async function copyVerified(source: string, target: string, sha256: string | undefined): Promise<void> {
  const copied = await copyFile(source, target);
  if (!copied || (sha256 !== undefined && copied.sha256 !== sha256)) {
    throw new OperationError(`${source} 在恢复时读出的内容与清单不符：请换用另一份备份。`);
  }
}

function recoverySettings(until: Until): Record<string, string> {
  return {
    // The whole log lies in pg_wal already.
    restore_command: "false",
    recovery_target_timeline: "latest",
    // PostgreSQL reads this before it knows the names of time zones, "Z" among them.
    ...(until.kind === "instant" ? { recovery_target_time: until.at.toISOString().replace("Z", "+00") } : {}),
    recovery_target_action: "promote",
    // A trial must not write into the archive of what it is a copy of.
    archive_mode: "off",
  };
}

async function isPromoted(cluster: Cluster): Promise<boolean> {
  try {
    const [answer] = await runStatements(cluster.url("postgres"), ["select pg_is_in_recovery() as reading"]);
    return answer!.rows[0].reading === false;
  } catch {
    return false;
  }
}

/** Where the log was left: the new timeline's own history says it. */
async function reached(cluster: Cluster, data: string): Promise<string> {
  const [answer] = await runStatements(cluster.url("postgres"), [
    "checkpoint",
    "select timeline_id as timeline from pg_control_checkpoint()",
  ]).then((answers) => answers.slice(1));
  const file = join(data, "pg_wal", historyFile(answer!.rows[0].timeline as number));
  const offset = readHistory(file).at(-1)!.until;
  return `${(offset >> 32n).toString(16)}/${(offset & 0xffff_ffffn).toString(16)}`.toUpperCase();
}

/** Files that rows name and that are not there. */
async function findMissingFiles(cluster: Cluster, files: string): Promise<string[]> {
  const [named] = await runStatements(cluster.url("rencaitong"), ["select hash from files order by hash"]);
  const present = new Set(await listStored(files));
  return named!.rows.map(({ hash }: { hash: string }) => hash).filter((hash) => !present.has(hash));
}

function beyondTheLog(into: string): OperationError | undefined {
  const file = join(into, "logs", "postgres.log");
  if (!existsSync(file) || !readFileSync(file, "utf8").includes("recovery ended before configured recovery target")) {
    return undefined;
  }
  return new OperationError("归档的 WAL 没有到那一刻：请选更早的时刻，或不写 --until，恢复到最后一段 WAL。");
}
