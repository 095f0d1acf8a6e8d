import { createHash, type Hash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** Hash over names and contents of files and of everything below directories; what `ignore` names is left out. */
export function hashContent(base: string, paths: readonly string[], ignore: ReadonlySet<string> = new Set()): string {
  const hash = createHash("sha256");
  for (const path of paths) add(hash, base, join(base, path), ignore);
  return hash.digest("hex");
}

function add(hash: Hash, base: string, path: string, ignore: ReadonlySet<string>): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return;
  if (stat.isDirectory()) {
    const names = readdirSync(path).filter((name) => !ignore.has(name));
    for (const name of names.sort()) add(hash, base, join(path, name), ignore);
  } else if (stat.isFile()) {
    hash.update(`${relative(base, path)}\0${stat.size}\0`).update(readFileSync(path));
  }
}
