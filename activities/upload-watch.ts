import type { Logger } from "pino";
import { row, rows, type Database } from "../db/connection.ts";
import { withoutPersonalData } from "../domain/masking.ts";
import type { FileStore } from "../ports/file-store.ts";
import type { PartialStore } from "../ports/partial-store.ts";
import { ScannerUnavailable, type Scanner } from "../ports/scanner.ts";
import { repeatInBackground } from "./background-work.ts";

export interface UploadWatch {
  database: Database;
  files: Pick<FileStore, "list" | "read" | "remove" | "removeOlder" | "removeUnfinished">;
  partials: Pick<PartialStore, "listOlder" | "remove">;
  scanner: Scanner;
  log: Logger;
}

/** Every table and column that holds on to a file; a test compares them with the database's own foreign keys. */
export const fileReferences = [
  ["materials", "file_hash"],
  ["certificates", "file_hash"],
  ["certificates", "photo_hash"],
  ["documents", "file_hash"],
  ["calendar_imports", "document_hash"],
  ["counter_receipts", "file_hash"],
] as const;

/** Long enough for whoever took a file away by mistake, or comes back to an upload after the weekend. */
const keptDays = { removed: 7, unfinished: 3, unnamed: 3 } as const;
const atOnce = 50;

/**
 * Shows the scanner what waits in quarantine, what it was never shown first, then by its last try, until all were shown
 * or it is down again. A file that it cannot digest keeps no other waiting, and is named on the health page with the
 * reason. Twice is as good as once. Answers how many files have a verdict now.
 */
export async function scanWaitingFiles(watch: Omit<UploadWatch, "partials">): Promise<number> {
  const { database, scanner } = watch;
  const waiting = await rows<{ hash: string }>(
    database,
    `select hash from files where scan_state = 'quarantined'
     order by scan_tried_at nulls first, stored_at, hash limit ${atOnce}`,
  );
  let scanned = 0;
  for (const { hash } of waiting) {
    try {
      const { verdict } = await scanner.scan(await watch.files.read(hash));
      await rows(database, "update files set scan_state = $2 where hash = $1 and scan_state = 'quarantined'", [
        hash,
        verdict,
      ]);
      scanned++;
    } catch (error) {
      // Silent at this file and there when called: then it is the file that is too much for it.
      if (error instanceof ScannerUnavailable && !(await scanner.answers())) return scanned;
      watch.log.error({ hash, error }, "waiting file not scanned");
      await keepTry(database, hash, error);
    }
  }
  return scanned;
}

async function keepTry(database: Database, hash: string, error: unknown): Promise<void> {
  const failure = withoutPersonalData(error instanceof Error ? error.message : String(error)).slice(0, 200);
  await rows(
    database,
    "update files set scan_tried_at = now(), scan_failure = $2 where hash = $1 and scan_state = 'quarantined'",
    [hash, failure],
  );
}

/**
 * Takes away what nobody refers to any more: materials removed from a form, uploads that were given up, and then the
 * files themselves. A file's row is locked while the file goes, so that the same content uploaded at that instant
 * waits and is stored anew; the foreign keys refuse what this list might forget.
 */
export async function cleanUploads(watch: Omit<UploadWatch, "scanner">): Promise<{ files: number; uploads: number }> {
  const { database } = watch;
  const given = await rows<{ id: string }>(
    database,
    "delete from uploads where touched_at < now() - $1 * interval '1 day' returning id",
    [keptDays.unfinished],
  );
  for (const { id } of given) await watch.partials.remove(id);
  // Of drafts that were thrown away, or left by a crash.
  const left = await watch.partials.listOlder(Date.now() - keptDays.unfinished * 24 * 3600_000);
  for (const id of left)
    if (!(await row(database, "select id from uploads where id = $1 and material_id is null", [id])))
      await watch.partials.remove(id);
  await rows(database, "delete from materials where removed_at < now() - $1 * interval '1 day'", [keptDays.removed]);

  let files = 0;
  for (const hash of await listUnreferenced(database)) files += await removeFile(watch, hash);
  return { files, uploads: given.length };
}

const unreferenced = `f.stored_at < now() - $1 * interval '1 day' and ${fileReferences
  .map(([table, column]) => `not exists (select 1 from ${table} where ${table}.${column} = f.hash)`)
  .join(" and ")}`;

async function listUnreferenced(database: Database): Promise<string[]> {
  const found = await rows<{ hash: string }>(database, `select f.hash from files f where ${unreferenced} limit 500`, [
    keptDays.removed,
  ]);
  return found.map(({ hash }) => hash);
}

async function removeFile(watch: Omit<UploadWatch, "scanner">, hash: string): Promise<number> {
  return watch.database.transaction(async (transaction) => {
    const gone = await row(
      watch.database,
      `delete from files f where f.hash = $2 and ${unreferenced} returning f.hash`,
      [keptDays.removed, hash],
      transaction,
    );
    if (gone) await watch.files.remove(hash);
    return gone ? 1 : 0;
  });
}

/**
 * Takes away files that no row has ever named: papers of a process that died between printing and writing them down, or
 * what a restore to an earlier instant brought along. While one goes, its row is claimed: whoever stores the same
 * content at that instant waits, and one that was stored anew stays. Answers how many went.
 */
export async function cleanForgottenFiles(watch: Pick<UploadWatch, "database" | "files">): Promise<number> {
  const before = Date.now() - keptDays.unnamed * 24 * 3600_000;
  await watch.files.removeUnfinished(before);
  let removed = 0;
  for await (const hashes of watch.files.list()) {
    const known = await rows<{ hash: string }>(watch.database, "select hash from files where hash = any($1::text[])", [
      hashes,
    ]);
    const named = new Set(known.map(({ hash }) => hash));
    for (const hash of hashes) if (!named.has(hash) && (await removeForgotten(watch, hash, before))) removed++;
  }
  return removed;
}

async function removeForgotten(
  { database, files }: Pick<UploadWatch, "database" | "files">,
  hash: string,
  before: number,
): Promise<boolean> {
  return database.transaction(async (transaction) => {
    const claimed = await row(
      database,
      `insert into files (hash, size_in_bytes, type, scan_state, stored_at) values ($1, 0, 'application/octet-stream', 'quarantined', now())
       on conflict (hash) do nothing returning hash`,
      [hash],
      transaction,
    );
    if (!claimed) return false;
    const gone = await files.removeOlder(hash, before);
    await rows(database, "delete from files where hash = $1", [hash], transaction);
    return gone;
  });
}

const scanEveryMilliseconds = 15_000;
const cleanEveryMilliseconds = 3600_000;
/** Reads the whole store's names. */
const cleanForgottenEveryMilliseconds = 24 * 3600_000;

/** Runs both as long as the process lives; the answer stops it. Any number of processes may do so at once. */
export function watchUploads(watch: UploadWatch): () => Promise<void> {
  const lastAt = { clean: Number.NEGATIVE_INFINITY, forgotten: Number.NEGATIVE_INFINITY };
  const round = async () => {
    await scanWaitingFiles(watch);
    const now = performance.now();
    if (now - lastAt.clean > cleanEveryMilliseconds) {
      await cleanUploads(watch);
      lastAt.clean = now;
    }
    if (now - lastAt.forgotten > cleanForgottenEveryMilliseconds) {
      await cleanForgottenFiles(watch);
      lastAt.forgotten = now;
    }
    return false;
  };
  const failing = "uploads not looked after; tried again soon";
  return repeatInBackground({ round, pauseMilliseconds: scanEveryMilliseconds, log: watch.log, failing }).stop;
}
