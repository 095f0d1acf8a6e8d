import { execFile, spawn } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { Report } from "./progress.ts";

const execute = promisify(execFile);

interface Tool {
  label: string;
  /** Debian and Ubuntu package. */
  package: string;
  isThere(environment: NodeJS.ProcessEnv): Promise<boolean>;
}

const tools = {
  office: {
    label: "LibreOffice（生成 PDF）",
    package: "libreoffice-writer-nogui",
    isThere: async (environment) => findProgram(environment.SOFFICE_PATH || "soffice", environment) !== undefined,
  },
  fonts: { label: "中文字体", package: "fonts-noto-cjk", isThere: hasChineseFonts },
  poppler: {
    label: "PDF 工具（查看页面、核对签章）",
    package: "poppler-utils",
    isThere: async (environment) => ["pdfsig", "pdftoppm"].every((name) => findProgram(name, environment)),
  },
  browser: {
    label: "浏览器 Chromium（界面测试）",
    package: "chromium",
    isThere: async (environment) => findBrowser(environment) !== undefined,
  },
} as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof tools;
/** What cases need to get past the document step. */
export const documentToolNames = ["office", "fonts", "poppler"] as const satisfies readonly ToolName[];

export interface MissingTools {
  names: ToolName[];
  /** One sentence with the line that installs them; undefined when nothing is missing. */
  sentence: string | undefined;
}

/**
 * Finds the tools, and installs what is missing where that is ours to do (root on Debian or Ubuntu). Never fails: who
 * has no tools is told so in one sentence, and the cases wait at the document step until they are there.
 */
export async function provideTools(names: readonly ToolName[], report: Report): Promise<MissingTools> {
  let missing = await findMissing(names);
  if (missing.length > 0 && canInstall()) {
    await install(missing, report);
    missing = await findMissing(missing);
  }
  report(missing.length === 0 ? "已就绪" : "有缺少的，见下面的说明");
  return { names: missing, sentence: missing.length === 0 ? undefined : sentenceFor(missing) };
}

/** Path of a program, given by name or path. */
export function findProgram(name: string, environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const places = name.includes("/")
    ? [name]
    : (environment.PATH ?? "").split(delimiter).map((place) => join(place, name));
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Chromium or Chrome as Debian, Ubuntu and their makers name it; CHROMIUM_PATH first. */
export function findBrowser(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const names = [environment.CHROMIUM_PATH, "chromium", "google-chrome", "chromium-browser"];
  return names.flatMap((name) => (name ? (findProgram(name, environment) ?? []) : []))[0];
}

async function findMissing(names: readonly ToolName[]): Promise<ToolName[]> {
  const there = await Promise.all(names.map((name) => tools[name].isThere(process.env)));
  return names.filter((_, index) => !there[index]);
}

async function hasChineseFonts(): Promise<boolean> {
  try {
    const { stdout } = await execute("fc-list", [":lang=zh-cn", "family"]);
    return stdout.trim() !== "";
  } catch {
    return false;
  }
}

function canInstall(): boolean {
  return process.getuid!() === 0 && existsSync("/etc/debian_version") && findProgram("apt-get") !== undefined;
}

async function install(names: readonly ToolName[], report: Report): Promise<void> {
  report("正在读取软件包目录");
  if (!(await apt(["update"], report))) return;
  const packages = names.map((name) => tools[name].package);
  // Together is quicker; one by one where one of them does not exist on this system.
  const installed = await apt(["install", "-y", "--no-install-recommends", ...packages], report);
  if (installed || packages.length === 1) return;
  for (const name of packages) await apt(["install", "-y", "--no-install-recommends", name], report);
}

function apt(args: readonly string[], report: Report): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  // Another installation on this machine may be under way; ours waits for it.
  const child = spawn("apt-get", ["-o", "DPkg::Lock::Timeout=300", ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  createInterface(child.stdout).on("line", (line) => report(`正在安装：${line.slice(0, 60)}`));
  child.once("error", () => resolve(false));
  child.once("close", (code) => resolve(code === 0));
  return promise;
}

function sentenceFor(missing: readonly ToolName[]): string {
  const labels = missing.map((name) => tools[name].label).join("、");
  const packages = missing.map((name) => tools[name].package).join(" ");
  return `缺少${labels}。请管理员执行：sudo apt-get install -y --no-install-recommends ${packages}`;
}
