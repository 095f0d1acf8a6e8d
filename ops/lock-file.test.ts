import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rootDirectory } from "./places.ts";

interface Entry {
  version?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const { packages } = JSON.parse(readFileSync(join(rootDirectory, "package-lock.json"), "utf8")) as {
  packages: Record<string, Entry>;
};

/** Where Node would find a package from another one: beside it, or in any directory above. */
function isFound(from: string, name: string): boolean {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf("/node_modules/")))) {
    if (`${place ? `${place}/` : ""}node_modules/${name}` in packages) return true;
    if (!place) return false;
    if (!place.includes("/node_modules/")) place = "";
  }
}

// `npm ci` refuses a lock in which one of them is missing. npm leaves out packages for other machines when the registry
// it asked does not have them; they must be there all the same, by version, os and cpu.
test("npm ci: every package that a locked package names is in the lock, those for other machines too", () => {
  const missing = Object.entries(packages).flatMap(([path, entry]) =>
    Object.entries({ ...entry.dependencies, ...entry.optionalDependencies })
      .filter(([name]) => !isFound(path, name))
      .map(([name, version]) => `${path} → ${name}@${version}`),
  );
  expect(missing).toEqual([]);
});

test("npm ci: package.json and its lock name the same versions", () => {
  const declared = JSON.parse(readFileSync(join(rootDirectory, "package.json"), "utf8")) as Record<
    string,
    Record<string, string>
  >;
  const locked = packages[""] as Record<string, Record<string, string>>;
  for (const kind of ["dependencies", "devDependencies", "optionalDependencies"]) {
    expect(locked[kind]).toEqual(declared[kind]);
    const inexact = Object.entries(declared[kind]!).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
    expect(inexact).toEqual([]);
  }
});

test("npm ci: no package comes from an address that only one machine knows", () => {
  const text = readFileSync(join(rootDirectory, "package-lock.json"), "utf8");
  const hosts = new Set([...text.matchAll(/"resolved": "https?:\/\/([^/"]+)/g)].map((match) => match[1]));
  expect([...hosts]).toEqual([]);
});
