import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootDirectory } from "./places.ts";

const scripts = (JSON.parse(readFileSync(join(rootDirectory, "package.json"), "utf8")) as { scripts: object }).scripts;
/** They bring a database of their own, or need none. */
const alone = ["start", "test", "check", "e2e", "bench", "faults", "reset", "format"];
const verbs = Object.keys(scripts).filter((verb) => !alone.includes(verb));

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rencaitong-commands-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("the commands that need a database are known", () => {
  expect(verbs.toSorted()).toEqual(
    ["api", "audit-verify", "backup", "demo-data", "migrate", "reconcile", "restore", "worker"].toSorted(),
  );
});

test.each(verbs)(
  "npm run %s where nobody says which database ends with a sentence, not with a stack",
  (verb) => {
    const { status, stderr, stdout } = spawnSync(process.execPath, ["ops/bootstrap.mjs", verb], {
      cwd: rootDirectory,
      encoding: "utf8",
      env: { PATH: process.env.PATH, HOME: directory, DATA_DIRECTORY: directory },
    });
    expect({ verb, status }).toEqual({ verb, status: 1 });
    const said = stderr + stdout;
    expect(said).toMatch(/[\u4e00-\u9fff]{4}.*[。：]/);
    expect(said).not.toMatch(/^\s+at |Error\b|\bthrow\b/m);
  },
  60_000,
);
