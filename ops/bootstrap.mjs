// Runs on the Node that is there (20 or later), without any package: it fetches the packages, Node 24 among them, and
// hands over to the program of the verb.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const programs = {
  start: ["ops/start.ts"],
  test: ["ops/test.ts"],
  check: ["ops/test.ts", "--check"],
  e2e: ["ops/test.ts", "--journeys"],
  bench: ["ops/bench/index.ts"],
  faults: ["ops/faults/index.ts"],
  api: ["api/server.ts"],
  worker: ["activities/worker.ts"],
  migrate: ["db/migrate.ts"],
  "demo-data": ["ops/demo-data/index.ts"],
  backup: ["ops/backup/index.ts"],
  restore: ["ops/backup/restore.ts"],
  reconcile: ["ops/reconcile.ts"],
  "audit-verify": ["ops/audit-verify.ts"],
  reset: ["ops/reset.ts"],
};

const [verb = "start", ...rest] = process.argv.slice(2);
if (!Object.hasOwn(programs, verb)) {
  fail(`没有“${verb}”这个命令。可用的：${Object.keys(programs).join("、")}`);
}
if (Number(process.versions.node.split(".")[0]) < 20) {
  fail(`Node 版本太旧（${process.versions.node}）：需要 20 或更高的版本。`);
}
if (process.platform !== "linux" || !["x64", "arm64"].includes(process.arch)) {
  fail(`目前只能在 Linux（x64 或 arm64）上运行，本机是 ${process.platform}-${process.arch}。`);
}
if (!packagesMatchLock()) installPackages();

const node = join(root, "node_modules", `node-linux-${process.arch}`, "bin", "node");
if (!existsSync(node)) fail("没有装上 Node 24（可选依赖被跳过了）：请执行 npm ci --include=optional 后再试。");
handOver(node, [...programs[verb], ...rest]);

/**
 * Whether what is installed is what package-lock.json says, package by package. Times of files say nothing: a checkout
 * touches them.
 */
function packagesMatchLock() {
  const installed = readLock(join(root, "node_modules", ".package-lock.json"));
  const wanted = readLock(join(root, "package-lock.json"));
  if (!wanted) fail("缺少 package-lock.json：请重新取得完整的代码。");
  if (!installed) return false;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === "" || entry.link) continue;
    const found = installed[path];
    if (found ? found.version !== entry.version || found.integrity !== entry.integrity : isForUs(entry)) return false;
  }
  return Object.keys(installed).every((path) => path in wanted);
}

/** Packages for other machines are listed in the lock and rightly absent. */
function isForUs(entry) {
  const fits = (list, value) => !list || (list.includes(value) && !list.includes(`!${value}`));
  return !entry.optional && !entry.peerOptional && fits(entry.os, process.platform) && fits(entry.cpu, process.arch);
}

function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

function installPackages() {
  say("正在安装依赖（npm ci），第一次约 1 分钟……");
  // Under `npm start` npm says where it is; called as a plain program, it must be in PATH.
  const npm = process.env.npm_execpath;
  const [command, args] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  const done = spawnSync(
    command,
    [...args, "ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, NODE_ENV: "" },
    },
  );
  if (done.error?.code === "ENOENT") fail("找不到 npm：请安装随 Node 提供的 npm 后再试。");
  if (done.status !== 0) fail("依赖没有装上：请检查网络、磁盘空间和对本目录的写入权限后再试。");
}

function handOver(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: "inherit" });
  // The program of the verb decides what a signal means. Ctrl-C reaches it from the terminal; the others are passed on.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.once("error", (error) => fail(`无法启动 ${command}：${error.message}`));
  child.once("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

function say(sentence) {
  process.stderr.write(`  · ${sentence}\n`);
}

function fail(sentence) {
  process.stderr.write(`\n${sentence}\n`);
  process.exit(1);
}
