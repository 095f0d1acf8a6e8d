import { Refusal } from "../domain/refusal.ts";
import type { Command } from "../workflows/messages.ts";
import type { Writing } from "./writing.ts";

type Decide = Extract<Command, { kind: "decide" }>;

/** What a decision's event says of the bulk decision it was made in; nothing where it was made by itself. */
export interface BatchNamed {
  batch?: { id: string; hash: string; confirmedAt: string | null };
}

/**
 * The batch a decision belongs to, with the step-up that covers it: the password was entered for exactly this content,
 * by its hash, not more than five minutes before the batch was begun, and this very decision stands in it.
 * @throws Refusal step-up-needed where a seal is set without that; not-found where the batch holds no such decision.
 */
export async function batchOf(writing: Writing, command: Decide, sealed: boolean): Promise<BatchNamed> {
  if (!command.batchId) return {};
  const found = await writing.row<{ id: string; hash: string; confirmed_at: Date | null; confirmed: boolean }>(
    `select b.id, b.hash, b.confirmed_at,
       coalesce(b.confirmed_hash = b.hash and b.begun_at between b.confirmed_at and b.confirmed_at + interval '5 minutes', false) as confirmed
     from bulk_batches b join bulk_items i on i.batch_id = b.id and i.task_id = $2
     where b.id = $1 and b.account_id = $3 and b.state <> 'draft' and i.version = $4 and i.decision = $5::jsonb`,
    [command.batchId, command.taskId, command.accountId, command.version, JSON.stringify(command.decision)],
  );
  if (!found) throw new Refusal("not-found");
  if (sealed && command.decision.outcome === "approve" && !found.confirmed) throw new Refusal("step-up-needed");
  const { id, hash, confirmed_at: confirmedAt } = found;
  return { batch: { id, hash, confirmedAt: confirmedAt?.toISOString() ?? null } };
}
