import type { CaseRow } from "../db/rows.ts";
import { rows } from "../db/connection.ts";
import type { Position } from "../workflows/messages.ts";
import type { ActivityDeps } from "./deps.ts";
import type { CaseRows } from "./drift.ts";
import { nextPart, Writing } from "./writing.ts";

/**
 * Work that cannot be taken back is under way: the case looks at nothing until it is done, so its rows are written from
 * its position. Nothing but the end of the case can come in between, and then its number has moved on.
 */
export async function projectWork(deps: ActivityDeps, found: CaseRows, { effect, round }: Position): Promise<void> {
  await correct(deps, found, effect, async (writing) => {
    await writing.rows(
      "update cases set state = 'open', step = $2, round = $3, outcome = null, ending_reason = null, closed_at = null where id = $1",
      [found.id, effect, round],
    );
  });
}

/** The run has completed: nothing comes any more. When it ended, its last event says. */
export async function projectEnd(deps: ActivityDeps, found: CaseRows, outcome: string): Promise<void> {
  await correct(deps, found, null, async (writing) => {
    await writing.rows(
      `update cases set state = 'closed', outcome = $2, step = null,
         closed_at = coalesce((select max(at) from case_events where case_id = $1 and type = 'case.closed'), now()) where id = $1`,
      [found.id, outcome],
    );
  });
}

async function correct(
  deps: ActivityDeps,
  found: CaseRows,
  step: string | null,
  work: (writing: Writing) => Promise<void>,
): Promise<void> {
  await deps.database.transaction(async (transaction) => {
    const [now] = await rows<CaseRow>(
      deps.database,
      "select * from cases where id = $1 for update",
      [found.id],
      transaction,
    );
    if (!now || now.last_seq !== found.last_seq) return;
    const act = {
      caseId: now.id,
      matter: now.matter,
      round: now.round,
      seq: now.last_seq,
      at: Date.now() + now.clock_ahead,
    };
    const writing = new Writing(deps, step ? { ...act, step } : act, transaction, now);
    await work(writing);
    await writing.rows(
      "update tasks set state = 'closed', decided_at = $2, version = version + 1 where case_id = $1 and state = 'open'",
      [now.id, writing.at],
    );
    await writing.rows("update notices set state = 'ended', ended_at = $2 where case_id = $1 and state = 'running'", [
      now.id,
      writing.at,
    ]);
    await nextPart(writing);
    await writing.event("case.repaired", { restored: ["case"] });
  });
}
