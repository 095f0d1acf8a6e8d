import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const passwordsSchema = z.object({ superuser: z.string(), application: z.string(), engine: z.string() });
export type Passwords = z.infer<typeof passwordsSchema>;

/** Passwords of the embedded database's roles; made once, readable by the owner alone, never printed. */
export function ensurePasswords(stateDirectory: string): Passwords {
  const made = () => ({ superuser: randomText(), application: randomText(), engine: randomText() });
  return passwordsSchema.parse(readOrMake(secretFile(stateDirectory, "database-passwords.json"), made));
}

/** The key ring config.ts reads when no other is given; answers its path. Whoever loses it loses what it sealed. */
export function ensureKeyRing(stateDirectory: string): string {
  const file = secretFile(stateDirectory, "key-ring.json");
  readOrMake(file, () => ({ current: "1", keys: { 1: key() }, lookupKey: key() }));
  return file;
}

function secretFile(stateDirectory: string, name: string): string {
  const directory = join(stateDirectory, "secrets");
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return join(directory, name);
}

function readOrMake(file: string, make: () => object): unknown {
  const unfinished = `${file}.${process.pid}`;
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  writeFileSync(unfinished, JSON.stringify(make()), { mode: 0o600 });
  try {
    // A link never replaces: a secret that is there already stays.
    linkSync(unfinished, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(unfinished, { force: true });
  }
  return JSON.parse(readFileSync(file, "utf8"));
}

function randomText(): string {
  return randomBytes(24).toString("base64url");
}

function key(): string {
  return randomBytes(32).toString("base64");
}
