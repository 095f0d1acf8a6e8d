import { row } from "../db/connection.ts";
import type { Answered } from "../engine/engine.ts";
import { Refusal } from "../domain/refusal.ts";
import type { ApiDeps } from "./deps.ts";
import type { UnknownYet } from "./serve.ts";

export type CommandReply = { state: "accepted"; caseId: string } | UnknownYet;

/**
 * Sends one command to a case and turns the engine's three answers into replies. A key that was answered before is
 * answered from the `commands` table, also beyond any retention of the engine.
 * @throws Refusal with the code and parameters of the case's own refusal.
 */
export async function askCase(
  deps: Pick<ApiDeps, "database">,
  caseId: string,
  key: string,
  send: () => Promise<Answered>,
): Promise<CommandReply> {
  const known = await row(deps.database, "select 1 as one from commands where case_id = $1 and key = $2", [
    caseId,
    key,
  ]);
  if (known) return { state: "accepted", caseId };
  const answered = await send();
  switch (answered.state) {
    case "accepted":
      return { state: "accepted", caseId };
    case "unknown":
      return { state: "unknown", key };
    case "refused":
      throw new Refusal(answered.code, answered.params);
  }
}
