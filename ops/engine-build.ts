import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { provideGo, type GoToolchain } from "./go-toolchain.ts";
import { OperationError } from "./operation-error.ts";
import { rootDirectory } from "./places.ts";
import { findProcess } from "./process-identity.ts";
import type { Report } from "./progress.ts";

const engineModule = join(rootDirectory, "ops", "temporal");

/** Builds server and sql tool from the pinned modules into `directory`. Go checks every module against go.sum. */
export async function buildWithGo(directory: string, report: Report): Promise<void> {
  const parent = dirname(directory);
  const workDirectory = join(parent, "engine-build");
  await mkdir(workDirectory, { recursive: true });
  await removeLeftovers(parent, basename(directory));
  const go = await provideGo(workDirectory, report);
  const unfinished = `${directory}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    let downloaded = 0;
    const packages = await runGo(go, ["list", "-deps", "tool"], (line) => {
      if (line.startsWith("go: downloading")) report(`正在下载源代码，已取得 ${(downloaded += 1)} 个模块`);
    });
    let compiled = 0;
    await runGo(go, ["build", "-v", "-trimpath", "-ldflags=-s -w", "-o", `${unfinished}/`, "tool"], () => {
      report(`正在编译 ${(compiled += 1)}/${packages.length}（只在第一次，约 5 分钟）`);
    });
    report("正在保存");
    // A rename is all or nothing: whoever is killed before it leaves only a directory that the next build removes.
    await rename(unfinished, directory).catch((error: NodeJS.ErrnoException) => {
      if (!existsSync(directory)) throw error;
    });
    // Kept until now so that a build that is interrupted goes on where it was.
    await rm(workDirectory, { recursive: true, force: true });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Directories of builds that were killed; the number at the end is the pid of the builder. */
async function removeLeftovers(parent: string, name: string): Promise<void> {
  for (const entry of await readdir(parent)) {
    const pid = entry.startsWith(`${name}.`) ? Number(entry.slice(name.length + 1)) : Number.NaN;
    if (Number.isInteger(pid) && !findProcess(pid)) await rm(join(parent, entry), { recursive: true, force: true });
  }
}

/** Lines of the standard output; each line of the error output goes to `onProgress`. */
function runGo(go: GoToolchain, args: string[], onProgress: (line: string) => void): Promise<string[]> {
  const { promise, resolve, reject } = Promise.withResolvers<string[]>();
  const child = spawn(go.program, args, {
    cwd: engineModule,
    // Modules are written so that they can be removed again.
    env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly -buildvcs=false -modcacherw", ...go.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const lastErrors: string[] = [];
  createInterface(child.stdout).on("line", (line) => lines.push(line));
  createInterface(child.stderr).on("line", (line) => {
    lastErrors.push(line);
    if (lastErrors.length > 8) lastErrors.shift();
    onProgress(line);
  });
  child.once("error", reject);
  child.once("close", (code) => {
    if (code === 0) resolve(lines);
    else reject(new OperationError(whyFailed(lastErrors)));
  });
  return promise;
}

function whyFailed(lastErrors: readonly string[]): string {
  if (lastErrors.some((line) => line.includes("no space left"))) return "磁盘已满：第一次编译流程引擎约需 4 GB 空间。";
  return `流程引擎编译失败。请检查网络后再次启动，已完成的部分会保留：\n${lastErrors.join("\n")}`;
}
