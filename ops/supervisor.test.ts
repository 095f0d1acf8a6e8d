import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ChildProgram } from "./child-program.ts";
import { readChildren, recordChildren } from "./instance.ts";
import { findProcess } from "./process-identity.ts";
import { createSupervisor, stopOrphans, type Supervisor } from "./supervisor.ts";

let directory: string;
let supervisor: Supervisor | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rencaitong-supervisor-"));
});

afterEach(async () => {
  await supervisor?.stop();
  supervisor = undefined;
  rmSync(directory, { recursive: true, force: true });
});

/** A program that says in a file that it runs, and writes its name to `ends` when it is asked to stop. */
function program(name: string, source = ""): ChildProgram {
  const ready = join(directory, `${name}.ready`);
  const script = `
    const fs = require("node:fs");
    process.on("SIGTERM", () => { fs.appendFileSync(${JSON.stringify(join(directory, "ends"))}, "${name} "); process.exit(0); });
    ${source}
    fs.writeFileSync(${JSON.stringify(ready)}, String(process.pid));
    setInterval(() => {}, 1 << 30);`;
  return {
    name,
    label: `程序 ${name}`,
    command: process.execPath,
    arguments: ["-e", script],
    environment: {},
    workingDirectory: directory,
    isReady: async () => existsSync(ready) && findProcess(Number(readFileSync(ready, "utf8"))) !== undefined,
    readyWithinMilliseconds: 20_000,
    stopSignal: "SIGTERM",
    stopWithinMilliseconds: 5_000,
  };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(20);
}

function supervise(reports: string[] = []): Supervisor {
  supervisor = createSupervisor({
    stateDirectory: directory,
    report: (sentence) => reports.push(sentence),
    firstPauseMilliseconds: 20,
    askStuckMilliseconds: 20,
  });
  return supervisor;
}

test("start: children stop in the reverse order of their start, and nothing is left on record", async () => {
  const supervisor = supervise();
  for (const name of ["first", "second", "third"]) await supervisor.start(program(name));
  expect(readChildren(directory).map((child) => child.name)).toEqual(["first", "second", "third"]);
  const pids = Object.values(supervisor.pids());
  await supervisor.stop();
  expect(readFileSync(join(directory, "ends"), "utf8")).toBe("third second first ");
  expect(pids.map((pid) => findProcess(pid!))).toEqual([undefined, undefined, undefined]);
  expect(readChildren(directory)).toEqual([]);
});

test("start: a child that dies is started again, and the sentence says how it ended and where its log is", async () => {
  const reports: string[] = [];
  const supervisor = supervise(reports);
  await supervisor.start(program("worker"));
  const first = supervisor.pids().worker!;
  process.kill(first, "SIGKILL");
  await until(() => reports.some((sentence) => sentence.includes("已恢复")));
  expect(supervisor.pids().worker).not.toBe(first);
  expect(reports[0]).toBe(
    `程序 worker意外结束（信号 SIGKILL），0.02 秒后重新启动。日志：${join(directory, "logs", "worker.log")}`,
  );
});

test("start: pauses grow while a child keeps dying", async () => {
  const reports: string[] = [];
  const supervisor = supervise(reports);
  const dies = join(directory, "dies");
  await supervisor.start(program("api", `if (fs.existsSync(${JSON.stringify(dies)})) process.exit(7);`));
  writeFileSync(dies, "");
  process.kill(supervisor.pids().api!, "SIGKILL");
  await until(() => reports.length >= 4);
  const pauses = reports.map((sentence) => /，([\d.]+) 秒后重新启动/.exec(sentence)?.[1]);
  expect(pauses.slice(0, 4)).toEqual(["0.02", "0.04", "0.08", "0.16"]);
  expect(reports[1]).toContain("代码 7");
});

test("start: a child that ends at once is a sentence that names its log", async () => {
  const supervisor = supervise();
  const start = supervisor.start(program("api", 'console.error("port taken"); process.exit(3);'));
  await expect(start).rejects.toMatchObject({
    name: "OperationError",
    message: expect.stringContaining("启动后立即结束"),
  });
  expect(readFileSync(join(directory, "logs", "api.log"), "utf8")).toContain("port taken");
});

test("start: what a dead child leaves in its group is ended with it", async () => {
  const supervisor = supervise();
  const grandchild = join(directory, "grandchild");
  const source = `
    const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1 << 30)"]);
    fs.writeFileSync(${JSON.stringify(grandchild)}, String(child.pid));`;
  await supervisor.start(program("worker", source));
  const left = Number(readFileSync(grandchild, "utf8"));
  expect(findProcess(left)).toBeDefined();
  process.kill(supervisor.pids().worker!, "SIGKILL");
  await until(() => findProcess(left) === undefined);
});

test("start: children of a supervisor killed with kill -9 are found and stopped by the next start, last one first", async () => {
  const script = join(directory, "supervise.ts");
  const ended = join(directory, "ends");
  const children = ["first", "second"].map((name) => ({ ...program(name), isReady: undefined }));
  writeFileSync(
    script,
    `import { existsSync } from "node:fs";
     import { createSupervisor } from ${JSON.stringify(join(import.meta.dirname, "supervisor.ts"))};
     const supervisor = createSupervisor({ stateDirectory: ${JSON.stringify(directory)}, report: console.log });
     for (const child of ${JSON.stringify(children)}) {
       await supervisor.start({ ...child, isReady: async () => existsSync(${JSON.stringify(directory)} + "/" + child.name + ".ready") });
     }
     console.log("all ready");
     setInterval(() => {}, 1 << 30);`,
  );
  const killed = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const chunk of killed.stdout) if (String(chunk).includes("all ready")) break;
  const exit = once(killed, "exit");
  killed.kill("SIGKILL");
  await exit;

  const orphans = readChildren(directory);
  expect(orphans.map((orphan) => [orphan.name, findProcess(orphan.pid)?.startTime])).toEqual(
    orphans.map((orphan) => [orphan.name, orphan.startTime]),
  );
  expect(await stopOrphans(orphans)).toBe(2);
  expect(readFileSync(ended, "utf8")).toBe("second first ");
  expect(await stopOrphans(orphans)).toBe(0);
});

test("start: a number on record that belongs to another process by now is left alone", async () => {
  const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1 << 30)"], { detached: true });
  try {
    recordChildren(directory, [
      { pid: other.pid!, startTime: "1", name: "postgres", stopSignal: "SIGINT", stopWithinMilliseconds: 1_000 },
    ]);
    expect(await stopOrphans(readChildren(directory))).toBe(0);
    expect(findProcess(other.pid!)).toBeDefined();
  } finally {
    other.kill("SIGKILL");
  }
});

test("P4 what says of itself that it serves nobody any more, and does not end either, is killed and started again", async () => {
  const reports: string[] = [];
  const stuck = join(directory, "stuck");
  const once = { ...program("once"), stopWithinMilliseconds: 100, isStuck: async () => existsSync(stuck) };
  const healthy = { ...program("healthy"), stopWithinMilliseconds: 100, isStuck: async () => false };
  const running = supervise(reports);
  await running.start(once);
  await running.start(healthy);
  const { once: first, healthy: untouched } = running.pids();
  writeFileSync(stuck, "");
  await until(() => findProcess(first!) === undefined);
  rmSync(stuck);
  await until(() => reports.includes("程序 once已恢复。"));
  expect(reports).toContain("程序 once停在结束的途中，已强制停止。");
  expect(running.pids()["once"]).not.toBe(first);
  expect(running.pids()["healthy"]).toBe(untouched);
});
