import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { listBackups, readManifest } from "./manifest.ts";
import { verifyBackup } from "./verify.ts";
import { listSegments, parseLsn, parseSegmentName, segmentNumber } from "./wal-archive.ts";

/**
 * Removes the oldest backups until `keep` are left, and the archived log that none of these needs; stored files stay,
 * for an older position of the log may name them. The newest is read through first: nothing goes while it is not known to be whole.
 * @returns what was done, in a sentence.
 * @throws OperationError when the newest is damaged; then nothing was removed.
 */
export async function pruneBackups(root: string, keep: number): Promise<string> {
  const names = listBackups(root);
  const newest = names.at(-1)!;
  const walArchive = readManifest(join(root, newest)).cluster?.walArchive ?? undefined;
  await verifyBackup({ root, name: newest, walArchive });
  const surplus = names.slice(0, -keep);
  for (const name of surplus) rmSync(join(root, name), { recursive: true });
  const segments = walArchive ? removeUnneededLog(root, walArchive) : 0;
  return `最新备份核对无误；清理旧备份 ${surplus.length} 份、不再需要的 WAL ${segments} 段。`;
}

/** Removes archived log older than every backup that is left. */
function removeUnneededLog(root: string, walArchive: string): number {
  const clusters = listBackups(root).flatMap((name) => readManifest(join(root, name)).cluster ?? []);
  const same = clusters.filter((cluster) => cluster.walArchive === walArchive);
  if (same.length !== clusters.length) return 0;
  const { segmentBytes } = same[0]!;
  const starts = same.map((cluster) => segmentNumber(parseLsn(cluster.startLsn), segmentBytes));
  const first = starts.reduce((least, start) => (start < least ? start : least));
  const unneeded = listSegments(walArchive).filter((name) => parseSegmentName(name, segmentBytes).number < first);
  for (const name of unneeded) rmSync(join(walArchive, name));
  // Half-written files of a server that was killed while it archived.
  for (const name of readdirSync(walArchive).filter((entry) => entry.startsWith("archtemp."))) {
    if (unneeded.length > 0) rmSync(join(walArchive, name), { force: true });
  }
  return unneeded.length;
}
