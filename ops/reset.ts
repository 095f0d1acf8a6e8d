import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findHolder, readChildren } from "./instance.ts";
import { endWithSentence, OperationError } from "./operation-error.ts";
import { stateDirectory } from "./places.ts";
import { shelteredDirectory } from "./postgres-programs.ts";
import { stopOrphans } from "./supervisor.ts";

/** Takes away everything an installation on this machine keeps. Outside services are not touched. */
async function main(): Promise<void> {
  const state = stateDirectory();
  if (process.env.RENCAITONG_MODE === "production") throw new OperationError("生产环境的数据不能用这条命令清除。");
  const holder = findHolder(state);
  if (holder) throw new OperationError(`人才通正在运行（进程 ${holder.pid}）：请先停止它，再重置。`);
  if (!existsSync(state)) {
    process.stdout.write("没有可清除的数据。\n");
    return;
  }
  await stopOrphans(readChildren(state));
  rmSync(shelteredDirectory(join(state, "postgres")), { recursive: true, force: true });
  rmSync(state, { recursive: true, force: true });
  process.stdout.write(`已清除 ${state}。下次 npm start 重新生成。\n`);
}

await main().catch(endWithSentence);
