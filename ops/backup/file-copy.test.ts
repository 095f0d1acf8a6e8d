import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { copyStored, listStored, storedPath } from "./file-copy.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rencaitong-file-copy-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
function pathOf(hash: string): string {
  const path = join(directory, "store", storedPath(hash));
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

test("P7 only what is new is copied; what is damaged is named, what left meanwhile is not missed", async () => {
  const [good, damaged, gone] = ["good", "damaged", "gone"].map(sha256) as [string, string, string];
  writeFileSync(pathOf(good), "good");
  writeFileSync(pathOf(damaged), "other bytes");
  // Listed, and not there when it is opened.
  symlinkSync(join(directory, "nowhere"), pathOf(gone));
  const [from, to] = [join(directory, "store"), join(directory, "copy")];
  expect(await copyStored(from, to)).toEqual({ hashes: [good], copied: 1, damaged: [damaged] });
  expect(await listStored(to)).toEqual([good]);
  expect(await copyStored(from, to)).toMatchObject({ hashes: [good], copied: 0 });
});
