import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { readBackupPassphrase } from "../../config.ts";
import { migrationNames } from "../../db/migrate.ts";
import { releaseInstance, takeInstance } from "../instance.ts";
import { endWithSentence, OperationError } from "../operation-error.ts";
import { packagedPostgresVersion, shelteredDirectory } from "../postgres-programs.ts";
import { copyStored, isEmptyOrMissing } from "./file-copy.ts";
import { listBackups, readContinuation, readManifest, type ClusterManifest, type Manifest } from "./manifest.ts";
import { askedPath, commandLine } from "./command-line.ts";
import { outsideSentence } from "./outside-database.ts";
import { recoverCluster, type Until } from "./recovery.ts";
import { openSecrets, type Secrets } from "./sealed-secrets.ts";
import { readSealed, storedDirectory, verifyBackup, type BackupPlace } from "./verify.ts";

const usage = `用法：
  npm run restore -- --from <备份目录> --into <空目录> [--wal <WAL 归档目录>] [--until <时刻>|backup]
不写 --until：恢复到最后一段已归档的 WAL；写时刻（如 2027-03-01T09:30:00+08:00）：恢复到那一刻；backup：恢复到备份结束时。`;

async function main(): Promise<void> {
  const { values } = commandLine(usage, () =>
    parseArgs({
      options: {
        from: { type: "string" },
        into: { type: "string" },
        wal: { type: "string" },
        until: { type: "string" },
      },
    }),
  );
  if (!values.from || !values.into) throw new OperationError(usage);
  const passphrase = readBackupPassphrase();
  const until = readUntil(values.until);
  const into = askedPath(values.into);
  await refuseUsedTarget(into);
  const place = choose(askedPath(values.from), values.wal && askedPath(values.wal), until);
  const manifest = readManifest(join(place.root, place.name));
  refuseOtherVersion(manifest.cluster);
  const secrets = await openSecrets(await readSealed(place, manifest), passphrase);
  say(`正在核对备份 ${place.name}……`);
  await verifyBackup(place);
  await writeInto(into, place, manifest, secrets, until);
}

/** Everything has been found whole; from here on a failure takes away what was written, so that it can be repeated. */
async function writeInto(
  into: string,
  place: BackupPlace,
  manifest: Manifest,
  secrets: Secrets,
  until: Until,
): Promise<void> {
  const existed = existsSync(into);
  mkdirSync(into, { recursive: true });
  // As root the database runs as a user of its own, who must be able to pass through to its data.
  chmodSync(into, 0o711);
  takeInstance(into);
  try {
    writeSecrets(into, secrets);
    await copyStored(storedDirectory(place.root), join(into, "files"));
    if (manifest.demonstration) writeFileSync(join(into, "demo-data.json"), JSON.stringify({ restored: place.name }));
    if (manifest.cluster) {
      say("正在恢复数据库……");
      const continued = readContinuation(join(place.root, place.name));
      const atLeast = until.kind === "latest" && place.walArchive ? continued?.lsn : undefined;
      const recovered = await recoverCluster({ into, place, cluster: manifest.cluster, until, atLeast });
      say(`数据库与流程引擎已恢复到同一时刻，WAL 位置 ${recovered.lsn}。`);
      if (recovered.missingFiles.length > 0) {
        say(
          `警告：有 ${recovered.missingFiles.length} 个文件在最后一次续存之后才上传或生成，备份中没有：${recovered.missingFiles.join("、")}`,
        );
      }
    } else say(outsideSentence);
  } catch (error) {
    rmSync(shelteredDirectory(join(into, "postgres")), { recursive: true, force: true });
    rmSync(into, { recursive: true, force: true });
    if (existed) mkdirSync(into);
    throw error;
  }
  releaseInstance(into);
  say(`恢复完成：${into}。启动：DATA_DIRECTORY=${into} npm start`);
  if ("seal.p12" in secrets) {
    const own = join(into, "secrets");
    const earlier =
      "seal-earlier.pem" in secrets ? ` SEAL_EARLIER_CERTIFICATES_FILE=${join(own, "seal-earlier.pem")}` : "";
    say(
      `生产环境请设置：KEY_RING_FILE=${join(own, "key-ring.json")} SEAL_P12_FILE=${join(own, "seal.p12")} SEAL_P12_PASSWORD_FILE=${join(own, "seal-password")}${earlier}`,
    );
  }
}

