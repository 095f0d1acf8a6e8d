import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { rootDirectory } from "./places.ts";
import type { PartResult } from "./test-report.ts";

/** Whatever of a run is under way, so that Ctrl-C ends it. */
const running = new Set<ChildProcess>();

export function stopCommands(): void {
  for (const child of running) child.kill("SIGTERM");
}

/** A command that counts as one test: types, lint, format. Its output is shown when it fails. */
export async function checkCommand(label: string, args: readonly string[]): Promise<PartResult> {
  process.stdout.write(`\n▸ ${label}\n`);
  const startedAt = Date.now();
  const ended = await run(args, {}, "hidden");
  if (ended.code !== 0) process.stdout.write(ended.output.split("\n").slice(-200).join("\n"));
  return one(label, ended.code === 0, startedAt);
}

/** Work of our own that counts as one test. */
export async function checkWork(label: string, work: () => Promise<void>): Promise<PartResult> {
  process.stdout.write(`\n▸ ${label}\n`);
  const startedAt = Date.now();
  try {
    await work();
    return one(label, true, startedAt);
  } catch (error) {
    process.stdout.write(`${(error as Error).message}\n`);
    return one(label, false, startedAt);
  }
}

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numRuntimeErrorTestSuites: z.number(),
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) })),
});

/** One run of Jest. What it prints is printed; what it counts is read from its report. */
export async function runJest(
  label: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<PartResult> {
  process.stdout.write(`\n▸ ${label}\n`);
  const startedAt = Date.now();
  const directory = mkdtempSync(join(tmpdir(), "rencaitong-report-"));
  const file = join(directory, "report.json");
  try {
    const jest = [
      "--experimental-vm-modules",
      "--disable-warning=ExperimentalWarning",
      "node_modules/jest/bin/jest.js",
    ];
    const common = ["--passWithNoTests", "--json", `--outputFile=${file}`];
    const { code } = await run([...jest, ...common, ...args], environment, "errors-shown");
    return { ...readReport(file, code), label, seconds: (Date.now() - startedAt) / 1000 };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function readReport(file: string, code: number): Pick<PartResult, "passed" | "failed" | "skipped"> {
  let report: z.infer<typeof reportSchema>;
  try {
    report = reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return { passed: 0, failed: 1, skipped: [] };
  }
  const tests = report.testResults.flatMap((suite) => suite.assertionResults);
  const skipped = tests.filter((test) => ["pending", "todo", "skipped"].includes(test.status));
  // A file that cannot even be loaded has no tests to fail; it counts as one.
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: skipped.map((test) => test.fullName),
  };
}

function one(label: string, good: boolean, startedAt: number): PartResult {
  const seconds = (Date.now() - startedAt) / 1000;
  return { label, passed: good ? 1 : 0, failed: good ? 0 : 1, skipped: [], seconds };
}

function run(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  output: "hidden" | "errors-shown",
): Promise<{ code: number; output: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number; output: string }>();
  const child = spawn(process.execPath, args, {
    cwd: rootDirectory,
    env: { ...process.env, ...environment },
    // Jest writes its lines to the error output and the report, when asked, to the other.
    stdio: ["ignore", "pipe", output === "hidden" ? "pipe" : "inherit"],
  });
  running.add(child);
  let text = "";
  child.stdout!.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.once("error", reject);
  child.once("close", (code) => {
    running.delete(child);
    resolve({ code: code ?? 1, output: text });
  });
  return promise;
}
