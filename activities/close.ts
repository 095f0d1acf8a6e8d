import { queueObjectorTexts } from "../db/news.ts";
import { getMatter } from "../domain/matters/index.ts";
import { endingWord } from "../domain/texts/endings.ts";
import type { ActInput, Outcome } from "../workflows/book.ts";
import type { ActivityDeps } from "./deps.ts";
import { tellApplicant } from "./notify.ts";
import { writeOnce } from "./writing.ts";

/** Work that cannot be taken back begins: the page says so before the engine starts it. */
export async function beginEffect(deps: ActivityDeps, act: ActInput): Promise<object> {
  return writeOnce(deps, act, "begin", async (writing) => {
    await writing.rows("update cases set step = $2 where id = $1", [act.caseId, act.step]);
    await writing.event("effect.begun", { effect: act.step });
    return {};
  });
}

/** The last act of every case: its row, its open work, and the message that it has ended. */
export async function closeCase(deps: ActivityDeps, act: Omit<ActInput, "step"> & { outcome: Outcome }): Promise<void> {
  const { outcome, ...rest } = act;
  await writeOnce(deps, rest, "close", async (writing) => {
    await writing.rows("update cases set state = 'closed', outcome = $2, closed_at = $3, step = null where id = $1", [
      act.caseId,
      outcome,
      writing.at,
    ]);
    await writing.rows(
      "update tasks set state = 'closed', decided_at = $2, version = version + 1 where case_id = $1 and state in ('open', 'waiting')",
      [act.caseId, writing.at],
    );
    await writing.rows("update notices set state = $3, ended_at = $2 where case_id = $1 and state = 'running'", [
      act.caseId,
      writing.at,
      outcome === "objection-upheld" ? "upheld" : "closed",
    ]);
    const unread = await writing.rows<{ id: string }>(
      `update objections set state = 'closed' where state = 'pending'
       and notice_id in (select id from notices where case_id = $1) returning id`,
      [act.caseId],
    );
    const objectors = unread.map(({ id }) => id);
    await queueObjectorTexts(writing.database, objectors, deps.sms === true, writing.transaction);
    await writing.event("case.closed", { outcome });
    if (outcome === "completed") await tellApplicant(writing, "issued");
    else
      await tellApplicant(writing, "ended", { reason: endingWord(outcome, getMatter(act.matter).rejection.article) });
    return {};
  });
}
