import { spawnSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * How programs are started that read what strangers wrote: converter, template filler, PDF reader. Each function gives
 * the words to put in front of, or behind, a command.
 */

/** Puts what follows into a network of its own, without any interface; empty where the machine does not allow that. */
export function withoutNetwork(): readonly string[] {
  networkPrefix ??=
    [
      ["unshare", "--net"],
      ["unshare", "--user", "--map-root-user", "--net"],
    ].find(([command, ...rest]) => spawnSync(command!, [...rest, "true"], { stdio: "ignore" }).status === 0) ?? [];
  return networkPrefix;
}
let networkPrefix: readonly string[] | undefined;

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
