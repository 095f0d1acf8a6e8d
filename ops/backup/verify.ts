import { readFileSync } from "node:fs";
import { join } from "node:path";
import { OperationError } from "../operation-error.ts";
import { hashFile, storedPath } from "./file-copy.ts";
import { readContinuation, readManifest, type ClusterManifest, type Manifest } from "./manifest.ts";
import { findWalChain, parseLsn, type WalChain } from "./wal-archive.ts";

/** A directory of backups: one directory each, and the files of all of them together. */
export interface BackupPlace {
  root: string;
  /** Name of the one that is meant. */
  name: string;
  /** Where the log is kept that was written after it; undefined: nowhere. */
  walArchive: string | undefined;
}

export const storedDirectory = (root: string) => join(root, "files");
export const sealedFile = (directory: string) => join(directory, "secrets.sealed");

/** @throws OperationError when the sealed secrets are not the ones that were written. */
export async function readSealed(place: BackupPlace, manifest: Manifest): Promise<string> {
  const file = sealedFile(join(place.root, place.name));
  if ((await hashFile(file)) === manifest.secretsSha256) return readFileSync(file, "utf8");
  throw new OperationError(`备份 ${place.name} 已损坏：secrets.sealed 与清单不符。请换用另一份备份。`);
}

/**
 * Reads every byte of a backup and compares it with what the manifest says of it.
 * @throws OperationError that names what is damaged or missing.
 */
export async function verifyBackup(place: BackupPlace): Promise<Manifest> {
  const directory = join(place.root, place.name);
  const manifest = readManifest(directory);
  const wrong: string[] = [];
  const compare = async (path: string, expected: string, called: string) => {
    const found = await hashFile(path);
    if (found !== expected) wrong.push(found === undefined ? `缺少 ${called}` : `${called} 与清单不符`);
  };
  const cluster = manifest.cluster;
  for (const file of cluster?.files ?? []) await compare(join(directory, "data", file.path), file.sha256, file.path);
  for (const file of cluster?.wal ?? []) await compare(join(directory, "wal", file.name), file.sha256, file.name);
  await readSealed(place, manifest);
  for (const hash of manifest.storedFiles) {
    await compare(join(storedDirectory(place.root), storedPath(hash)), hash, `文件 ${hash}`);
  }
  if (cluster && place.walArchive) {
    for (const { name, sha256 } of readContinuation(directory)?.segments ?? []) {
      await compare(join(place.walArchive, name), sha256, `WAL ${name}`);
    }
  }
  if (wrong.length > 0) {
    const more = wrong.length > 5 ? `等 ${wrong.length} 处` : "";
    throw new OperationError(`备份 ${place.name} 已损坏：${wrong.slice(0, 5).join("；")}${more}。请换用另一份备份。`);
  }
  if (cluster) walChainOf(place, cluster);
  return manifest;
}

/**
 * The log that a recovery of this backup reads.
 * @throws OperationError when a piece of it is missing.
 */
export function walChainOf(place: BackupPlace, cluster: ClusterManifest): WalChain {
  const directories = [join(place.root, place.name, "wal"), ...(place.walArchive ? [place.walArchive] : [])];
  const from = { timeline: cluster.timeline, offset: parseLsn(cluster.startLsn) };
  const chain = findWalChain(directories, from, cluster.segmentBytes);
  if (chain.missing === undefined) return chain;
  throw new OperationError(
    `缺少 WAL 段 ${chain.missing}：它之后的办理都恢复不出来。请找回这一段放进 WAL 归档目录，或只恢复到备份结束时（--until backup）。`,
  );
}
