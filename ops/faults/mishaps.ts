import { setTimeout as delay } from "node:timers/promises";
import { rows } from "../../db/connection.ts";
import type { Chance } from "./chance.ts";
import type { Ledger } from "./ledger.ts";
import type { RunOptions } from "./run.ts";
import { apiNames, workerNames, type LinkName, type Stage } from "./stage.ts";

export type Victim = "api" | "worker" | "engine" | "postgres" | "postgres-connection";
export type Mishap =
  | { kind: "kill"; victim: Victim }
  | { kind: "restart"; victim: "api" | "worker" | "engine" | "postgres" }
  | { kind: "pause"; victim: Victim; milliseconds: number }
  | { kind: "cut"; link: LinkName }
  | { kind: "silence" | "away"; link: LinkName; milliseconds: number }
  | { kind: "disk-full"; milliseconds: number };

/** What happened when, for the account at the end; epoch ms. */
export interface Happened {
  mishap: Mishap;
  at: number;
}

const kinds = { kill: 70, restart: 6, pause: 12, cut: 9, silence: 5, away: 4, "disk-full": 5 } as const;
const killed = { api: 24, worker: 18, engine: 14, postgres: 14, "postgres-connection": 30 } as const;
const linkNames: readonly LinkName[] = ["api-database", "api-engine", "worker-database", "worker-engine"];
/** Longer than a command waits for the engine (12 s): what was asked meanwhile is answered 未知. */
const beyondDeadline = 14_000;
const longestStandstill = 180_000;
const longestAbsence = 60_000;

export function chooseMishap(chance: Chance): Mishap {
  const kind = chance.weighted(kinds);
  switch (kind) {
    case "kill":
      return { kind, victim: chance.weighted(killed) };
    case "restart":
      return { kind, victim: chance.pick(["api", "worker", "engine", "postgres"]) };
    case "pause":
      return { kind, victim: chance.weighted(killed), milliseconds: shortOrLong(chance) };
    case "cut":
      return { kind, link: chance.pick(linkNames) };
    case "silence":
    case "away":
      return { kind, link: chance.pick(linkNames), milliseconds: shortOrLong(chance) };
    case "disk-full":
      return { kind, milliseconds: chance.between(500, 4000) };
  }
}

function shortOrLong(chance: Chance): number {
  return chance.happens(0.1) ? beyondDeadline : chance.between(200, 3000);
}

/** Lets things go wrong, one after another, until so many processes were killed; heals what it did not break for good. */
export class Misfortune {
  readonly happened: Happened[] = [];
  private readonly stage: Stage;
  private readonly chance: Chance;
  private readonly ending = new Set<Promise<void>>();

  constructor(stage: Stage, chance: Chance) {
    this.stage = stage;
    this.chance = chance;
  }

  get kills(): number {
    return this.happened.filter(({ mishap }) => mishap.kind === "kill").length;
  }

  /** How often nobody's command was accepted for so long although nothing new went wrong: it did not recover by itself. */
  standstills = 0;

  async strike(
    { kills, until = Number.POSITIVE_INFINITY, report }: Pick<RunOptions, "kills" | "until" | "report">,
    ledger: Ledger,
  ): Promise<void> {
    for (let count = 1; this.kills < kills && Date.now() < until; count++) {
      await delay(this.chance.between(50, 1500));
      const mishap = chooseMishap(this.chance);
      const at = Date.now();
      if (await this.befall(mishap)) this.happened.push({ mishap, at });
      if (mishap.kind === "kill" && this.kills % 10 === 0)
        report(`${this.kills} 次强制结束，${ledger.accepted.length} 次受理`);
      // Now and then everybody is let through: a product that never got anywhere would prove nothing.
      if (count % 3 === 0 && !(await ledger.nextAccepted(longestStandstill))) {
        this.standstills += 1;
        report(`${longestStandstill / 1000} 秒没有一次受理，在 ${JSON.stringify(mishap)} 之后`);
      }
    }
    await Promise.all(this.ending);
    await this.heal();
  }

  private async heal(): Promise<void> {
    for (const link of Object.values(this.stage.links)) await link.heal();
    this.stage.disk.setFull(false);
  }

  /** Whether it hit anybody. */
  private async befall(mishap: Mishap): Promise<boolean> {
    switch (mishap.kind) {
      case "kill":
        return (await this.hit(mishap.victim, "SIGKILL")) !== undefined;
      case "restart":
        return (await this.hit(mishap.victim, mishap.victim === "postgres" ? "SIGINT" : "SIGTERM")) !== undefined;
      case "pause": {
        const pid = await this.hit(mishap.victim, "SIGSTOP");
        return pid !== undefined && this.later(mishap.milliseconds, () => send(pid, "SIGCONT"));
      }
      case "cut":
        this.stage.links[mishap.link].cut();
        return true;
      case "silence": {
        const link = this.stage.links[mishap.link];
        link.silence(true);
        return this.later(mishap.milliseconds, () => link.silence(false));
      }
      case "away": {
        const link = this.stage.links[mishap.link];
        await link.takeAway(true);
        return this.later(mishap.milliseconds, () => link.takeAway(false));
      }
      case "disk-full":
        if (!this.stage.disk.canBeFull) return false;
        this.stage.disk.setFull(true);
        return this.later(mishap.milliseconds, () => this.stage.disk.setFull(false));
    }
  }

  private later(milliseconds: number, end: () => unknown): true {
    const ended = delay(milliseconds).then(async () => void (await end()));
    this.ending.add(ended);
    void ended.finally(() => this.ending.delete(ended));
    return true;
  }

  /** Who is just being started again is waited for; answers whom it hit. */
  private async hit(victim: Victim, signal: NodeJS.Signals): Promise<number | undefined> {
    const look = this.aimAt(victim);
    const end = Date.now() + longestAbsence;
    for (;;) {
      const pid = await look();
      if (send(pid, signal)) return pid;
      if (Date.now() > end) return undefined;
      await delay(20);
    }
  }

  /** Draws whom it strikes; looking for them draws nothing more, so that the choices stay the seed's. */
  private aimAt(victim: Victim): () => Promise<number | undefined> | number | undefined {
    const running = (name: string) => () => this.stage.supervisor.pids()[name];
    switch (victim) {
      case "api":
        return running(this.chance.pick(apiNames));
      case "worker":
        return running(this.chance.pick(workerNames));
      case "engine":
        return running("temporal");
      case "postgres":
        return running("postgres");
      case "postgres-connection": {
        const drawn = this.chance.next();
        return () => this.findConnection(drawn);
      }
    }
  }

  /** One server process of PostgreSQL that somebody is connected to: when it dies, PostgreSQL restarts all of them. */
  private async findConnection(drawn: number): Promise<number | undefined> {
    const found = await rows<{ pid: number }>(
      this.stage.database,
      "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() order by pid",
    ).catch(() => []);
    return found[Math.floor(drawn * found.length)]?.pid;
  }
}

/** Whether there was somebody. A number is never taken over by another program so soon. */
function send(pid: number | undefined, signal: NodeJS.Signals): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    return false;
  }
}
