import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findHolder, releaseInstance, takeInstance } from "./instance.ts";
import { findProcess } from "./process-identity.ts";

let directory: string;
const holders: ChildProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rencaitong-instance-"));
});

afterEach(() => {
  for (const holder of holders.splice(0)) holder.kill("SIGKILL");
  rmSync(directory, { recursive: true, force: true });
});

/** Another process that tries to take the directory, tells what it got, and stays. */
async function takenByAnother(): Promise<{ holder: ChildProcess; answer: string }> {
  const source = `
    import { takeInstance } from ${JSON.stringify(join(import.meta.dirname, "instance.ts"))};
    console.log(JSON.stringify(takeInstance(${JSON.stringify(directory)}) ?? "mine"));
    setInterval(() => {}, 1 << 30);`;
  const holder = spawn(process.execPath, ["--input-type=module", "-e", source], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  holders.push(holder);
  const [chunk] = (await once(holder.stdout!, "data")) as [Buffer];
  return { holder, answer: chunk.toString().trim() };
}

test("start: a second copy learns which process has the directory", async () => {
  const { holder, answer } = await takenByAnother();
  expect(answer).toBe('"mine"');
  expect(takeInstance(directory)).toEqual(findProcess(holder.pid!));
  expect(findHolder(directory)?.pid).toBe(holder.pid);
});

test("start: the lock of a process that was killed is taken over", async () => {
  const { holder } = await takenByAnother();
  const exit = once(holder, "exit");
  holder.kill("SIGKILL");
  await exit;
  expect(takeInstance(directory)).toBeUndefined();
  expect(findHolder(directory)?.pid).toBe(process.pid);
  releaseInstance(directory);
  expect(existsSync(join(directory, "supervisor.lock"))).toBe(false);
});

test("start: a lock whose number belongs to another process by now, and half a lock, are no locks", () => {
  for (const content of [JSON.stringify({ pid: process.ppid, startTime: "1" }), '{"pid": 1']) {
    writeFileSync(join(directory, "supervisor.lock"), content);
    expect(takeInstance(directory)).toBeUndefined();
    releaseInstance(directory);
  }
});

test("start: of many that start at the same instant exactly one gets it", async () => {
  writeFileSync(join(directory, "supervisor.lock"), JSON.stringify({ pid: process.pid, startTime: "1" }));
  const answers = await Promise.all(Array.from({ length: 6 }, async () => (await takenByAnother()).answer));
  expect(answers.filter((answer) => answer === '"mine"')).toHaveLength(1);
  expect(readdirSync(directory)).toEqual(["supervisor.lock"]);
});

test("start: nobody gives back what another process has", async () => {
  const { holder } = await takenByAnother();
  releaseInstance(directory);
  expect(findHolder(directory)?.pid).toBe(holder.pid);
});
