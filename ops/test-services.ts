import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startEmbeddedServices } from "./embedded-services.ts";
import { provideEnginePrograms } from "./engine-programs.ts";
import { findHolder, readChildren, releaseInstance, takeInstance } from "./instance.ts";
import { endWithSentence } from "./operation-error.ts";
import { shelteredDirectory } from "./postgres-programs.ts";
import { createSupervisor, stopOrphans } from "./supervisor.ts";

export interface TestServices {
  /** Superuser's address of the database `postgres`: tests make and drop databases of their own beside it. */
  databaseUrl: string;
  /** host:port of a real engine that can skip time; the namespace `rencaitong` is there, more can be registered. */
  temporalAddress: string;
  stateDirectory: string;
  /** Stops both and throws the data away. */
  stop(): Promise<void>;
}

const directoryPrefix = "rencaitong-test-";
/** Below the state directory: state of a product that a run of tests starts on top of the services. */
export const productDirectory = "product";

/** PostgreSQL and the engine on free ports with data in a temporary directory, for one run of tests. */
export async function startTestServices(report: (sentence: string) => void = () => {}): Promise<TestServices> {
  await removeAbandoned();
  const stateDirectory = mkdtempSync(join(tmpdir(), directoryPrefix));
  // As root PostgreSQL runs as a user of its own, who must be able to pass through to its data.
  chmodSync(stateDirectory, 0o711);
  takeInstance(stateDirectory);
  const supervisor = createSupervisor({ stateDirectory, report });
  const stop = async () => {
    await supervisor.stop();
    releaseInstance(stateDirectory);
    removeState(stateDirectory);
  };
  try {
    const services = await startEmbeddedServices({
      supervisor,
      stateDirectory,
      mode: "test",
      outsideDatabaseUrl: undefined,
      outsideTemporalAddress: undefined,
      temporalNamespace: "rencaitong",
      enginePrograms: () => provideEnginePrograms((now) => report(`流程引擎：${now}`)),
      report,
      // Every test file has a pool of its own, and several run at once.
      maxConnections: 300,
    });
    return { databaseUrl: services.superuserUrl!, temporalAddress: services.temporalAddress, stateDirectory, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Directories of earlier runs whose runner was killed: what they left running is stopped, their data removed. */
async function removeAbandoned(): Promise<void> {
  for (const entry of readdirSync(tmpdir()).filter((name) => name.startsWith(directoryPrefix))) {
    const stateDirectory = join(tmpdir(), entry);
    // A directory that was made this instant has no lock yet; without children.json it is not ours to judge.
    if (findHolder(stateDirectory) || readChildren(stateDirectory).length === 0) continue;
    await stopOrphans(readChildren(join(stateDirectory, productDirectory)));
    await stopOrphans(readChildren(stateDirectory));
    removeState(stateDirectory);
  }
}

function removeState(stateDirectory: string): void {
  rmSync(stateDirectory, { recursive: true, force: true });
  rmSync(shelteredDirectory(join(stateDirectory, "postgres")), { recursive: true, force: true });
}

/** Run as a program: keeps both running until Ctrl-C, for whoever runs single tests. */
async function main(): Promise<void> {
  const services = await startTestServices((sentence) => process.stderr.write(`${sentence}\n`));
  process.stdout.write(
    `export TEST_DATABASE_URL='${services.databaseUrl}'\nexport TEST_TEMPORAL_ADDRESS='${services.temporalAddress}'\n`,
  );
  const end = () => void services.stop().then(() => process.exit(0), endWithSentence);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, end);
  setInterval(() => {}, 1 << 30);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main().catch(endWithSentence);
