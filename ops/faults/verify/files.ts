import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { rows, type Database } from "../../../db/connection.ts";
import type { Ledger } from "../ledger.ts";
import type { Difference } from "./difference.ts";

/** Every file that a row names is on the disk and is what its hash says; no upload that was acknowledged is gone. */
export async function verifyFiles(database: Database, directory: string, ledger: Ledger): Promise<Difference[]> {
  const differences: Difference[] = [];
  const named = await rows<{ hash: string; size_in_bytes: number }>(database, "select hash, size_in_bytes from files");
  for (const { hash, size_in_bytes: size } of named) {
    const path = join(directory, hash.slice(0, 2), hash.slice(2, 4), hash);
    const content = await readFile(path).catch(() => undefined);
    const sound = content?.length === size && createHash("sha256").update(content).digest("hex") === hash;
    if (!sound)
      differences.push({
        what: content ? "file is not what its hash says" : "file named and not on the disk",
        caseId: null,
        detail: hash,
      });
  }
  const kept = new Set((await rows<{ id: string }>(database, "select id from materials")).map(({ id }) => id));
  for (const id of ledger.uploads)
    if (!kept.has(id)) differences.push({ what: "upload acknowledged and not kept", caseId: null, detail: id });
  return differences;
}

/** Left in the store's entrance by a process that died while it wrote: rubbish, for the account. */
export async function countAbandoned(directory: string): Promise<number> {
  return (await readdir(join(directory, "incoming")).catch(() => [])).length;
}
