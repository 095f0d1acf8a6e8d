import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { findProcess, isRunning, type ProcessIdentity } from "./process-identity.ts";

/** A child as it stands in children.json: enough to stop it properly without the supervisor that started it. */
export interface RecordedChild extends ProcessIdentity {
  name: string;
  stopSignal: NodeJS.Signals;
  stopWithinMilliseconds: number;
}

const identitySchema = z.object({ pid: z.number().int(), startTime: z.string() });
const childrenSchema = z.array(
  identitySchema.extend({
    name: z.string(),
    stopSignal: z.enum(["SIGINT", "SIGTERM", "SIGQUIT"]),
    stopWithinMilliseconds: z.number(),
  }),
);

/**
 * Takes the state directory for this process. Answers the process that has it already, or undefined when it is ours
 * now. A lock whose process is gone (also after the machine was switched off) is taken over.
 */
export function takeInstance(stateDirectory: string): ProcessIdentity | undefined {
  mkdirSync(stateDirectory, { recursive: true });
  const lock = lockFile(stateDirectory);
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(findProcess(process.pid)));
  try {
    for (;;) {
      try {
        // Linking a finished file either happens or does not: nobody ever reads half a lock.
        linkSync(mine, lock);
        return undefined;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const holder = findHolder(stateDirectory);
      if (holder) return holder;
      setAside(lock);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

export function releaseInstance(stateDirectory: string): void {
  const holder = readIdentity(lockFile(stateDirectory));
  if (holder?.pid === process.pid) rmSync(lockFile(stateDirectory), { force: true });
}

/** The living process that has this state directory. */
export function findHolder(stateDirectory: string): ProcessIdentity | undefined {
  const holder = readIdentity(lockFile(stateDirectory));
  return holder && isRunning(holder) ? holder : undefined;
}

export function recordChildren(stateDirectory: string, children: readonly RecordedChild[]): void {
  const file = join(stateDirectory, "children.json");
  writeFileSync(`${file}.new`, JSON.stringify(children, undefined, 2));
  renameSync(`${file}.new`, file);
}

export function readChildren(stateDirectory: string): RecordedChild[] {
  const parsed = childrenSchema.safeParse(readJson(join(stateDirectory, "children.json")));
  return parsed.success ? parsed.data : [];
}

/** Two starters may find the same dead lock: whoever renames it has it, the other goes round again. */
function setAside(lock: string): void {
  const aside = `${lock}.dead.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  // Between our look and our rename a living process may have taken it: then it gets it back.
  const taken = readIdentity(aside);
  if (taken && isRunning(taken)) {
    try {
      linkSync(aside, lock);
    } catch {
      // Somebody else was quicker; there is one lock either way.
    }
  }
  rmSync(aside, { force: true });
}

function lockFile(stateDirectory: string): string {
  return join(stateDirectory, "supervisor.lock");
}

function readIdentity(file: string): ProcessIdentity | undefined {
  const parsed = identitySchema.safeParse(readJson(file));
  return parsed.success ? parsed.data : undefined;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
