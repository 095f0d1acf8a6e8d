import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const rootDirectory = dirname(dirname(fileURLToPath(import.meta.url)));

/** Outside the work tree, so that a fresh clone does not build the engine again. */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment.XDG_CACHE_HOME;
  return join(base?.startsWith("/") ? base : join(homedir(), ".cache"), "rencaitong");
}

/** Everything an installation keeps, unless DATA_DIRECTORY says otherwise. */
export function stateDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(environment.DATA_DIRECTORY || join(rootDirectory, ".data"));
}
