import { statfs } from "node:fs/promises";
import { Refusal } from "../domain/refusal.ts";

/** Kept free beside the files: for the database, its log and what people type, which matter more than one more upload. */
export const reservedBytes = 256 * 1024 * 1024;

const full = new Set(["ENOSPC", "EDQUOT"]);

/**
 * Before anything is written: is there room for it beside the reserve? `directory` must exist.
 * @throws Refusal `storage-full`
 */
export async function refuseWithoutRoom(directory: string, bytes: number, reserve: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize < bytes + reserve) throw new Refusal("storage-full");
}

/** A disk that became full while writing is an answer as well; everything else stays what it was. */
export function asStorageFull(error: unknown): unknown {
  return full.has((error as NodeJS.ErrnoException).code ?? "") ? new Refusal("storage-full") : error;
}
