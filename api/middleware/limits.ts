import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import type { Database } from "../../db/connection.ts";
import { Refusal } from "../../domain/refusal.ts";

interface Rule {
  points: number;
  seconds: number;
  /** How long it stays shut once the points are used up; otherwise until `seconds` are over. */
  blockSeconds?: number;
}

/** How often one address, account, certificate number or notice may be asked, over all processes together. */
const rules = {
  /** Failed logins from one address: a whole office may sit behind it. */
  "login-address": { points: 60, seconds: 300 },
  "login-account": { points: 20, seconds: 900 },
  /** A name without an account is locked as one with an account is, so that the lock tells nothing. */
  "login-unknown": { points: 4, seconds: 86_400, blockSeconds: 900 },
  "step-up": { points: 10, seconds: 300 },
  "objection-address": { points: 10, seconds: 3600 },
  "verify-address": { points: 60, seconds: 60 },
  "verify-number-address": { points: 20, seconds: 300 },
  /** D25: guessing the last four digits of one certificate's holder ends here. */
  "verify-number": { points: 10, seconds: 900 },
  "verify-file-address": { points: 20, seconds: 300 },
  /** Each one keeps a word processor busy. */
  preview: { points: 20, seconds: 300 },
  /** A clerk at the counter: names and numbers are not guessed here. */
  counter: { points: 60, seconds: 600 },
  upload: { points: 120, seconds: 600 },
} as const satisfies Record<string, Rule>;

export type LimitName = keyof typeof rules;

export interface Limits {
  /**
   * Counts one attempt.
   * @throws Refusal too-many-requests {afterSeconds}
   */
  take(name: LimitName, who: string): Promise<void>;
  /** Takes one attempt back that turned out well: only failures count. */
  giveBack(name: LimitName, who: string): Promise<void>;
}

/**
 * Whom a limit of addresses counts: an IPv4 address, or the network of an IPv6 one, of which a single caller has more
 * addresses (2⁶⁴) than any limit could count one by one.
 */
export function networkOf(address: string): string {
  const inIPv4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (inIPv4) return inIPv4;
  if (!isIPv6(address)) return address;
  const [left = [], right] = address.split("::").map((part) => part.split(":").filter(Boolean));
  const zeros = right ? Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0") : [];
  const groups = [...left, ...zeros, ...(right ?? [])].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}

/** Counters live in `rate_limits`; what is counted is kept as a hash, an address is a personal thing. */
export function createLimits(database: Database): Limits {
  const limiters = new Map(
    Object.entries<Rule>(rules).map(([name, { points, seconds, blockSeconds }]) => [
      name,
      new RateLimiterPostgres({
        storeClient: database,
        storeType: "sequelize",
        tableName: "rate_limits",
        tableCreated: true,
        clearExpiredByTimeout: name === "login-address",
        keyPrefix: name,
        points,
        duration: seconds,
        blockDuration: blockSeconds ?? 0,
      }),
    ]),
  );
  const hashed = (who: string) => createHash("sha256").update(who).digest("base64url");
  return {
    async giveBack(name, who) {
      await limiters.get(name)!.reward(hashed(who));
    },
    async take(name, who) {
      try {
        await limiters.get(name)!.consume(hashed(who));
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        throw new Refusal("too-many-requests", { afterSeconds: Math.max(1, Math.ceil(error.msBeforeNext / 1000)) });
      }
    },
  };
}
