import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { rootDirectory } from "./places.ts";

let tree: string;

/** A work tree of its own with the house's lint configuration. */
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), "rencaitong-lint-"));
  for (const path of [".oxlintrc.json", "ops/lint"])
    cpSync(join(rootDirectory, path), join(tree, path), { recursive: true });
  write("package.json", '{ "type": "module" }');
});

afterEach(() => rmSync(tree, { recursive: true, force: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), content);
}

/** What the lint says about one file with this content, beside an innocent file it may import. */
function complaints(path: string, content: string): string[] {
  write(path, content);
  const oxlint = join(rootDirectory, "node_modules", "oxlint", "bin", "oxlint");
  const { stdout } = spawnSync(process.execPath, [oxlint, "--format=unix", path], { cwd: tree, encoding: "utf8" });
  return stdout.split("\n").filter((line) => line.startsWith(path));
}

const forbidden = [
  ["domain/x.ts", 'import { a } from "../db/a.ts";\nconsole.log(a);\n'],
  ["domain/x.ts", 'import type { A } from "../api/contracts/a.ts";\nexport type B = A;\n'],
  ["domain/x.ts", 'import { readFileSync } from "node:fs";\nconsole.log(readFileSync);\n'],
  ["db/x.ts", 'import { a } from "../engine/a.ts";\nconsole.log(a);\n'],
  ["ports/x.ts", 'import { a } from "../db/a.ts";\nconsole.log(a);\n'],
  ["activities/x.ts", 'import { a } from "../workflows/case.ts";\nconsole.log(a);\n'],
  ["activities/x.ts", 'export { a } from "../api/a.ts";\n'],
  ["workflows/x.ts", 'import { a } from "../activities/a.ts";\nconsole.log(a);\n'],
  ["workflows/x.ts", 'import { a } from "../domain/matters/index.ts";\nconsole.log(a);\n'],
  ["workflows/x.ts", 'import { readFileSync } from "node:fs";\nconsole.log(readFileSync);\n'],
  ["api/contracts/x.ts", 'import { a } from "../serve.ts";\nconsole.log(a);\n'],
  ["api/routes/x.ts", 'import { a } from "../../activities/a.ts";\nconsole.log(a);\n'],
  ["api/routes/x.ts", 'import { readConfiguration } from "../../config.ts";\nconsole.log(readConfiguration);\n'],
  ["api/routes/x.ts", 'export const a = () => import("../../web/src/a.ts");\n'],
  ["web/src/app/x.ts", 'import { a } from "../../../api/routes/a.ts";\nconsole.log(a);\n'],
  ["web/src/app/x.ts", 'import { a } from "../../../db/a.ts";\nconsole.log(a);\n'],
] as const;

test.each(forbidden)("architecture, who may import whom: %s is refused %j", (path, content) => {
  expect(complaints(path, content)).toEqual([expect.stringContaining("rencaitong(layers)")]);
});

const allowed = [
  ["domain/x.ts", 'import { z } from "zod";\nimport { a } from "./a.ts";\nconsole.log(z, a);\n'],
  ["activities/x.ts", 'import { a } from "../workflows/reading.ts";\nconsole.log(a);\n'],
  ["workflows/x.ts", 'import type { A } from "../activities/a.ts";\nexport type B = A;\n'],
  ["workflows/x.ts", 'import { a } from "../domain/matters/some-matter.steps.ts";\nconsole.log(a);\n'],
  ["api/server.ts", 'import { readConfiguration } from "../config.ts";\nconsole.log(readConfiguration);\n'],
  ["api/routes/x.ts", 'import type { Mode } from "../../config.ts";\nexport type M = Mode;\n'],
  ["web/src/app/x.ts", 'import { a } from "../../../api/contracts/a.ts";\nconsole.log(a);\n'],
] as const;

test.each(allowed)("architecture, who may import whom: %s may %j", (path, content) => {
  expect(complaints(path, content)).toEqual([]);
});

const impure = [
  "try { await c.ask('a'); } catch { await c.ask('b'); }",
  "await Promise.all([c.ask('a'), c.ask('b')]);",
  "if (Date.now() > 0) await c.ask('a');",
  "for (const step of ['a', 'b']) await c.ask(step);",
  "while (await c.ask('a'));",
  "if (Math.random() > 0.5) await c.ask('a');",
];

test.each(impure)("a matter's prose is refused: %s", (line) => {
  write("domain/matters/some-matter.steps.ts", "export const steps = ['a'];\n");
  const prose = `import { matter } from "./steps.ts";\nexport const someMatter = matter(async (c) => {\n  ${line}\n});\n`;
  expect(complaints("workflows/some-matter.ts", prose)).toContainEqual(expect.stringContaining("rencaitong(prose)"));
  // The same in a workflow that is no matter is not the prose's business.
  expect(complaints("workflows/sweep.ts", prose).filter((text) => text.includes("prose"))).toEqual([]);
});

test("two files that import each other, a file of more than 300 lines, a read of the environment are refused", () => {
  write("domain/b.ts", 'import { a } from "./a.ts";\nexport const b = () => a;\n');
  expect(complaints("domain/a.ts", 'import { b } from "./b.ts";\nexport const a = () => b;\n')).toEqual([
    expect.stringContaining("import(no-cycle)"),
  ]);
  expect(complaints("domain/long.ts", "export {};\n".repeat(301))).toContainEqual(expect.stringContaining("max-lines"));
  expect(complaints("api/x.ts", "export const mode = process.env.MODE;\n")).toEqual([
    expect.stringContaining("node(no-process-env)"),
  ]);
});
