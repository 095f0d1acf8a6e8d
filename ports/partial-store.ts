import { constants } from "node:fs";
import { mkdir, open, readFile, readdir, rm, stat, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "../domain/refusal.ts";
import { asStorageFull, refuseWithoutRoom, reservedBytes } from "./disk-space.ts";

/**
 * Uploads that have not arrived whole, shared by every process of an installation: a connection that is cut goes on
 * where it stopped. Known by the upload's id; how far it is, is the length of the file.
 */
export interface PartialStore {
  /** How many bytes have arrived; 0 for one that has not begun. */
  size(id: string): Promise<number>;
  /**
   * Writes what comes behind the first `offset` bytes and answers how many there are now. What arrived before the
   * connection broke is kept; with a full disk the file is cut back to `offset`.
   * @throws Refusal `upload-offset` {offset} unless exactly `offset` bytes are there
   * @throws Refusal `file-too-large` {limitBytes} · `storage-full`
   */
  append(id: string, offset: number, content: AsyncIterable<Uint8Array>, limitBytes: number): Promise<number>;
  read(id: string): Promise<Buffer>;
  remove(id: string): Promise<void>;
  /** Those that nobody has written to since `before` (epoch ms). */
  listOlder(before: number): Promise<string[]>;
}

const idShape = /^[0-9a-f-]{36}$/;

/** `directory` belongs to the store; it is made when it is missing. */
export function createPartialStore(directory: string, options: { reserveBytes?: number } = {}): PartialStore {
  const reserve = options.reserveBytes ?? reservedBytes;
  const pathOf = (id: string) => {
    if (!idShape.test(id)) throw new Error(`${id} is no upload's id`);
    return join(directory, id);
  };

  async function size(id: string): Promise<number> {
    return stat(pathOf(id)).then(
      (found) => found.size,
      (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return 0;
        throw error;
      },
    );
  }

  return {
    size,
    async append(id, offset, content, limitBytes) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await refuseWithoutRoom(directory, limitBytes - offset, reserve);
      const file = await open(pathOf(id), constants.O_RDWR | constants.O_CREAT, 0o600);
      try {
        const there = (await file.stat()).size;
        if (there !== offset) throw new Refusal("upload-offset", { offset: there });
        return await writeBehind(file, offset, content, limitBytes);
      } catch (error) {
        const told = asStorageFull(error);
        if (told !== error) await file.truncate(offset);
        throw told;
      } finally {
        await file.sync().catch(() => undefined);
        await file.close();
      }
    },
    read: (id) => readFile(pathOf(id)),
    remove: (id) => rm(pathOf(id), { force: true }),
    async listOlder(before) {
      const names = await readdir(directory).catch(() => []);
      const found = await Promise.all(
        names
          .filter((name) => idShape.test(name))
          .map(async (name) => {
            const known = await stat(join(directory, name)).catch(() => undefined);
            return known && known.mtimeMs < before ? [name] : [];
          }),
      );
      return found.flat();
    },
  };
}

async function writeBehind(
  file: FileHandle,
  offset: number,
  content: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<number> {
  let at = offset;
  for await (const chunk of content) {
    if (at + chunk.length > limitBytes) throw new Refusal("file-too-large", { limitBytes });
    for (let written = 0; written < chunk.length;) {
      const { bytesWritten } = await file.write(chunk, written, chunk.length - written, at);
      written += bytesWritten;
      at += bytesWritten;
    }
  }
  return at;
}
