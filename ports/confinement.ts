import { spawnSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * How programs are started that read what strangers wrote: converter, template filler, PDF reader. Each function gives
 * the words to put in front of, or behind, a command.
 */

/**
 * Puts what follows into a network of its own, without any interface; empty where the machine does not allow that, which
 * the health page says in red and production does not start with (`requireIsolation`).
 */
export function withoutNetwork(): readonly string[] {
  networkPrefix ??=
    [
      ["unshare", "--net"],
      ["unshare", "--user", "--map-root-user", "--net"],
    ].find(([command, ...rest]) => spawnSync(command!, [...rest, "true"], { stdio: "ignore" }).status === 0) ?? [];
  return networkPrefix;
}
let networkPrefix: readonly string[] | undefined;

/** What is wrong where nothing can be kept from the network, why that matters, and what to do. */
export const isolationMissing =
  "这台机器不允许把打开文件的程序与网络隔开，文件里的内容可能借它们连到别处：" +
  "请允许建立网络命名空间（容器用 ops/compose/seccomp.json；Ubuntu 设 kernel.apparmor_restrict_unprivileged_userns=0），再重新启动";

/** @throws Error in production, with a sentence, where programs that read what strangers wrote would have a network. */
export function requireIsolation(mode: string): void {
  if (mode === "production" && withoutNetwork().length === 0) throw new Error(`${isolationMissing}。`);
}

/** Node 24 reserves some 650 MB of address space before it does anything; next to nothing of it is ever used. */
const reservedMegabytes = 768;

/**
 * Node itself, with so much memory for its work (in the heap and beside it), writing to no file, and reading the
 * product's code and packages alone: not its state folder, where keys, files and secrets lie, and nothing else of the
 * machine. It starts no program, no thread and no native module.
 */
export function confinedNode(memoryMegabytes: number): readonly string[] {
  const root = realpathSync(fileURLToPath(new URL("../", import.meta.url)));
  const folders = ["activities", "domain", "ports", realpathSync(`${root}/node_modules`)].map((folder) =>
    folder.startsWith("/") ? folder : `${root}/${folder}`,
  );
  return [
    ...["prlimit", `--data=${(reservedMegabytes + memoryMegabytes) * 1024 * 1024}`, "--core=0", "--fsize=0"],
    ...[process.execPath, `--max-old-space-size=${memoryMegabytes}`, "--permission"],
    ...folders.map((folder) => `--allow-fs-read=${folder}/*`),
    ...[`--allow-fs-read=${root}/package.json`, "--disable-warning=ExperimentalWarning"],
  ];
}
