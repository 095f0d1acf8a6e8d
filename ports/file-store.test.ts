import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import fc from "fast-check";
import { createFileStore, type FileStore } from "./file-store.ts";

let directory: string;
let store: FileStore;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "file-store-"));
  store = createFileStore(directory);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const leftovers = () => readdir(join(directory, "incoming"));
async function* chunks(...parts: string[]) {
  for (const part of parts) yield Buffer.from(part);
}

describe("file store", () => {
  it("P1 gives back the bytes that were put, under their SHA-256, however they were cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }), async (parts) => {
        const whole = Buffer.concat(parts);
        const stored = await store.put(Readable.from(parts));
        expect(stored).toEqual({ hash: sha256(whole), size: whole.length });
        expect((await store.read(stored.hash)).equals(whole)).toBe(true);
        expect(await Array.fromAsync(await store.open(stored.hash)).then((list) => Buffer.concat(list))).toEqual(whole);
      }),
      { numRuns: 40 },
    );
    expect(await leftovers()).toEqual([]);
  });

  it("P2 keeps the same content once, also when five put it at the same time", async () => {
    const stored = await Promise.all(Array.from({ length: 5 }, () => store.put(Buffer.from("同一份文件"))));
    const { hash } = stored[0]!;
    expect(new Set(stored.map((file) => file.hash))).toEqual(new Set([hash]));
    expect(await readdir(join(directory, hash.slice(0, 2), hash.slice(2, 4)))).toEqual([hash]);
  });

  it("P10 stops reading at the limit and keeps nothing", async () => {
    let asked = 0;
    async function* endless() {
      for (;;) {
        asked++;
        yield Buffer.alloc(10);
      }
    }
    await expect(store.put(endless(), 25)).rejects.toMatchObject({
      name: "Refusal",
      code: "file-too-large",
      params: { limitBytes: 25 },
    });
    expect(asked).toBe(3);
    expect(await leftovers()).toEqual([]);
    expect(await store.has(sha256(Buffer.alloc(30)))).toBe(false);
    expect((await store.put(chunks("exactly ", "this"), 12)).size).toBe(12);
  });

  it("P1 a full disk is an answer, and leaves nothing behind", async () => {
    async function* disk() {
      yield Buffer.from("half");
      throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    }
    await expect(store.put(disk())).rejects.toMatchObject({ name: "Refusal", code: "storage-full" });
    expect(await leftovers()).toEqual([]);
  });

  (process.getuid?.() === 0 ? it : it.skip)(
    "P1 P4 a disk that fills up in the middle of a write is an answer, keeps what was there, and takes the file once there is room",
    async () => {
      const disk = join(directory, "disk");
      const kept = Buffer.alloc(300_000, "已存");
      const late = Buffer.alloc(900_000, "后来");
      await mkdir(disk);
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", disk]);
      try {
        const small = createFileStore(disk, { reserveBytes: 0 });
        const { hash } = await small.put(kept);
        // A stream tells no size beforehand: only the disk itself can refuse it.
        const stream = () => Readable.from([late.subarray(0, 400_000), late.subarray(400_000)]);
        await expect(small.put(stream())).rejects.toMatchObject({ name: "Refusal", code: "storage-full" });
        expect(await readdir(join(disk, "incoming"))).toEqual([]);
        expect(await small.has(sha256(late))).toBe(false);
        expect((await small.read(hash)).equals(kept)).toBe(true);
        execFileSync("mount", ["-o", "remount,size=4m", disk]);
        expect(await small.put(stream())).toEqual({ hash: sha256(late), size: late.length });
      } finally {
        execFileSync("umount", ["-l", disk]);
      }
    },
  );

  it("P1 an upload that breaks off leaves nothing behind", async () => {
    async function* broken() {
      yield Buffer.from("half");
      throw new Error("connection reset");
    }
    await expect(store.put(broken())).rejects.toThrow("connection reset");
    expect(await leftovers()).toEqual([]);
  });

  it("P9 a hash from outside never names another place", async () => {
    await writeFile(join(directory, "secret"), "secret");
    for (const hash of ["../secret", "secret", "", "a".repeat(63), `${"a".repeat(64)}\n`, "A".repeat(64)]) {
      expect(await store.has(hash)).toBe(false);
      await expect(store.read(hash)).rejects.toMatchObject({ name: "FileMissing" });
      await expect(store.open(hash)).rejects.toMatchObject({ name: "FileMissing" });
    }
    await expect(store.read("a".repeat(64))).rejects.toMatchObject({ name: "FileMissing", hash: "a".repeat(64) });
  });

  it("sends a part of a file", async () => {
    const { hash } = await store.put(Buffer.from("0123456789"));
    const part = await Array.fromAsync(await store.open(hash, { start: 2, end: 4 }));
    expect(Buffer.concat(part).toString()).toBe("234");
  });
});
