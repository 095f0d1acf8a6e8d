import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { OperationError } from "../operation-error.ts";
import { writeWhole } from "./file-copy.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const lsn = z.string().regex(/^[0-9A-F]+\/[0-9A-F]+$/);
const segment = z.object({ name: z.string().regex(/^([0-9A-F]{24}|[0-9A-F]{8}\.history)$/), sha256 });
const relativePath = z.string().refine((path) => !path.startsWith("/") && !path.split("/").includes(".."));

/** The database cluster in a backup: the application's database and both of the engine's, at one position of the log. */
const clusterSchema = z.object({
  /** PG_VERSION of the data and the kind of machine: neither can be changed by a restore. */
  postgresVersion: z.string(),
  architecture: z.string(),
  systemIdentifier: z.string(),
  segmentBytes: z.number().int(),
  timeline: z.number().int(),
  startLsn: lsn,
  stopLsn: lsn,
  /** Migrations the application's database had. */
  migrations: z.array(z.string()),
  /** Empty directories count: PostgreSQL does not make them itself. */
  directories: z.array(relativePath),
  files: z.array(z.object({ path: relativePath, size: z.number().int(), sha256 })),
  wal: z.array(segment),
  /** Where further log is kept; null when it is not. */
  walArchive: z.string().nullable(),
});

const manifestSchema = z.object({
  format: z.literal(1),
  product: z.string(),
  startedAt: z.iso.datetime(),
  /** The restore's earliest instant. */
  endedAt: z.iso.datetime(),
  /** Null with a PostgreSQL that is not ours to run. */
  cluster: clusterSchema.nullable(),
  /** Stored files by content hash; they lie in `files/` beside the backups. */
  storedFiles: z.array(sha256),
  /** Of secrets.sealed. */
  secretsSha256: sha256,
  demonstration: z.boolean(),
});
export type Manifest = z.infer<typeof manifestSchema>;
export type ClusterManifest = z.infer<typeof clusterSchema>;

/** What was handed over after a backup was made, by `--continue`. */
const continuationSchema = z.object({
  /** Everything before this position was acknowledged and is kept. */
  lsn,
  at: z.iso.datetime(),
  segments: z.array(segment),
});
export type Continuation = z.infer<typeof continuationSchema>;

const manifestFile = "manifest.json";

/** Writes the manifest last: a directory without one is no backup. Its own hash lies beside it. */
export function writeManifest(directory: string, manifest: Manifest): void {
  const text = JSON.stringify(manifest, undefined, 1);
  writeWhole(join(directory, "manifest.sha256"), hashOf(text));
  writeWhole(join(directory, manifestFile), text);
}

/** @throws OperationError when it is damaged or written by another release's rules. */
export function readManifest(directory: string): Manifest {
  const text = readFileSync(join(directory, manifestFile), "utf8");
  if (hashOf(text) !== readFileSync(join(directory, "manifest.sha256"), "utf8").trim()) {
    throw new OperationError(`备份 ${basename(directory)} 的清单已损坏：请换用另一份备份。`);
  }
  const parsed = manifestSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new OperationError(`备份 ${basename(directory)} 的清单不是本版本能读的格式：请用制作它的版本恢复。`);
}

/** Names of the finished backups in a directory, the oldest first. */
export function listBackups(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => /^\d{8}T\d{6}Z$/.test(name) && existsSync(join(directory, name, manifestFile)))
    .sort();
}

export function writeContinuation(directory: string, continuation: Continuation): void {
  writeWhole(join(directory, "continuation.json"), JSON.stringify(continuation, undefined, 1));
}

export function readContinuation(directory: string): Continuation | undefined {
  const file = join(directory, "continuation.json");
  return existsSync(file) ? continuationSchema.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
