import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { sortTestFiles } from "./test-files.ts";
import { sumUp, type PartResult } from "./test-report.ts";

const part = (passed: number, failed: number, skipped: string[] = []): PartResult => ({
  label: "部分",
  passed,
  failed,
  skipped,
  seconds: 1,
});

test("npm test: the last line is the sum of all parts, and a failure is a failure", () => {
  expect(sumUp([part(1, 0), part(12, 0)], undefined, false)).toMatchObject({
    lastLine: "13 passed, 0 failed",
    exitCode: 0,
  });
  expect(sumUp([part(1, 0), part(12, 2)], undefined, false)).toMatchObject({
    lastLine: "13 passed, 2 failed",
    exitCode: 1,
  });
});

test("npm test: a skip is named with the line that installs, and is a failure in CI", () => {
  const parts = [part(3, 0, ["seals a PDF"])];
  const sum = sumUp(parts, "sudo apt-get install poppler-utils", false);
  expect(sum).toMatchObject({ lastLine: "3 passed, 0 failed, 1 skipped", exitCode: 0 });
  expect(sum.lines.join("\n")).toMatch(/seals a PDF[\s\S]*sudo apt-get install poppler-utils/);
  expect(sumUp(parts, undefined, true).exitCode).toBe(1);
});

test("npm test: a run in which nothing ran has not passed", () => {
  expect(sumUp([], undefined, false)).toMatchObject({ lastLine: "0 passed, 0 failed", exitCode: 1 });
});

test("npm run check: runs what needs no services; a support file that asks for them counts", () => {
  const root = mkdtempSync(join(tmpdir(), "rencaitong-files-"));
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  try {
    write("domain/plain.test.ts", 'import { a } from "./plain.ts";');
    write("db/direct.test.ts", "process.env.TEST_DATABASE_URL");
    write("api/through.test.ts", 'import { buildWorld } from "../tests/world.ts";');
    write("tests/world.ts", 'import { database } from "./database.ts";');
    write("tests/database.ts", "process.env.TEST_DATABASE_URL");
    expect(sortTestFiles(root)).toEqual({
      units: ["domain/plain.test.ts"],
      integrations: ["api/through.test.ts", "db/direct.test.ts"],
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
