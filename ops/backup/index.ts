import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readBackupPassphrase, readConfiguration, type Configuration } from "../../config.ts";
import { recordedPorts } from "../embedded-services.ts";
import { findHolder, releaseInstance, takeInstance } from "../instance.ts";
import { endWithSentence, OperationError } from "../operation-error.ts";
import { rootDirectory, stateDirectory } from "../places.ts";
import { withPlaceholders } from "../placeholders.ts";
import { superuserUrl } from "../postgres.ts";
import { ensurePasswords } from "../secrets.ts";
import { archiveUpToNow, copyCluster } from "./base-backup.ts";
import { copyStored, flushAll, hashFile, makePrivateDirectory, writeWhole } from "./file-copy.ts";
import {
  listBackups,
  readContinuation,
  readManifest,
  writeContinuation,
  writeManifest,
  type Continuation,
} from "./manifest.ts";
import { outsideSentence } from "./outside-database.ts";
import { askedPath, commandLine } from "./command-line.ts";
import { pruneBackups } from "./retention.ts";
import { sealSecrets, type Secrets } from "./sealed-secrets.ts";
import { sealedFile, storedDirectory, verifyBackup, walChainOf } from "./verify.ts";

const usage = `用法：
  npm run backup -- --to <目录> [--keep <份数>]   人才通运行时备份：数据库（含流程引擎）、文件、密钥
  npm run backup -- --to <目录> --continue        续存最近一份备份之后的办理和文件，可每隔几分钟执行
  npm run backup -- --verify <目录>               逐字节核对最近一份备份`;

async function main(): Promise<void> {
  const { values } = commandLine(usage, () =>
    parseArgs({
      options: {
        to: { type: "string" },
        continue: { type: "boolean" },
        keep: { type: "string" },
        verify: { type: "string" },
      },
    }),
  );
  if (values.verify !== undefined && values.to === undefined) return verifyLatest(askedPath(values.verify));
  const keep = values.keep === undefined ? undefined : Number(values.keep);
  if (values.to === undefined || (keep !== undefined && !(Number.isInteger(keep) && keep > 0))) {
    throw new OperationError(usage);
  }
  const root = askedPath(values.to);
  await makePrivateDirectory(root);
  const holder = takeInstance(root);
  if (holder) throw new OperationError(`另一个备份正在写 ${root}（进程 ${holder.pid}）：请等它结束。`);
  process.once("exit", () => releaseInstance(root));
  const installation = findInstallation();
  if (values.continue) return continueLatest(root, installation);
  await makeBackup(root, installation);
  if (keep !== undefined) say(await pruneBackups(root, keep));
}

interface Installation {
  configuration: Configuration;
  state: string;
  /** The superuser's address of the embedded cluster; undefined with a database from outside. */
  cluster: string | undefined;
}

function findInstallation(): Installation {
  const state = stateDirectory();
  const environment = { ...process.env, RENCAITONG_MODE: process.env.RENCAITONG_MODE || "demo" };
  const configuration = readConfiguration(withPlaceholders(environment));
  if (process.env.DATABASE_URL || process.env.TEMPORAL_ADDRESS) return { configuration, state, cluster: undefined };
  const ports = recordedPorts(state);
  if (!findHolder(state) || !ports) {
    throw new OperationError(
      `人才通没有在 ${state} 运行：请先启动它（备份在运行时进行），或用 DATA_DIRECTORY 指明目录。`,
    );
  }
  return { configuration, state, cluster: superuserUrl(ports.postgres, ensurePasswords(state).superuser) };
}

