import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import { hashContent } from "./content-hash.ts";
import { OperationError } from "./operation-error.ts";
import { rootDirectory } from "./places.ts";
import type { Report } from "./progress.ts";

/** Everything the browser's programs are made from; their tests change nothing in them. */
const sources = ["web", "domain", "api/contracts", "package-lock.json", "tsconfig.json"];
const notSources = new Set([".angular", "node_modules"]);

/**
 * Builds web/ into dist/web, once for each content of its sources.
 * @throws OperationError with the compiler's last lines.
 */
export async function provideWeb(report: Report): Promise<void> {
  if (!existsSync(join(rootDirectory, "web", "angular.json"))) {
    report("没有 web/，跳过");
    return;
  }
  const stampFile = join(rootDirectory, "dist", "web-build.json");
  const hash = hashContent(rootDirectory, sources, notSources);
  const built = existsSync(join(rootDirectory, "dist", "web", "index.html"));
  if (built && existsSync(stampFile) && JSON.parse(readFileSync(stampFile, "utf8")).hash === hash) {
    report("没有变化");
    return;
  }
  report("正在编译");
  // Without a stamp a build that is killed half-way is made anew.
  rmSync(stampFile, { force: true });
  await runBuild(report);
  mkdirSync(join(rootDirectory, "dist"), { recursive: true });
  writeFileSync(stampFile, JSON.stringify({ hash }));
  report("已就绪");
}

function runBuild(report: Report): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const ng = join(rootDirectory, "node_modules", "@angular", "cli", "bin", "ng.js");
  const child = spawn(process.execPath, [ng, "build", "--progress=false"], {
    cwd: join(rootDirectory, "web"),
    env: { ...process.env, NG_CLI_ANALYTICS: "false", NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lastLines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on("line", (raw) => {
      const line = stripVTControlCharacters(raw).trimEnd();
      if (line === "") return;
      lastLines.push(line);
      if (lastLines.length > 25) lastLines.shift();
      report(`正在编译：${line.trim().slice(0, 60)}`);
    });
  }
  child.once("error", reject);
  child.once("close", (code) => {
    if (code === 0) resolve();
    else reject(new OperationError(`界面编译失败：\n${lastLines.join("\n")}`));
  });
  return promise;
}
