import { existsSync, mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { documentToolNames, findBrowser, provideTools, type MissingTools } from "./document-tools.ts";
import { provideEnginePrograms } from "./engine-programs.ts";
import { findFreePorts } from "./free-ports.ts";
import { endWithSentence, OperationError } from "./operation-error.ts";
import { rootDirectory } from "./places.ts";
import { runStatements } from "./postgres.ts";
import { startProduct } from "./product.ts";
import { runSideBySide } from "./progress.ts";
import { createSupervisor, type Supervisor } from "./supervisor.ts";
import { checkCommand, checkWork, runJest, stopCommands } from "./test-commands.ts";
import { sortTestFiles } from "./test-files.ts";
import { sumUp, type PartResult } from "./test-report.ts";
import { productDirectory, startTestServices, type TestServices } from "./test-services.ts";
import { provideWeb } from "./web-build.ts";

/** "all": npm test. "check": what needs no services. "journeys": the browser alone. */
type Scope = "all" | "check" | "journeys";

const quiet = () => {};
/** Whatever of the product runs for this run of tests. */
const products = new Set<Supervisor>();
/** Jest's own choice on two cores is one process, although half of the tests' time is waiting. */
const inParallel = `--maxWorkers=${Math.max(2, availableParallelism() - 1)}`;

async function main(): Promise<void> {
  const given = process.argv.slice(2);
  const scope: Scope = given.includes("--check") ? "check" : given.includes("--journeys") ? "journeys" : "all";
  const patterns = given.filter((argument) => !argument.startsWith("--"));
  const parts: PartResult[] = [];
  let missing: MissingTools = { names: [], sentence: undefined };

  if (scope !== "journeys" && patterns.length === 0) parts.push(...(await staticChecks()));
  if (scope === "check") parts.push(await unitTests(sortTestFiles().units), ...(await webTests()));
  else {
    const prepared = await runSideBySide({
      流程引擎: provideEnginePrograms,
      文档工具与浏览器: (now) => provideTools([...documentToolNames, "browser"], now),
    });
    missing = prepared.文档工具与浏览器;
    parts.push(await checkWork("界面编译", () => provideWeb(quiet)));
    const services = await startTestServices(say);
    const stopOnSignal = endOnSignals(services);
    try {
      const environment = testEnvironment(services, missing);
      if (scope === "all") {
        parts.push(await runJest("服务端测试", [inParallel, ...patterns], environment));
        if (patterns.length === 0) parts.push(...(await webTests()));
      }
      if (scope === "journeys" || patterns.length === 0) {
        parts.push(...(await journeys(services, environment, missing, patterns)));
      }
    } finally {
      stopOnSignal();
      await services.stop();
    }
  }
  const sum = sumUp(parts, missing.sentence, process.env.CI === "true");
  process.stdout.write(`${[...sum.lines, sum.lastLine].join("\n")}\n`);
  process.exit(sum.exitCode);
}

async function staticChecks(): Promise<PartResult[]> {
  return [
    await checkCommand("类型", ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"]),
    await checkCommand("规则", ["node_modules/oxlint/bin/oxlint", "--type-aware", "--deny-warnings", "."]),
    await checkCommand("格式", ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level=warn", "."]),
  ];
}

function unitTests(files: readonly string[]): Promise<PartResult> {
  return runJest("服务端测试（不需要数据库的）", [inParallel, "--runTestsByPath", ...files], {});
}

async function webTests(): Promise<PartResult[]> {
  const configuration = ["mjs", "cjs", "js", "ts"].map((ending) => join("web", `jest.config.${ending}`));
  const found = configuration.find((file) => existsSync(join(rootDirectory, file)));
  return found ? [await runJest("界面测试", [inParallel, "--config", found], {})] : [];
}

/** The product with its demo data on a free port, and a browser in front of it. */
async function journeys(
  services: TestServices,
  environment: NodeJS.ProcessEnv,
  missing: MissingTools,
  patterns: readonly string[],
): Promise<PartResult[]> {
  if (!existsSync(join(rootDirectory, "tests", "journeys"))) return [];
  const args = ["--config", "ops/journeys-jest.config.mjs", ...patterns];
  // Without a browser every journey is skipped by its name; no product is needed for that.
  if (missing.names.includes("browser")) return [await runJest("浏览器里的全程", args, environment)];
  const stateDirectory = join(services.stateDirectory, productDirectory);
  mkdirSync(stateDirectory, { recursive: true });
  const supervisor = createSupervisor({ stateDirectory, report: say });
  products.add(supervisor);
  try {
    const parts: PartResult[] = [];
    let baseUrl = "";
    parts.push(
      await checkWork("演示环境启动", async () => {
        baseUrl = await startForJourneys(supervisor, stateDirectory, services);
      }),
    );
    const told = {
      TEST_BASE_URL: baseUrl,
      // Journeys through outages end processes, and look into the rows.
      TEST_STATE_DIRECTORIES: [stateDirectory, services.stateDirectory].join(":"),
      TEST_PRODUCT_DATABASE_URL: journeysDatabase(services),
    };
    if (baseUrl) parts.push(await runJest("浏览器里的全程", args, { ...environment, ...told }));
    return parts;
  } finally {
    await supervisor.stop();
  }
}

async function startForJourneys(
  supervisor: Supervisor,
  stateDirectory: string,
  services: TestServices,
): Promise<string> {
  await runStatements(services.databaseUrl, ["create database journeys"]);
  const [apiPort] = await findFreePorts(1);
  const baseUrl = `http://localhost:${apiPort}`;
  const outside = { DATABASE_URL: journeysDatabase(services), TEMPORAL_ADDRESS: services.temporalAddress };
  const product = await startProduct({
    supervisor,
    stateDirectory,
    mode: "demo",
    apiPort: apiPort!,
    baseUrl,
    environment: { ...process.env, ...outside, TEMPORAL_NAMESPACE: "journeys", LOG_LEVEL: "warn" },
    report: say,
  });
  if (product.remarks.length > 0) throw new OperationError(product.remarks.join("\n"));
  return baseUrl;
}

function journeysDatabase({ databaseUrl }: TestServices): string {
  const address = new URL(databaseUrl);
  address.pathname = "/journeys";
  return address.href;
}

/** What tests may read; TEST_MISSING_TOOLS names what this machine lacks, so that they skip by name. */
function testEnvironment(services: TestServices, missing: MissingTools): NodeJS.ProcessEnv {
  return {
    TEST_DATABASE_URL: services.databaseUrl,
    TEST_TEMPORAL_ADDRESS: services.temporalAddress,
    TEST_MISSING_TOOLS: missing.names.join(","),
    CHROMIUM_PATH: findBrowser() ?? "",
  };
}

function endOnSignals(services: TestServices): () => void {
  const end = () => {
    stopCommands();
    const stopped = [...products].map((product) => product.stop());
    void Promise.allSettled(stopped)
      .then(() => services.stop())
      .finally(() => process.exit(130));
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.once(signal, end);
  return () => {
    for (const signal of signals) process.off(signal, end);
  };
}

function say(sentence: string): void {
  process.stdout.write(`  · ${sentence}\n`);
}

await main().catch(endWithSentence);
