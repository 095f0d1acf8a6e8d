import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectDatabase, type Database } from "../db/connection.ts";
import { findFreePorts } from "../ops/free-ports.ts";
import { readChildren } from "../ops/instance.ts";
import { rootDirectory } from "../ops/places.ts";
import { shelteredDirectory } from "../ops/postgres-programs.ts";
import { waitForEnd } from "../ops/process-identity.ts";
import { until } from "./until.ts";

/** What a busy machine may take to start the product, or to print. */
export const busyMachine = 240_000;

export interface RunningProduct {
  state: string;
  address: string;
  environment: NodeJS.ProcessEnv;
  process: ChildProcess;
  database: Database;
}

/** The whole product below `place` in processes of its own, as `npm start` runs it, without the demonstration's own cases. */
export async function startRunning(place: string, name: string, given: NodeJS.ProcessEnv): Promise<RunningProduct> {
  const state = join(place, name);
  const [port] = await findFreePorts(1);
  const told = join(place, `${name}.json`);
  mkdirSync(state, { recursive: true });
  if (!existsSync(join(state, "demo-data.json"))) writeFileSync(join(state, "demo-data.json"), "{}");
  const source = `
    import { writeFileSync, renameSync } from "node:fs";
    import { takeInstance } from "${rootDirectory}/ops/instance.ts";
    import { startProduct } from "${rootDirectory}/ops/product.ts";
    import { createSupervisor } from "${rootDirectory}/ops/supervisor.ts";
    const stateDirectory = ${JSON.stringify(state)};
    takeInstance(stateDirectory);
    const supervisor = createSupervisor({ stateDirectory, report: () => {} });
    process.on("SIGTERM", () => void supervisor.stop().then(() => process.exit(0)));
    const product = await startProduct({
      supervisor, stateDirectory, mode: "demo", apiPort: ${port}, baseUrl: "http://localhost:${port}",
      environment: process.env, report: () => {},
    });
    writeFileSync(${JSON.stringify(`${told}.new`)}, JSON.stringify(product.environment));
    renameSync(${JSON.stringify(`${told}.new`)}, ${JSON.stringify(told)});`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", source], {
    cwd: rootDirectory,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...given, LOG_LEVEL: "error" },
  });
  await until(
    async () => {
      if (child.exitCode !== null) throw new Error(`the product ended with ${child.exitCode}`);
      return existsSync(told);
    },
    "the address of the product",
    busyMachine,
  );
  const environment = JSON.parse(readFileSync(told, "utf8")) as NodeJS.ProcessEnv;
  const database = connectDatabase(environment.DATABASE_URL!, { max: 2 });
  return { state, address: `http://127.0.0.1:${port}`, environment, process: child, database };
}

/** Everything at once and without a word, and then the disk. */
export async function destroy(product: RunningProduct): Promise<void> {
  await product.database.close();
  const gone = once(product.process, "exit");
  product.process.kill("SIGKILL");
  await gone;
  const children = readChildren(product.state);
  for (const child of children) process.kill(-child.pid, "SIGKILL");
  for (const child of children) await waitForEnd(child, 10_000);
  rmSync(shelteredDirectory(join(product.state, "postgres")), { recursive: true, force: true, maxRetries: 20 });
  rmSync(product.state, { recursive: true, force: true, maxRetries: 20 });
}
