import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { OperationError } from "./operation-error.ts";
import { downloadPinned } from "./pinned-download.ts";
import { rootDirectory } from "./places.ts";
import type { Report } from "./progress.ts";

export interface GoToolchain {
  /** Path or name of the program `go`. */
  program: string;
  /** Variables it must run with. */
  environment: NodeJS.ProcessEnv;
}

const execute = promisify(execFile);
const pinSchema = z.object({ module: z.string(), sha256: z.string() });
const pinsSchema = z.object({ version: z.string() }).catchall(z.union([pinSchema, z.string()]));

/**
 * The machine's own Go when it is new enough; otherwise the pinned one, fetched as a Go module into `workDirectory`,
 * where it also keeps its caches: whoever removes that directory removes all of it.
 * @throws OperationError when there is neither.
 */
export async function provideGo(workDirectory: string, report: Report): Promise<GoToolchain> {
  const pins = pinsSchema.parse(
    JSON.parse(readFileSync(join(rootDirectory, "ops", "temporal", "go-toolchain.json"), "utf8")),
  );
  // The second place is where Go's own installation puts it, which is not always in PATH.
  for (const program of ["go", "/usr/local/go/bin/go"]) {
    const version = await versionOf(program);
    if (version && !isOlder(version, pins.version)) return { program, environment: { GOTOOLCHAIN: "local" } };
  }
  const pin = pinSchema.safeParse(pins[`linux-${process.arch}`]);
  if (!pin.success) throw new OperationError(noWay);
  const directory = join(workDirectory, `go-${pins.version}`);
  if (!existsSync(directory)) await fetchToolchain(directory, pin.data, report);
  return {
    program: join(directory, "bin", "go"),
    environment: {
      GOROOT: directory,
      GOTOOLCHAIN: "local",
      GOPATH: join(workDirectory, "path"),
      GOCACHE: join(workDirectory, "cache"),
    },
  };
}

const noWay =
  "取不到流程引擎的官方发行版，也没有 Go（1.26.8 以上）可以编译它：请检查网络，或安装 Go，或用 TEMPORAL_ADDRESS 指向已有的 Temporal。";

async function fetchToolchain(directory: string, pin: z.infer<typeof pinSchema>, report: Report): Promise<void> {
  const file = `golang.org/toolchain/@v/${pin.module}.zip`;
  const content = await firstAnswer(proxies(), (proxy) =>
    downloadPinned(`${proxy}/${file}`, pin.sha256, report, " Go 编译器"),
  );
  if (!content) throw new OperationError(noWay);
  report("正在解开 Go 编译器");
  const { default: JSZip } = await import("jszip");
  const archive = await JSZip.loadAsync(content);
  const unfinished = `${directory}.${process.pid}`;
  const prefix = `golang.org/toolchain@${pin.module}/`;
  try {
    for (const entry of Object.values(archive.files)) {
      if (entry.dir || !entry.name.startsWith(prefix)) continue;
      const target = join(unfinished, entry.name.slice(prefix.length));
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, await entry.async("nodebuffer"));
    }
    // A module's archive carries no permissions.
    for (const programs of ["bin", join("pkg", "tool", `linux_${goArchitecture()}`)]) {
      const folder = join(unfinished, programs);
      for (const name of await readdir(folder)) await chmod(join(folder, name), 0o755);
    }
    await rename(unfinished, directory);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** The module proxies this machine names; without one Go has to be installed. "direct" and "off" name none. */
function proxies(): string[] {
  const listed = (process.env.GOPROXY ?? "").split(/[,|]/);
  return listed.map((proxy) => proxy.trim().replace(/\/+$/, "")).filter((proxy) => proxy.startsWith("http"));
}

async function firstAnswer(
  places: readonly string[],
  ask: (place: string) => Promise<Buffer | "unreachable" | "changed">,
): Promise<Buffer | undefined> {
  for (const place of places) {
    const answer = await ask(place);
    if (typeof answer !== "string") return answer;
  }
  return undefined;
}

async function versionOf(program: string): Promise<string | undefined> {
  try {
    const { stdout } = await execute(program, ["env", "GOVERSION"], { env: { ...process.env, GOTOOLCHAIN: "local" } });
    return /^go(\d+\.\d+(\.\d+)?)/.exec(stdout.trim())?.[1];
  } catch {
    return undefined;
  }
}

/** Whether version `a` comes before `b`, by their numbers. */
export function isOlder(a: string, b: string): boolean {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  for (let index = 0; index < 3; index += 1) {
    const difference = (left![index] ?? 0) - (right![index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function goArchitecture(): string {
  return process.arch === "x64" ? "amd64" : process.arch;
}
