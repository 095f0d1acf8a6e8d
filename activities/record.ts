import { assertNever } from "../domain/assert-never.ts";
import { isDiskFull } from "../db/failures.ts";
import { Refusal } from "../domain/refusal.ts";
import { commandFingerprint } from "../engine/command-fingerprint.ts";
import type { ActInput, Recorded, Written } from "../workflows/book.ts";
import type { Command } from "../workflows/messages.ts";
import { recordDecision } from "./decisions.ts";
import type { ActivityDeps } from "./deps.ts";
import { recordFirstHandIn, recordHandIn } from "./hand-in.ts";
import { recordAddedSigner, recordRemovedSigner } from "./signers.ts";
import { recordRecall, recordWithdrawal } from "./taking-back.ts";
import { passedOver, writeOnce, type Writing } from "./writing.ts";

/**
 * Refuses one command, or writes it and says what follows, in one transaction. Retry-safe twice over: by the act
 * (case, seq), and by the command's own key, which is acknowledged for ever but followed once, also after the case continued as new.
 */
export async function recordCommand(
  deps: ActivityDeps,
  act: ActInput & { command: Command; first: boolean },
): Promise<Written<Recorded>> {
  let isNew = false;
  try {
    const write = async (writing: Writing): Promise<Written<Recorded>> => {
      isNew = true;
      const asked = commandFingerprint(act.command);
      const known = await writing.row<{ asked: string | null }>(
        "select answer->>'asked' as asked from commands where case_id = $1 and key = $2",
        [act.caseId, act.command.key],
      );
      if (known && known.asked !== null && known.asked !== asked) throw new Refusal("key-reused");
      if (known) return { state: "already" };
      const recorded = await record(writing, act);
      await writing.rows("insert into commands (case_id, key, seq, answer, at) values ($1, $2, $3, $4, $5)", [
        act.caseId,
        act.command.key,
        act.seq,
        JSON.stringify({ ...recorded, asked }),
        writing.at,
      ]);
      return recorded;
    };
    return await writeOnce(deps, act, act.command.key, write, passedOver);
  } catch (error) {
    // Rolled back: nothing was written, and the same key may be tried again when the reason is gone.
    if (error instanceof Refusal) return { state: "refused", code: error.code, params: error.params };
    // Whether it was written before a crash is known by then: otherwise the engine asks again.
    if (isNew && isDiskFull(error)) return { state: "refused", code: "storage-full", params: {} };
    if (isOpenCaseConflict(error)) return { state: "refused", code: "open-case-exists", params: {} };
    throw error;
  }
}

async function record(writing: Writing, act: ActInput & { command: Command; first: boolean }): Promise<Recorded> {
  const { command } = act;
  if (act.first) {
    if (command.kind !== "hand-in") throw new Refusal("not-found");
    return recordFirstHandIn(writing, act, command);
  }
  switch (command.kind) {
    case "hand-in":
      return recordHandIn(writing, act, command);
    case "decide":
      return recordDecision(writing, act, command);
    case "withdraw":
      return recordWithdrawal(writing, command);
    case "recall":
      return recordRecall(writing, act, command);
    case "add-signer":
      return recordAddedSigner(writing, act, command);
    case "remove-signer":
      return recordRemovedSigner(writing, act, command);
    default:
      return assertNever(command);
  }
}

/** Two first hand-ins for one certificate at the same instant: the partial unique index decides. */
function isOpenCaseConflict(error: unknown): boolean {
  const cause = (error as { original?: { constraint?: string } }).original;
  return cause?.constraint === "cases_one_open_per_certificate";
}