async function makeBackup(root: string, installation: Installation): Promise<void> {
  const passphrase = readBackupPassphrase();
  const startedAt = new Date();
  const name = startedAt.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  for (const left of readdirSync(root).filter((entry) => entry.startsWith("unfinished-"))) {
    rmSync(join(root, left), { recursive: true });
  }
  const directory = join(root, `unfinished-${name}`);
  mkdirSync(directory, { mode: 0o700 });
  const cluster = installation.cluster ? await copyCluster(installation.cluster, directory) : null;
  const endedAt = new Date();
  // After the database: every file that its rows name was stored before the row was written.
  const stored = await copyFiles(root, installation);
  writeWhole(sealedFile(directory), await sealSecrets(collectSecrets(installation), passphrase));
  writeManifest(directory, {
    format: 1,
    product: productVersion(),
    startedAt: startedAt.toISOString(),
    endedAt: endedAt.toISOString(),
    cluster,
    storedFiles: stored.hashes,
    secretsSha256: createHash("sha256")
      .update(readFileSync(sealedFile(directory)))
      .digest("hex"),
    demonstration: existsSync(join(installation.state, "demo-data.json")),
  });
  await flushAll(root);
  renameSync(directory, join(root, name));
  say(`备份完成：${join(root, name)}（新增文件 ${stored.copied} 个，共 ${stored.hashes.length} 个）`);
  if (!cluster) say(outsideSentence);
  else if (!cluster.walArchive) {
    say("没有开启 WAL 归档（WAL_ARCHIVE_DIRECTORY）：这份备份只能恢复到备份结束的时刻，之后的办理不在其中。");
  }
}

async function copyFiles(root: string, { configuration }: Installation) {
  const stored = await copyStored(configuration.fileStoreDirectory, storedDirectory(root));
  if (stored.damaged.length > 0) {
    say(`警告：文件库中有 ${stored.damaged.length} 个文件内容与名称不符，未存入备份：${stored.damaged.join("、")}`);
  }
  return stored;
}

/** Everything below secrets/, and what the environment points to instead. The database's passwords are among it. */
function collectSecrets({ configuration, state }: Installation): Secrets {
  const secrets: Secrets = {};
  const add = (name: string, content: Buffer | string) => {
    secrets[name] = Buffer.from(content).toString("base64");
  };
  const own = join(state, "secrets");
  for (const name of existsSync(own) ? readdirSync(own) : []) add(name, readFileSync(join(own, name)));
  const { keyRing, signing } = configuration;
  const encoded = (bytes: Buffer) => bytes.toString("base64");
  const keys = Object.fromEntries(Object.entries(keyRing.keys).map(([id, bytes]) => [id, encoded(bytes)]));
  add("key-ring.json", JSON.stringify({ current: keyRing.current, keys, lookupKey: encoded(keyRing.lookupKey) }));
  if (signing.kind === "pkcs12") {
    add("seal.p12", readFileSync(signing.file));
    add("seal-password", signing.password);
    if (signing.earlierFile) add("seal-earlier.pem", readFileSync(signing.earlierFile));
  }
  return secrets;
}

async function continueLatest(root: string, installation: Installation): Promise<void> {
  const name = listBackups(root).at(-1);
  if (!name) throw new OperationError(`${root} 中还没有备份：请先执行 npm run backup -- --to ${root}`);
  const directory = join(root, name);
  const { cluster } = readManifest(directory);
  if (!installation.cluster || !cluster) {
    await copyFiles(root, installation);
    return say(outsideSentence);
  }
  const { lsn, at, archive } = await archiveUpToNow(installation.cluster);
  const stored = await copyFiles(root, installation);
  const known = new Map(readContinuation(directory)?.segments.map((segment) => [segment.name, segment]));
  const segments: Continuation["segments"] = [];
  const own = new Set(cluster.wal.map((segment) => segment.name));
  for (const wanted of walChainOf({ root, name, walArchive: archive }, cluster).names.filter((one) => !own.has(one))) {
    segments.push(known.get(wanted) ?? { name: wanted, sha256: (await hashFile(join(archive, wanted)))! });
  }
  await flushAll(root);
  writeContinuation(directory, { lsn, at: at.toISOString(), segments });
  say(`已续存到 ${at.toISOString()}（${lsn}）：WAL ${segments.length} 段，新增文件 ${stored.copied} 个`);
}

async function verifyLatest(root: string): Promise<void> {
  const name = listBackups(root).at(-1);
  if (!name) throw new OperationError(`${root} 中没有备份。`);
  const archive = readManifest(join(root, name)).cluster?.walArchive ?? undefined;
  const manifest = await verifyBackup({ root, name, walArchive: archive });
  const files = (manifest.cluster?.files.length ?? 0) + manifest.storedFiles.length;
  say(`备份 ${name} 完好：逐一核对了 ${files} 个文件。`);
}

function productVersion(): string {
  return (JSON.parse(readFileSync(join(rootDirectory, "package.json"), "utf8")) as { version: string }).version;
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

await main().catch(endWithSentence);