function readUntil(text: string | undefined): Until {
  if (text === undefined) return { kind: "latest" };
  if (text === "backup") return { kind: "backup" };
  // Without its zone an instant could be eight hours off.
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) ? new Date(text) : undefined;
  if (at && !Number.isNaN(at.getTime())) return { kind: "instant", at };
  throw new OperationError(`看不懂时刻“${text}”：请写成 2027-03-01T09:30:00+08:00（须带时区）。`);
}

async function refuseUsedTarget(into: string): Promise<void> {
  const sheltered = shelteredDirectory(join(into, "postgres"));
  for (const directory of [into, sheltered]) {
    if (!(await isEmptyOrMissing(directory))) {
      throw new OperationError(`${directory} 不是空目录：为了不覆盖已有的数据，请恢复到一个空目录。`);
    }
  }
}

/** The newest backup, or the newest that had ended at the instant asked for; or the very one that is named. */
function choose(from: string, wal: string | undefined, until: Until): BackupPlace {
  const named = existsSync(join(from, "manifest.json"));
  const root = named ? dirname(from) : from;
  const names = named ? [basename(from)] : listBackups(from);
  if (names.length === 0) throw new OperationError(`${from} 中没有备份。`);
  const name = names.findLast(
    (one) => until.kind !== "instant" || new Date(readManifest(join(root, one)).endedAt) <= until.at,
  );
  if (!name) throw new OperationError("没有在那一刻之前完成的备份：请选更晚的时刻，或换用更早的备份。");
  const kept = readManifest(join(root, name)).cluster?.walArchive ?? undefined;
  const walArchive = wal ?? kept;
  if (until.kind === "backup") return { root, name, walArchive: undefined };
  if (walArchive && !existsSync(walArchive)) {
    throw new OperationError(
      `找不到 WAL 归档目录 ${walArchive}：请用 --wal 指明它现在的位置；没有它只能恢复到备份结束时（--until backup）。`,
    );
  }
  if (until.kind === "instant" && !walArchive) {
    throw new OperationError("这份备份没有 WAL 归档，只能恢复到备份结束时：请改用 --until backup。");
  }
  return { root, name, walArchive };
}

function refuseOtherVersion(cluster: ClusterManifest | null): void {
  if (!cluster) return;
  const ours = packagedPostgresVersion();
  if (cluster.postgresVersion !== ours) {
    throw new OperationError(
      `备份来自 PostgreSQL ${cluster.postgresVersion}，本版本自带 ${ours}，数据文件不能通用：请用制作备份的版本恢复。`,
    );
  }
  if (cluster.architecture !== process.arch) {
    throw new OperationError(
      `备份来自 ${cluster.architecture} 机器，本机是 ${process.arch}，数据文件不能通用：请换一台同类机器。`,
    );
  }
  const unknown = cluster.migrations.filter((name) => !migrationNames.includes(name));
  if (unknown.length > 0) {
    throw new OperationError(
      `备份来自更新的人才通（数据库结构 ${unknown.join("、")} 本版本没有）：请先升级到那个版本，再恢复。`,
    );
  }
}

function writeSecrets(into: string, secrets: Secrets): void {
  const own = join(into, "secrets");
  mkdirSync(own, { mode: 0o700 });
  for (const [name, content] of Object.entries(secrets)) {
    writeFileSync(join(own, basename(name)), Buffer.from(content, "base64"), { mode: 0o600 });
  }
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

await main().catch(endWithSentence);
