import { row, rows } from "../db/connection.ts";
import type { ActInput } from "../workflows/book.ts";
import type { ActivityDeps } from "./deps.ts";
import { issueCertificate } from "./issue-certificate.ts";

/** One line per effect a matter may carry out. */
const effects: Readonly<Record<string, (deps: ActivityDeps, act: ActInput) => Promise<void>>> = {
  "issue-certificate": issueCertificate,
};

/**
 * Carries out an effect and keeps account of its failures: while one stands, the case shows as stuck on the health page
 * with the failing sentence. The engine retries; each effect says itself why that is safe.
 */
export async function carryOutEffect(deps: ActivityDeps, act: ActInput): Promise<void> {
  const effect = effects[act.step];
  if (!effect) throw new Error(`no effect is called ${act.step}`);
  try {
    await effect(deps, act);
  } catch (error) {
    await keepFailure(deps, act, error instanceof Error ? error.message : String(error));
    throw error;
  }
  await row(deps.database, "delete from effect_failures where case_id = $1 and effect = $2", [act.caseId, act.step]);
}

async function keepFailure(deps: ActivityDeps, act: ActInput, failure: string): Promise<void> {
  deps.log.warn({ caseId: act.caseId, effect: act.step, failure }, "effect failed");
  await rows(
    deps.database,
    `insert into effect_failures (case_id, effect, attempts, first_at, last_at, failure) values ($1, $2, 1, now(), now(), $3)
     on conflict (case_id, effect) do update set attempts = effect_failures.attempts + 1, last_at = now(), failure = excluded.failure`,
    [act.caseId, act.step, failure.slice(0, 1000)],
  );
}
