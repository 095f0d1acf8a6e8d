import type { ScanState } from "../db/rows.ts";
import type { Actor } from "../domain/actor.ts";
import { Refusal } from "../domain/refusal.ts";
import type { Command } from "../workflows/messages.ts";
import type { ApiDeps } from "./deps.ts";
import {
  findObstacle,
  formOf,
  getOwnCertificate,
  getOwnDraft,
  refuseHandedIn,
  refuseIncomplete,
  refuseUnstartable,
} from "./draft-rules.ts";
import { askCase, type CommandReply } from "./engine-answer.ts";
import { listMaterials, presentChoices } from "./presenters/draft.ts";

/**
 * Hands a draft in: the first one begins its case under the draft's own id, later ones answer what the case asks. What
 * rows can tell is refused here, before the engine is asked; the case itself refuses the same again.
 * @throws BadInput with every missing field · Refusal
 */
export async function handIn(
  deps: Pick<ApiDeps, "database" | "engine">,
  actor: Actor,
  draftId: string,
  asked: { key: string; version: number; receivedAt: number },
): Promise<CommandReply> {
  const draft = await getOwnDraft(deps, actor, draftId);
  const caseId = draft.case_id ?? draft.id;
  const command: Command = {
    kind: "hand-in",
    key: asked.key,
    accountId: actor.accountId,
    sessionId: actor.sessionId,
    receivedAt: asked.receivedAt,
    step: draft.step,
    draftId: draft.id,
    draftVersion: asked.version,
  };
  return askCase(deps, caseId, command, async () => {
    refuseHandedIn(draft);
    const obstacle = await findObstacle(deps, draft);
    if (obstacle) throw obstacle;
    const first = draft.case_id === null;
    if (first) await refuseUnstartable(deps, await getOwnCertificate(deps, actor, draft.certificate_id));
    if (draft.version !== asked.version) throw new Refusal("stale-version", { at: draft.saved_at.toISOString() });
    const materials = await listMaterials(deps, draft.id);
    const form = formOf(draft);
    const choices = await presentChoices(deps, draft);
    refuseIncomplete(form, draft.form, countByKind(materials), choices);
    refuseUnscanned(materials);
    return first ? deps.engine.begin({ caseId, matter: draft.matter }, command) : deps.engine.command(caseId, command);
  });
}

function countByKind(materials: readonly { kind: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { kind } of materials) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** What nobody could look at yet reaches no office (B-26); what was found to be malicious never does. */
function refuseUnscanned(materials: readonly { name: string; scan_state: ScanState }[]): void {
  const infected = materials.find(({ scan_state: state }) => state === "infected");
  if (infected) throw new Refusal("file-unsafe", { reason: `“${infected.name}”没有通过安全检查，请删除后重新上传` });
  if (materials.some(({ scan_state: state }) => state === "quarantined")) throw new Refusal("file-waiting");
}
