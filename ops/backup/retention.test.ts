import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listBackups, writeManifest, type ClusterManifest } from "./manifest.ts";
import { pruneBackups } from "./retention.ts";
import { sealedFile } from "./verify.ts";
import { segmentName } from "./wal-archive.ts";

const segmentBytes = 16 * 1024 * 1024;
const segment = (number: number) => segmentName(1, BigInt(number), segmentBytes);
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
let root: string;
let archive: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "rencaitong-retention-"));
  archive = join(root, "archive");
  mkdirSync(archive);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A backup of a cluster of one file, whose log begins in that segment. */
function backup(day: number, firstSegment: number, walArchive: string | null = archive): string {
  const name = `2027030${day}T010000Z`;
  const directory = join(root, name);
  for (const part of ["data", "wal"]) mkdirSync(join(directory, part), { recursive: true });
  writeFileSync(join(directory, "data", "PG_VERSION"), "18\n");
  for (const at of [join(directory, "wal"), archive]) writeFileSync(join(at, segment(firstSegment)), "log");
  writeFileSync(sealedFile(directory), "sealed");
  const cluster: ClusterManifest = {
    ...{ postgresVersion: "18", architecture: process.arch, systemIdentifier: "1", segmentBytes, timeline: 1 },
    startLsn: `0/${firstSegment}000028`,
    stopLsn: `0/${firstSegment}000100`,
    ...{ migrations: [], directories: [], walArchive },
    files: [{ path: "PG_VERSION", size: 3, sha256: sha256("18\n") }],
    wal: [{ name: segment(firstSegment), sha256: sha256("log") }],
  };
  writeManifest(directory, {
    ...{ format: 1, product: "1", storedFiles: [], demonstration: false, cluster },
    startedAt: `2027-03-0${day}T01:00:00Z`,
    endedAt: `2027-03-0${day}T01:01:00Z`,
    secretsSha256: sha256("sealed"),
  });
  return name;
}

test("P7 older backups go when a newer one reads well, and with them the log that only they needed", async () => {
  const names = [backup(1, 2), backup(2, 3), backup(3, 4)];
  expect(await pruneBackups(root, 2)).toContain("清理旧备份 1 份、不再需要的 WAL 1 段");
  expect(listBackups(root)).toEqual(names.slice(1));
  expect(readdirSync(archive).sort()).toEqual([segment(3), segment(4)]);
  expect(await pruneBackups(root, 5)).toContain("清理旧备份 0 份");
});

test("P7 while the newest backup is damaged nothing is removed", async () => {
  const names = [backup(1, 2), backup(2, 3), backup(3, 4)];
  writeFileSync(join(root, names[2]!, "data", "PG_VERSION"), "17\n");
  await expect(pruneBackups(root, 1)).rejects.toThrow("PG_VERSION 与清单不符");
  expect(listBackups(root)).toEqual(names);
  expect(readdirSync(archive)).toHaveLength(3);
});

test("P7 log stays while a kept backup has it elsewhere: nobody can say what that one still needs", async () => {
  backup(1, 2);
  backup(2, 3, null);
  backup(3, 4);
  await pruneBackups(root, 2);
  expect(existsSync(join(archive, segment(2)))).toBe(true);
});
