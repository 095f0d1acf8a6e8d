import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { buildWithGo } from "./engine-build.ts";
import { downloadRelease } from "./engine-release.ts";
import { cacheDirectory, rootDirectory } from "./places.ts";
import type { Report } from "./progress.ts";

/** The programs the product needs of the engine: the server, and the tool that makes its schema. */
export const engineProgramNames = ["server", "sql"] as const;

/** Where this version of the engine lies for this kind of machine once it has been fetched or built. */
export function engineProgramsDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const hash = createHash("sha256");
  for (const file of ["go.mod", "go.sum"]) hash.update(readFileSync(join(rootDirectory, "ops", "temporal", file)));
  return join(cacheDirectory(environment), `temporal-${hash.digest("hex").slice(0, 16)}-${process.arch}`);
}

export function hasEnginePrograms(directory = engineProgramsDirectory()): boolean {
  return engineProgramNames.every((name) => existsSync(join(directory, name)));
}

/**
 * The engine's programs, from the first place that has them: the cache, the official release (checksum pinned), a Go
 * build of the pinned modules. The directory appears only when it is complete, so a start that is killed leaves nothing
 * half-made.
 * @throws OperationError when neither can be had.
 */
export async function provideEnginePrograms(report: Report): Promise<string> {
  const directory = engineProgramsDirectory();
  if (hasEnginePrograms(directory)) {
    report("已在缓存中");
    return directory;
  }
  await mkdir(dirname(directory), { recursive: true });
  if (!(await downloadRelease(directory, report))) await buildWithGo(directory, report);
  report("已就绪");
  return directory;
}
