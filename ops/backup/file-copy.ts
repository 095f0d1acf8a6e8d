import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { chmod, mkdir, open, readdir, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

export interface CopiedFile {
  size: number;
  sha256: string;
}

/**
 * Copies one file in pieces and answers the hash of what was written. Undefined when it is gone meanwhile, as files of
 * a running database may be.
 */
export async function copyFile(from: string, to: string): Promise<CopiedFile | undefined> {
  let source;
  try {
    source = await open(from, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const target = await open(to, "w", 0o600);
    try {
      const digest = createHash("sha256");
      let size = 0;
      for await (const chunk of source.createReadStream({ highWaterMark: 1 << 20, autoClose: false })) {
        digest.update(chunk as Buffer);
        size += (chunk as Buffer).length;
        await target.writeFile(chunk as Buffer);
      }
      return { size, sha256: digest.digest("hex") };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** SHA-256 of a file's bytes, lower-case hexadecimal; undefined when there is none. */
export async function hashFile(path: string): Promise<string | undefined> {
  let file;
  try {
    file = await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const digest = createHash("sha256");
  for await (const chunk of file.createReadStream({ highWaterMark: 1 << 20 })) digest.update(chunk as Buffer);
  return digest.digest("hex");
}

/** Where a stored file lies below a file store, by its hash; see ports/file-store.ts. */
export function storedPath(hash: string): string {
  return join(hash.slice(0, 2), hash.slice(2, 4), hash);
}

/** Hashes of everything in a file store. */
export async function listStored(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true }).catch(() => []);
  return entries.map((entry) => entry.slice(-64)).filter((name) => /^[0-9a-f]{64}$/.test(name));
}

/**
 * Brings to `to` what it does not have. A file that does not hold what its name says is not taken over.
 * @returns the hashes of all files in `from`, how many were new, and which are damaged at their source.
 */
export async function copyStored(
  from: string,
  to: string,
): Promise<{ hashes: string[]; copied: number; damaged: string[] }> {
  const present = new Set(await listStored(to));
  const hashes = [...new Set(await listStored(from))].sort();
  const damaged: string[] = [];
  const gone = new Set<string>();
  let copied = 0;
  for (const hash of hashes.filter((one) => !present.has(one))) {
    const target = join(to, storedPath(hash));
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    // The name appears with the whole content: a copy that is cut off leaves no file that looks complete.
    const written = await copyFile(join(from, storedPath(hash)), `${target}.unfinished`);
    // An upload that nobody referred to may have left meanwhile.
    if (!written) gone.add(hash);
    else if (written.sha256 !== hash) damaged.push(hash);
    else {
      await rename(`${target}.unfinished`, target);
      copied += 1;
    }
  }
  return { hashes: hashes.filter((hash) => !damaged.includes(hash) && !gone.has(hash)), copied, damaged };
}

/** Puts everything below a directory on the disk. */
export async function flushAll(directory: string): Promise<void> {
  await promisify(execFile)("sync", ["--file-system", directory]);
}

/** Writes a small file so that it is there whole or not at all, also after a power cut. */
export function writeWhole(path: string, content: string): void {
  const unfinished = `${path}.unfinished`;
  const file = openSync(unfinished, "w", 0o600);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(unfinished, path);
}

/** Makes directories with the modes PostgreSQL insists on. */
export async function makePrivateDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
}

export async function isEmptyOrMissing(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return !found || (found.isDirectory() && readdirSync(path).length === 0);
}
