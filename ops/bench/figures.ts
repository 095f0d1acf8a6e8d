import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { rootDirectory } from "../places.ts";

/** The p-th percentile of some figures, nearest rank. */
export function percentile(figures: readonly number[], p: number): number {
  const sorted = [...figures].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** Writes what was measured into docs/figures.md, between the marks of its name; everything else there stays. */
export function keepFigures(name: string, lines: readonly string[]): void {
  const file = join(rootDirectory, "docs", "figures.md");
  const [from, to] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [head, rest] = readFileSync(file, "utf8").split(from);
  const tail = rest?.split(to)[1];
  if (tail === undefined) throw new Error(`docs/figures.md has lost its marks ${from} and ${to}`);
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, everything on the one machine (load ${loadavg()[1]!.toFixed(1)} in the five minutes before the end), ${new Date().toISOString().slice(0, 10)}`;
  writeFileSync(file, `${head}${from}\n\n${machine}\n\n${lines.join("\n")}\n\n${to}${tail}`);
}
