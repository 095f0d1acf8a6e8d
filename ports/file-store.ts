import { createHash, randomUUID } from "node:crypto";
import type { ReadStream } from "node:fs";
import { access, mkdir, open, readFile, readdir, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "../domain/refusal.ts";
import { asStorageFull, refuseWithoutRoom, reservedBytes } from "./disk-space.ts";

/** A file is known by its content: the lower-case hexadecimal SHA-256 of its bytes. */
export interface StoredFile {
  hash: string;
  /** In bytes. */
  size: number;
}

/** What can be stored: bytes, or a stream of them such as the body of a request. */
export type FileContent = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Files by content, shared by every process of an installation. Nothing is ever changed: the same content is the same
 * file, and storing it again is safe. When `put` has answered, the file survives a power cut.
 */
export interface FileStore {
  /**
   * @throws Refusal `file-too-large` when there is more than `limitBytes`; reading stops there.
   * @throws Refusal `storage-full` when the disk is full, or would be but for the reserve. In both cases nothing is kept.
   */
  put(content: FileContent, limitBytes?: number): Promise<StoredFile>;
  /** A stream for sending; with `range` only the bytes from `start` to `end`, both counted in. @throws FileMissing */
  open(hash: string, range?: { start: number; end: number }): Promise<ReadStream>;
  /** @throws FileMissing */
  read(hash: string): Promise<Buffer>;
  has(hash: string): Promise<boolean>;
  /** For what nothing refers to any more; one that is not there is no error. */
  remove(hash: string): Promise<void>;
  /** The hashes of everything that is stored, a part of the store at a time. */
  list(): AsyncIterable<readonly string[]>;
  /** Takes a file away unless it was put, or put again, after that instant (epoch ms). Answers whether it is gone. */
  removeOlder(hash: string, before: number): Promise<boolean>;
  /** Takes away what processes that died while they wrote left half written before that instant (epoch ms). */
  removeUnfinished(before: number): Promise<void>;
}

export class FileMissing extends Error {
  override name = "FileMissing";
  readonly code = "file-missing";
  readonly hash: string;
  constructor(hash: string) {
    super(`no file with the hash ${hash} is stored`);
    this.hash = hash;
  }
}

const hashShape = /^[0-9a-f]{64}$/;

/** `directory` and everything under it belongs to the store; it is made when it is missing. */
export function createFileStore(directory: string, options: { reserveBytes?: number } = {}): FileStore {
  const incoming = join(directory, "incoming");
  const shardOf = (hash: string) => join(directory, hash.slice(0, 2), hash.slice(2, 4));
  const pathOf = (hash: string) => {
    // A hash from outside must not name a place outside the store.
    if (!hashShape.test(hash)) throw new FileMissing(hash);
    return join(shardOf(hash), hash);
  };

  async function has(hash: string): Promise<boolean> {
    return (
      hashShape.test(hash) &&
      access(pathOf(hash)).then(
        () => true,
        () => false,
      )
    );
  }

  async function keep(temporary: string, stored: StoredFile): Promise<void> {
    const shard = shardOf(stored.hash);
    const made = await mkdir(shard, { recursive: true, mode: 0o700 });
    // Also when the content is there already: whoever put it may not have reached the disk yet.
    await rename(temporary, join(shard, stored.hash));
    await flushDirectory(shard);
    if (made) for (const parent of [join(shard, ".."), directory]) await flushDirectory(parent);
  }

  return {
    async put(content, limitBytes = Number.POSITIVE_INFINITY) {
      const temporary = join(incoming, randomUUID());
      try {
        // The temporary file lies in the same file system, so that the rename is one step.
        await mkdir(incoming, { recursive: true, mode: 0o700 });
        const known = content instanceof Uint8Array ? content.length : 0;
        await refuseWithoutRoom(incoming, known, options.reserveBytes ?? reservedBytes);
        const stored = await write(temporary, content, limitBytes);
        await keep(temporary, stored);
        return stored;
      } catch (error) {
        throw asStorageFull(error);
      } finally {
        await rm(temporary, { force: true });
      }
    },
    async open(hash, range) {
      const handle = await open(pathOf(hash), "r").catch((error: unknown) => missing(error, hash));
      return handle.createReadStream(range);
    },
    async read(hash) {
      return readFile(pathOf(hash)).catch((error: unknown) => missing(error, hash));
    },
    has,
    async remove(hash) {
      if (hashShape.test(hash)) await rm(pathOf(hash), { force: true });
    },
    async *list() {
      for (const shard of await namesIn(directory, /^[0-9a-f]{2}$/)) {
        const inner = await namesIn(join(directory, shard), /^[0-9a-f]{2}$/);
        yield (await Promise.all(inner.map((name) => namesIn(join(directory, shard, name), hashShape)))).flat();
      }
    },
    async removeOlder(hash, before) {
      const isOlder = (path: string) => stat(path).then(({ mtimeMs }) => mtimeMs < before);
      const aside = join(incoming, randomUUID());
      try {
        if (!(await isOlder(pathOf(hash)))) return false;
        await mkdir(incoming, { recursive: true, mode: 0o700 });
        await rename(pathOf(hash), aside);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
        throw error;
      }
      // Put again between the look and the move: then it was the new one that was moved.
      if (await isOlder(aside)) await rm(aside);
      else await rename(aside, pathOf(hash));
      return !(await has(hash));
    },
    async removeUnfinished(before) {
      for (const name of await namesIn(incoming, /./)) {
        const found = await stat(join(incoming, name)).catch(() => undefined);
        if (found && found.mtimeMs < before) await rm(join(incoming, name), { force: true });
      }
    },
  };
}

async function namesIn(directory: string, shape: RegExp): Promise<string[]> {
  return (await readdir(directory).catch(() => [])).filter((name) => shape.test(name));
}

async function write(path: string, content: FileContent, limitBytes: number): Promise<StoredFile> {
  const digest = createHash("sha256");
  let size = 0;
  const file = await open(path, "wx", 0o600);
  try {
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      size += chunk.length;
      if (size > limitBytes) throw new Refusal("file-too-large", { limitBytes });
      digest.update(chunk);
      await writeAll(file, chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { hash: digest.digest("hex"), size };
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  let written = 0;
  while (written < chunk.length) written += (await file.write(chunk, written)).bytesWritten;
}

async function flushDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function missing(error: unknown, hash: string): never {
  throw (error as NodeJS.ErrnoException).code === "ENOENT" ? new FileMissing(hash) : error;
}
