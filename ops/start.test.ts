import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../tests/until.ts";
import { findFreePorts } from "./free-ports.ts";
import { readChildren } from "./instance.ts";
import { rootDirectory } from "./places.ts";
import { shelteredDirectory } from "./postgres-programs.ts";
import { isRunning } from "./process-identity.ts";
import { stopOrphans } from "./supervisor.ts";

/**
 * `npm start` as people type it, without the story of the demonstration. It brings its own services (startEmbeddedServices).
 */
let directory: string;
let port: number;
const started: Start[] = [];

beforeAll(async () => {
  [directory, port] = [makeDirectory(), (await findFreePorts(1))[0]!];
});

afterAll(async () => {
  for (const { child } of started) if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  await stopOrphans(readChildren(directory));
  rmSync(shelteredDirectory(join(directory, "postgres")), { recursive: true, force: true });
  rmSync(directory, { recursive: true, force: true });
}, 120_000);

function makeDirectory(): string {
  const made = mkdtempSync(join(tmpdir(), "rencaitong-start-"));
  chmodSync(made, 0o711);
  return made;
}

interface Start {
  child: ChildProcess;
  said(): string;
  exit: Promise<number | null>;
}

function start(state = directory): Start {
  const child = spawn(process.execPath, ["ops/start.ts"], {
    cwd: rootDirectory,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...{ PATH: process.env.PATH, HOME: process.env.HOME, RENCAITONG_MODE: "test", LOG_LEVEL: "error" },
      ...{ DATA_DIRECTORY: state, API_PORT: String(port) },
    },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const begun = { child, said: () => said, exit: once(child, "close").then(([code]) => code as number | null) };
  started.push(begun);
  return begun;
}

async function ready({ child, said }: Start): Promise<void> {
  await until(
    async () => {
      if (child.exitCode !== null) throw new Error(said());
      return said().includes(`http://localhost:${port}`);
    },
    "the address",
    240_000,
  );
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`);
  expect(answer.status).toBe(200);
}

test("P3 npm start: an address; a second copy and a taken port are refused in a sentence; killed, it goes on; Ctrl-C ends it whole", async () => {
  const first = start();
  await ready(first);

  const second = start();
  expect(await second.exit).not.toBe(0);
  expect(second.said()).toContain(`人才通已经在运行（进程 ${first.child.pid}，地址 http://localhost:${port}）`);

  const elsewhere = makeDirectory();
  const third = start(elsewhere);
  expect(await third.exit).not.toBe(0);
  expect(third.said()).toContain(`端口 ${port} 已被占用`);
  expect(existsSync(join(elsewhere, "postgres"))).toBe(false);
  rmSync(elsewhere, { recursive: true, force: true });

  first.child.kill("SIGKILL");
  await first.exit;
  const left = readChildren(directory);
  expect(left.map(({ name }) => name)).toEqual(expect.arrayContaining(["postgres", "worker", "api"]));

  const again = start();
  await ready(again);
  expect(again.said()).toContain(`上次没有正常停止：已停止遗留的 ${left.length} 个进程，数据不受影响。`);
  expect(left.filter(isRunning)).toEqual([]);

  const children = readChildren(directory);
  again.child.kill("SIGINT");
  expect(await again.exit).toBe(0);
  expect(again.said()).toContain("已停止，数据已保存。");
  expect(children.filter(isRunning)).toEqual([]);
  expect(readChildren(directory)).toEqual([]);
}, 600_000);
