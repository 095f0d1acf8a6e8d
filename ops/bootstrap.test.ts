import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { rootDirectory } from "./places.ts";

let tree: string;
const lock = {
  packages: {
    "": {},
    "node_modules/a": { version: "1.0.0", integrity: "x" },
    "node_modules/other-machine": { version: "1.0.0", integrity: "y", optional: true, os: ["darwin"] },
  },
};
const installedLock = { packages: { "node_modules/a": { version: "1.0.0", integrity: "x" } } };

/** A work tree with the real bootstrap, a Node 24 that only says how it was called, and an npm that only says so. */
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), "rencaitong-bootstrap-"));
  mkdirSync(join(tree, "ops"));
  cpSync(join(rootDirectory, "ops/bootstrap.mjs"), join(tree, "ops/bootstrap.mjs"));
  write("package-lock.json", JSON.stringify(lock));
  write("node_modules/.package-lock.json", JSON.stringify(installedLock));
  write(`node_modules/node-linux-${process.arch}/bin/node`, '#!/bin/sh\necho "node 24: $*"\nexit "${END_WITH:-0}"\n');
  chmodSync(join(tree, `node_modules/node-linux-${process.arch}/bin/node`), 0o755);
  write(
    "npm-cli.js",
    `require("node:fs").writeFileSync(${JSON.stringify(join(tree, "npm-ran"))}, process.argv.slice(2).join(" "));`,
  );
});

afterEach(() => rmSync(tree, { recursive: true, force: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), content);
}

function bootstrap(args: string[], environment: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, [join(tree, "ops/bootstrap.mjs"), ...args], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, npm_execpath: join(tree, "npm-cli.js"), ...environment },
  });
}

const npmRan = () => existsSync(join(tree, "npm-ran"));

test("start: packages as in the lock are left alone, whatever the files' times say, and Node 24 takes over", () => {
  utimesSync(join(tree, "package-lock.json"), new Date(), new Date(Date.now() + 60_000));
  const { stdout, status } = bootstrap(["check", "pattern"]);
  expect(stdout).toBe("node 24: ops/test.ts --check pattern\n");
  expect({ status, npmRan: npmRan() }).toEqual({ status: 0, npmRan: false });
});

test("start: the program's exit code is npm's", () => {
  expect(bootstrap(["test"], { END_WITH: "7" }).status).toBe(7);
});

test.each([
  ["are missing", () => rmSync(join(tree, "node_modules/.package-lock.json"))],
  ["lack one", () => write("node_modules/.package-lock.json", JSON.stringify({ packages: {} }))],
  [
    "have another version",
    () => write("node_modules/.package-lock.json", JSON.stringify(installedLock).replace("1.0.0", "0.9.0")),
  ],
  ["have one too many", () => write("package-lock.json", JSON.stringify({ packages: { "": {} } }))],
])("start: npm ci runs when packages %s", (_, change) => {
  change();
  expect(bootstrap(["start"]).status).toBe(0);
  expect(readFileSync(join(tree, "npm-ran"), "utf8")).toMatch(/^ci /);
});

test("start: what goes wrong is one sentence and no stack", () => {
  rmSync(join(tree, "node_modules/.package-lock.json"));
  write("npm-cli.js", "process.exit(1);");
  for (const { stderr, status } of [bootstrap(["start"]), bootstrap(["strat"])]) {
    expect(status).toBe(1);
    expect(stderr).not.toMatch(/\n\s+at /);
  }
  expect(bootstrap(["start"]).stderr).toContain("依赖没有装上");
  expect(bootstrap(["strat"]).stderr).toContain("没有“strat”这个命令");
});
