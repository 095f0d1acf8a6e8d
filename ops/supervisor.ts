import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ChildProgram } from "./child-program.ts";
import { recordChildren, type RecordedChild } from "./instance.ts";
import { OperationError } from "./operation-error.ts";
import { findProcess, killGroup, stopGroup, waitForEnd, type ProcessIdentity } from "./process-identity.ts";

export interface SupervisorOptions {
  /** Holds children.json and logs/<name>.log. */
  stateDirectory: string;
  /** Told in a sentence when a child dies or comes back. */
  report(sentence: string): void;
  /** First pause before a dead child is started again; doubled with each further death. Default 500. */
  firstPauseMilliseconds?: number;
  /** No pause is longer. Default 30 000. */
  longestPauseMilliseconds?: number;
  /** Between two questions whether a program is stuck. Default 5 000. */
  askStuckMilliseconds?: number;
}

export interface Supervisor {
  /** Starts a program and waits until it is ready; from then on it is started again whenever it dies.
   * @throws OperationError when it is not ready in time or ends before; it is stopped then. */
  start(program: ChildProgram): Promise<void>;
  /** Stops every child in the reverse order of their start; later calls wait for the same end. */
  stop(): Promise<void>;
  /** Pids by program name, for health and tests. */
  pids(): Record<string, number | undefined>;
}

interface Child {
  program: ChildProgram;
  process: ChildProcess | undefined;
  identity: ProcessIdentity | undefined;
  deaths: number;
  startedAt: number;
  /** Whether a death is answered with a new start. */
  watched: boolean;
}

