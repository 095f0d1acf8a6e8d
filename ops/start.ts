import { existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readConfiguration } from "../config.ts";
import { closingBlock } from "./closing-block.ts";
import { readDemoAccounts } from "./demo-accounts.ts";
import { documentToolNames, provideTools } from "./document-tools.ts";
import { provideEnginePrograms } from "./engine-programs.ts";
import { isPortFree } from "./free-ports.ts";
import { readChildren, releaseInstance, takeInstance } from "./instance.ts";
import { endWithSentence, OperationError } from "./operation-error.ts";
import { stateDirectory } from "./places.ts";
import { withPlaceholders } from "./placeholders.ts";
import { startProduct } from "./product.ts";
import { runSideBySide } from "./progress.ts";
import { createSupervisor, stopOrphans } from "./supervisor.ts";
import { provideWeb } from "./web-build.ts";

/** Less than this and PostgreSQL would stop in the middle of somebody's work. */
const leastFreeBytes = 500 * 1024 * 1024;

async function main(): Promise<void> {
  const startedAt = Date.now();
  const state = stateDirectory();
  const environment: NodeJS.ProcessEnv = { ...process.env, RENCAITONG_MODE: process.env.RENCAITONG_MODE || "demo" };
  const configuration = readConfiguration(withPlaceholders(environment));
  const { mode, apiPort, baseUrl } = configuration;

  mkdirSync(state, { recursive: true });
  takeOrRefuse(state);
  process.once("exit", () => releaseInstance(state));
  const supervisor = createSupervisor({ stateDirectory: state, report });
  const stop = stopOnSignals(() => supervisor.stop());
  try {
    const orphans = await stopOrphans(readChildren(state));
    if (orphans > 0) report(`上次没有正常停止：已停止遗留的 ${orphans} 个进程，数据不受影响。`);
    refuseFullDisk(state);
    if (!(await isPortFree(apiPort, configuration.apiHost))) {
      throw new OperationError(
        `端口 ${apiPort} 已被占用：请关闭占用它的程序，或换一个端口：API_PORT=${apiPort + 1} npm start`,
      );
    }
    const outsideEngine = Boolean(environment.TEMPORAL_ADDRESS);
    const prepared = await runSideBySide({
      ...(outsideEngine ? {} : { 流程引擎: provideEnginePrograms }),
      文档工具与字体: (now) => provideTools(documentToolNames, now),
      界面: provideWeb,
    });
    const product = await startProduct({
      supervisor,
      stateDirectory: state,
      mode,
      apiPort,
      baseUrl,
      environment,
      report,
    });
    if (stop.requested) return;
    writeFileSync(addressFile(state), baseUrl);
    const missing = prepared.文档工具与字体.sentence;
    const remarks = [...product.remarks];
    if (missing) remarks.push(`${missing}。装好之前，办件停在制证一步，装好后自动继续。`);
    const accounts = mode === "demo" ? await readDemoAccounts() : [];
    const secondsToReady = (Date.now() - startedAt) / 1000;
    const { databaseDirectory } = product;
    process.stdout.write(
      closingBlock({ address: baseUrl, accounts, stateDirectory: state, databaseDirectory, remarks, secondsToReady }),
    );
  } catch (error) {
    await supervisor.stop();
    // Children that are stopped while others wait for them fail too; that is no news to who pressed Ctrl-C.
    if (!stop.requested) endWithSentence(error);
  }
}

function takeOrRefuse(state: string): void {
  const holder = takeInstance(state);
  if (!holder) return;
  const file = addressFile(state);
  const address = existsSync(file) ? `，地址 ${readFileSync(file, "utf8")}` : "";
  throw new OperationError(
    `人才通已经在运行（进程 ${holder.pid}${address}）。要另开一份，请用 DATA_DIRECTORY 和 API_PORT 另指目录和端口。`,
  );
}

function refuseFullDisk(state: string): void {
  const { bavail, bsize } = statfsSync(state);
  if (bavail * bsize >= leastFreeBytes) return;
  throw new OperationError(
    `磁盘空间不足：${state} 所在的磁盘只剩 ${Math.round((bavail * bsize) / 1e6)} MB，至少需要 500 MB。`,
  );
}

/** The first signal stops in order; while that goes on further ones change nothing. */
function stopOnSignals(stop: () => Promise<void>): { requested: boolean } {
  const asked = { requested: false };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (asked.requested) return;
      asked.requested = true;
      report("正在停止，请稍候……");
      stop().then(() => {
        report("已停止，数据已保存。");
        process.exit(0);
      }, endWithSentence);
    });
  }
  return asked;
}

function addressFile(state: string): string {
  return join(state, "address");
}

function report(sentence: string): void {
  process.stderr.write(`  · ${sentence}\n`);
}

await main().catch(endWithSentence);
