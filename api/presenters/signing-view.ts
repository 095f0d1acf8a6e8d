import type { z } from "zod";
import { row, type Database } from "../../db/connection.ts";
import type { SigningRow, TaskRow } from "../../db/rows.ts";
import { listSignatures } from "../../db/signatures.ts";
import type { Actor } from "../../domain/actor.ts";
import { signaturesNeeded } from "../../domain/counter-signing.ts";
import { can } from "../../domain/policy/index.ts";
import type { signing } from "../contracts/tasks.ts";
import { taskSubject, type TaskWithCase } from "../queries/task-subject.ts";

type SigningView = z.infer<typeof signing>;
type SignerState = SigningView["signers"][number]["state"];

/** Who signs the step of this task, and how far it is; null where one office decides alone. */
export async function presentSigning(
  database: Database,
  actor: Actor,
  { task, case: theCase, subject }: TaskWithCase,
): Promise<SigningView | null> {
  if (!task.signing_id) return null;
  const found = await row<SigningRow>(database, "select * from signings where id = $1", [task.signing_id]);
  if (!found) return null;
  const tasks = await listSignatures(database, found.id);
  const signers = tasks.map((one) => ({
    taskId: one.id,
    office: one.receiver_name,
    state: stateOf(one),
    who: one.state === "decided" ? (one.decided_by_name?.split("，")[0] ?? null) : one.holder_name,
    at: one.state === "decided" ? (one.decided_at?.toISOString() ?? null) : null,
    opinion: one.state === "decided" ? one.opinion : null,
    added: one.added_by !== null,
    removable: can("remove-signer", actor, taskSubject(one, theCase, subject.agents)),
  }));
  return {
    mode: found.mode,
    needed: signaturesNeeded(found.mode, signers.length, found.percent),
    given: signers.filter(({ state }) => state === "approved").length,
    signers,
  };
}

function stateOf({ state, outcome }: TaskRow): SignerState {
  if (state === "open" || state === "waiting") return state;
  if (state === "decided" && outcome === "approved") return "approved";
  if (state === "decided" && outcome === "rejected") return "declined";
  return state === "decided" && outcome === "returned" ? "returned" : "not-needed";
}
