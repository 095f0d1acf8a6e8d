import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { rootDirectory } from "./places.ts";

const folders = ["domain", "workflows", "activities", "db", "engine", "ports", "api", "ops", "tests"];
const needsServices =
  /TEST_DATABASE_URL|TEST_TEMPORAL_ADDRESS|startTestServices|startEmbeddedServices|startProduct|openStage/;

/** The server's test files, apart: those that run on their own, and those that want PostgreSQL or the engine. */
export function sortTestFiles(root = rootDirectory): { units: string[]; integrations: string[] } {
  const files = folders.flatMap((folder) => globSync(`${folder}/**/*.test.ts`, { cwd: root })).sort();
  const integrations = files.filter((file) => asksForServices(join(root, file), root, new Set()));
  return { units: files.filter((file) => !integrations.includes(file)), integrations };
}

/** Says so itself, or builds on something under tests/ that does. */
function asksForServices(file: string, root: string, seen: Set<string>): boolean {
  if (seen.has(file) || !existsSync(file)) return false;
  seen.add(file);
  const source = readFileSync(file, "utf8");
  if (needsServices.test(source)) return true;
  const imported = [...source.matchAll(/from "(\.{1,2}\/[^"]+\.ts)"/g)].map((match) => join(dirname(file), match[1]!));
  const support = imported.filter((path) => relative(join(root, "tests"), path).startsWith("..") === false);
  return support.some((path) => asksForServices(path, root, seen));
}
