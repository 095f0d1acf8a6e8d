import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** Field 22 of /proc/<pid>/stat: clock ticks from the machine's start to the process's. */
  startTime: string;
}

/** The process with this number now; undefined when there is none or it has ended and only waits to be reaped. */
export function findProcess(pid: number): ProcessIdentity | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // Field 2 is the program's name in parentheses and may itself hold blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") return undefined;
  return { pid, startTime: fields[19]! };
}

export function isRunning(identity: ProcessIdentity): boolean {
  return findProcess(identity.pid)?.startTime === identity.startTime;
}

/** Waits until it has ended; false when it still runs after that time. */
export async function waitForEnd(identity: ProcessIdentity, withinMilliseconds: number): Promise<boolean> {
  const until = Date.now() + withinMilliseconds;
  while (isRunning(identity)) {
    if (Date.now() >= until) return false;
    await delay(25);
  }
  return true;
}

/**
 * Stops a process that leads a group of its own: the signal goes to the leader, who knows in which order its own
 * children end; whatever of the group is left after the time allowed is killed.
 */
export async function stopGroup(
  leader: ProcessIdentity,
  signal: NodeJS.Signals,
  withinMilliseconds: number,
): Promise<"stopped" | "killed" | "was-gone"> {
  // A group whose leader ended long ago may be somebody else's by now: it is left alone.
  if (!isRunning(leader)) return "was-gone";
  send(leader.pid, signal);
  const ended = await waitForEnd(leader, withinMilliseconds);
  killGroup(leader.pid);
  if (ended) return "stopped";
  await waitForEnd(leader, 5_000);
  return "killed";
}

/** Ends what is left of a group whose leader has just ended (LibreOffice under a worker that crashed). */
export function killGroup(leaderPid: number): void {
  send(-leaderPid, "SIGKILL");
}

function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
