import { Context } from "@temporalio/activity";
import { rows } from "../db/connection.ts";
import { withoutPersonalData } from "../domain/masking.ts";
import type { ActivityDeps } from "./deps.ts";

/** What may fail in a case: its acts, the work that cannot be taken back, and the workflow's own code. */
export type FailingAct = "open" | "look" | "record" | "begin" | "effect" | "close" | "workflow";

interface Acting {
  caseId: string;
  step?: string;
}

/**
 * Runs one act of a case and keeps account of its failures: while one stands, the case shows as stuck on the health page
 * with the failing sentence. The engine retries; each act says itself why that is safe.
 */
export async function keepingFailures<Answer>(
  deps: Pick<ActivityDeps, "database" | "log">,
  kind: FailingAct,
  act: Acting,
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    const answer = await work();
    // The first try has left nothing behind; one before a crash is taken back with the act itself (writing.ts).
    if (attempt() > 1 || kind === "effect") await forgetFailure(deps, kind, act.caseId);
    return answer;
  } catch (error) {
    await keepFailure(deps, kind, act, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

export async function keepFailure(
  deps: Pick<ActivityDeps, "database" | "log">,
  kind: FailingAct,
  { caseId, step = kind }: Acting,
  sentence: string,
): Promise<void> {
  const failure = withoutPersonalData(sentence);
  deps.log.warn({ caseId, act: kind, step, failure }, "act failed");
  await rows(
    deps.database,
    `insert into act_failures (case_id, act, step, attempts, first_at, last_at, failure) values ($1, $2, $3, 1, now(), now(), $4)
     on conflict (case_id, act) do update set attempts = act_failures.attempts + 1, last_at = now(), step = excluded.step, failure = excluded.failure`,
    [caseId, kind, step, failure],
  ).catch((error: Error) => {
    // Where the database itself is away nothing can be kept; the next try says it again.
    deps.log.warn({ caseId, error: error.message }, "failure not kept");
  });
}

export async function forgetFailure(
  deps: Pick<ActivityDeps, "database">,
  kind: FailingAct,
  caseId: string,
): Promise<void> {
  await rows(deps.database, "delete from act_failures where case_id = $1 and act = $2", [caseId, kind]);
}

/** Which try of the engine's this is; 1 outside of one, as in tests that call an act themselves. */
function attempt(): number {
  try {
    return Context.current().info.attempt;
  } catch {
    return 1;
  }
}
