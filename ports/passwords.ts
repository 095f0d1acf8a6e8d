import { randomBytes, randomInt } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { createTurns } from "./turns.ts";

/** OWASP's first choice for argon2id: 19 MiB, two passes. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

// Each check takes 19 MiB and a core: many logins at once must not starve everything else. Whoever waits behind a
// hundred others would wait longer than a person does.
const inTurn = createTurns({ atOnce: 2, waiting: 100 });

/**
 * argon2id with its parameters and salt, as text to be stored.
 * @throws Refusal too-many-requests {afterSeconds}
 */
export async function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password.normalize("NFKC"), cost));
}

let nobody: Promise<string> | undefined;

/**
 * `stored` undefined means that there is no such account: the same work is done, and the answer is no.
 * @throws Refusal too-many-requests {afterSeconds} when too many are waiting already: nothing was checked
 */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  // Made outside of the turns: a full queue must not be remembered in its place.
  nobody ??= hash(randomBytes(16).toString("hex"), cost);
  const against = stored ?? (await nobody);
  const right = await inTurn(() => verify(against, password.normalize("NFKC")));
  return right && stored !== undefined;
}

/** Nothing that looks like something else when it is read out or copied by hand. */
const alphabets = ["ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789"] as const;

/** A random initial password (D19): 12 random signs of three sorts, in groups that can be read out; about 70 bits. */
export function drawPassword(): string {
  const all = alphabets.join("");
  for (;;) {
    const drawn = Array.from({ length: 12 }, () => all[randomInt(all.length)]!).join("");
    if (alphabets.every((sort) => [...sort].some((sign) => drawn.includes(sign))))
      return drawn.replace(/(.{4})(?=.)/g, "$1-");
  }
}
