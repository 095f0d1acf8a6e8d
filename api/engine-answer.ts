import { row } from "../db/connection.ts";
import { commandFingerprint } from "../engine/command-fingerprint.ts";
import type { Answered } from "../engine/engine.ts";
import { Refusal } from "../domain/refusal.ts";
import type { Command } from "../workflows/messages.ts";
import type { ApiDeps } from "./deps.ts";
import type { UnknownYet } from "./serve.ts";

export type CommandReply = { state: "accepted"; caseId: string } | UnknownYet;

/**
 * Sends one command to a case and turns the engine's three answers into replies. A key that was answered before is
 * answered from the `commands` table, also beyond any retention of the engine.
 * @throws Refusal with the code and parameters of the case's own refusal; key-reused when the key names another command.
 */
export async function askCase(
  deps: Pick<ApiDeps, "database" | "engine">,
  caseId: string,
  command: Command,
  send: () => Promise<Answered>,
): Promise<CommandReply> {
  if (await isRecorded(deps, caseId, command)) return followed(deps, caseId, command.key);
  const answered = await refusedOrSent(send);
  switch (answered.state) {
    case "accepted":
      // The engine tells commands apart by their keys: of two sent at once it has answered both for the first one.
      await isRecorded(deps, caseId, command);
      return { state: "accepted", caseId };
    case "unknown":
      return { state: "unknown", key: command.key };
    case "refused":
      // Sent twice because the first answer was lost: what was written meanwhile is what this refusal stumbled over.
      if (await isRecorded(deps, caseId, command)) return followed(deps, caseId, command.key);
      throw new Refusal(answered.code, answered.params);
  }
}

/**
 * Written, and sent again all the same: whoever should have told the engine may have died in between. The case is told
 * to look, finds what it does not know of and goes on; until the engine has taken that, the page asks again.
 */
async function followed(
  deps: Pick<ApiDeps, "database" | "engine">,
  caseId: string,
  key: string,
): Promise<CommandReply> {
  // A later command was served by a case that had followed this one: only the last can be unknown to the engine.
  const last = await row(
    deps.database,
    `select 1 as one from cases c join commands k on k.case_id = c.id and k.key = $2
     where c.id = $1 and c.state = 'open' and not exists (select from commands l where l.case_id = c.id and l.seq > k.seq)`,
    [caseId, key],
  );
  if (!last) return { state: "accepted", caseId };
  return deps.engine.lookAgain(caseId, "operator").then(
    () => ({ state: "accepted", caseId }),
    () => ({ state: "unknown", key }),
  );
}

/** What the rows refuse before the engine is asked is an answer like the engine's own. */
async function refusedOrSent(send: () => Promise<Answered>): Promise<Answered> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === "engine-unreachable") throw error;
    return { state: "refused", code: error.code, params: error.params };
  }
}

/** @throws Refusal key-reused when what is recorded under this key is another command. */
async function isRecorded(deps: Pick<ApiDeps, "database">, caseId: string, command: Command): Promise<boolean> {
  const known = await row<{ asked: string | null }>(
    deps.database,
    "select answer->>'asked' as asked from commands where case_id = $1 and key = $2",
    [caseId, command.key],
  );
  if (known && known.asked !== null && known.asked !== commandFingerprint(command)) throw new Refusal("key-reused");
  return known !== undefined;
}
