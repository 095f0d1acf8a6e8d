import { createHash } from "node:crypto";
import type { Command } from "../workflows/messages.ts";

/**
 * What a command asks and who asks it, as hex SHA-256. Its key, the session, the instant and the version of the task it
 * was read from are left out: the same press sent again, from a page read anew or another device too, has the same
 * fingerprint, and any other command has another one.
 */
export function commandFingerprint(command: Command): string {
  const { key: _key, sessionId: _sessionId, receivedAt: _receivedAt, ...asked } = command;
  if ("version" in asked) asked.version = 0;
  return createHash("sha256")
    .update(JSON.stringify(inOrder(asked)))
    .digest("hex");
}

/** JSON does not promise an order of names; two spellings of one command must not look like two commands. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, inner]) => [name, inOrder(inner)]);
}