/** A child that ran this long is taken as well: its next death starts with the first pause again. */
const healthyAfter = 60_000;
const largestLog = 10 * 1024 * 1024;

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const children: Child[] = [];
  const logDirectory = join(options.stateDirectory, "logs");
  mkdirSync(logDirectory, { recursive: true });
  let stopping: Promise<void> | undefined;

  function launch(child: Child): void {
    const { program } = child;
    program.beforeStart?.();
    const log = openSync(rotatedLog(join(logDirectory, `${program.name}.log`)), "a");
    try {
      const started = spawn(program.command, program.arguments, {
        cwd: program.workingDirectory,
        env: program.environment,
        // A session of its own: Ctrl-C at the terminal reaches the supervisor alone, and the order of ends is its choice.
        detached: true,
        stdio: ["ignore", log, log],
        ...(program.user ? { uid: program.user.uid, gid: program.user.gid } : {}),
      });
      child.process = started;
      child.startedAt = Date.now();
      child.identity = started.pid === undefined ? undefined : findProcess(started.pid);
      remember();
      started.once("error", () => onEnd(child, started, undefined, undefined));
      started.once("exit", (code, signal) => onEnd(child, started, code, signal));
    } finally {
      closeSync(log);
    }
  }

  function onEnd(
    child: Child,
    ended: ChildProcess,
    code: number | null | undefined,
    signal: string | null | undefined,
  ) {
    if (child.process !== ended) return;
    child.process = undefined;
    if (ended.pid !== undefined) killGroup(ended.pid);
    child.identity = undefined;
    if (stopping || !child.watched) return;
    remember();
    void startAgain(child, signal ? `信号 ${signal}` : `代码 ${code ?? "未知"}`);
  }

  async function startAgain(child: Child, how: string): Promise<void> {
    if (Date.now() - child.startedAt > healthyAfter) child.deaths = 0;
    const { firstPauseMilliseconds = 500, longestPauseMilliseconds = 30_000 } = options;
    const pause = Math.min(firstPauseMilliseconds * 2 ** child.deaths, longestPauseMilliseconds);
    child.deaths += 1;
    options.report(
      `${child.program.label}意外结束（${how}），${pause / 1000} 秒后重新启动。日志：${logOf(child.program)}`,
    );
    await delay(pause, undefined, { ref: true });
    if (stopping) return;
    try {
      launch(child);
    } catch (error) {
      void startAgain(child, (error as NodeJS.ErrnoException).code ?? "无法启动");
      return;
    }
    if (await becameReady(child)) options.report(`${child.program.label}已恢复。`);
  }

  async function becameReady(child: Child): Promise<boolean> {
    const until = Date.now() + child.program.readyWithinMilliseconds;
    const launched = child.process;
    while (Date.now() < until && child.process === launched && launched && !stopping) {
      if (await child.program.isReady()) return child.process === launched;
      await delay(50);
    }
    return false;
  }

  /** What is stuck longer than it is given to stop is killed: its end is answered as any other. */
  async function watchForStuck(child: Child): Promise<void> {
    const { isStuck, label, stopWithinMilliseconds } = child.program;
    if (!isStuck) return;
    for (let since: number | undefined; child.watched && !stopping;) {
      await delay(options.askStuckMilliseconds ?? 5_000, undefined, { ref: false });
      const asked = child.process;
      const stuck = asked !== undefined && (await isStuck()) && child.process === asked;
      since = stuck ? (since ?? Date.now()) : undefined;
      if (since === undefined || Date.now() - since < stopWithinMilliseconds || stopping) continue;
      options.report(`${label}停在结束的途中，已强制停止。`);
      if (asked?.pid !== undefined) killGroup(asked.pid);
      since = undefined;
    }
  }

  function remember(): void {
    const running: RecordedChild[] = children.flatMap(({ program, identity }) =>
      identity
        ? [
            {
              ...identity,
              name: program.name,
              stopSignal: program.stopSignal,
              stopWithinMilliseconds: program.stopWithinMilliseconds,
            },
          ]
        : [],
    );
    recordChildren(options.stateDirectory, running);
  }

  function logOf(program: ChildProgram): string {
    return join(logDirectory, `${program.name}.log`);
  }

  async function stopChild(child: Child): Promise<void> {
    const { identity, program } = child;
    if (!identity) return;
    const answer = await stopGroup(identity, program.stopSignal, program.stopWithinMilliseconds);
    if (answer === "killed") options.report(`${program.label}没有按时结束，已强制停止。`);
    child.identity = undefined;
    remember();
  }

  async function stopAll(): Promise<void> {
    for (const child of children.toReversed()) await stopChild(child);
    recordChildren(options.stateDirectory, []);
  }

  return {
    async start(program) {
      if (stopping) throw new OperationError("正在停止，不再启动新的部分。");
      const child: Child = {
        program,
        process: undefined,
        identity: undefined,
        deaths: 0,
        startedAt: 0,
        watched: false,
      };
      children.push(child);
      launch(child);
      const ready = await becameReady(child);
      if (stopping) return;
      if (ready) {
        child.watched = true;
        void watchForStuck(child);
        return;
      }
      const ended = child.process === undefined;
      await stopChild(child);
      children.splice(children.indexOf(child), 1);
      const seconds = Math.round(program.readyWithinMilliseconds / 1000);
      throw new OperationError(
        `${program.label}${ended ? "启动后立即结束" : `在 ${seconds} 秒内没有就绪`}。原因写在 ${logOf(program)}。`,
      );
    },
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
    pids: () => Object.fromEntries(children.map(({ program, identity }) => [program.name, identity?.pid])),
  };
}

/** Stops what a supervisor that was killed left running, the last started first. Answers how many there were. */
export async function stopOrphans(orphans: readonly RecordedChild[]): Promise<number> {
  let found = 0;
  for (const orphan of orphans.toReversed()) {
    const answer = await stopGroup(orphan, orphan.stopSignal, orphan.stopWithinMilliseconds);
    if (answer !== "was-gone") found += 1;
    await waitForEnd(orphan, 1_000);
  }
  return found;
}

/** One older log is kept beside the current one. */
function rotatedLog(file: string): string {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > largestLog) renameSync(file, `${file}.1`);
  return file;
}
