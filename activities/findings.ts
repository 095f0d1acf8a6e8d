import { uuidv7 } from "uuidv7";
import { rows, type Database } from "../db/connection.ts";
import type { Difference } from "./drift.ts";

/** Keeps what each of these cases differs in now; what stood there before and is gone has healed. */
export async function keepFindings(
  database: Database,
  looked: readonly { caseId: string; found: readonly Difference[] }[],
): Promise<void> {
  const found = looked.flatMap(({ caseId, found }) => found.map((difference) => ({ caseId, ...difference })));
  await database.transaction(async (transaction) => {
    for (const { caseId, kind, subject, params } of found)
      await rows(
        database,
        `insert into drift_findings (id, case_id, kind, subject, params, first_seen_at, last_seen_at) values ($1, $2, $3, $4, $5, now(), now())
         on conflict (case_id, kind, subject) where healed_at is null do update set last_seen_at = now(), params = excluded.params`,
        [uuidv7(), caseId, kind, subject, JSON.stringify(params)],
        transaction,
      );
    await rows(
      database,
      `update drift_findings set healed_at = now() where healed_at is null and case_id = any($1::uuid[])
       and (case_id::text, kind, subject) not in (select * from unnest($2::text[], $3::text[], $4::text[]))`,
      [
        looked.map(({ caseId }) => caseId),
        ...[found.map(({ caseId }) => caseId), found.map(({ kind }) => kind), found.map(({ subject }) => subject)],
      ],
      transaction,
    );
  });
}

interface Progress {
  scope: "all" | "suspects";
  first: boolean;
  next: string | null;
  asked: number;
  differing: number;
  unanswered: number;
}

/** How far the look of this scope is: the health page shows it, and the next scheduled one goes on from there. */
export async function keepProgress(database: Database, progress: Progress): Promise<void> {
  const { scope, first, next, asked, differing, unanswered } = progress;
  const ended = scope === "suspects" || next === null;
  await rows(
    database,
    `insert into reconciliations (scope, started_at, finished_at, asked, differing, unanswered, next_after)
     values ($1, now(), case when $2 then now() end, $3, $4, $5, $6)
     on conflict (scope) do update set next_after = excluded.next_after, finished_at = excluded.finished_at,
       started_at = case when $7 then now() else reconciliations.started_at end,
       asked = excluded.asked + case when $7 then 0 else reconciliations.asked end,
       differing = excluded.differing + case when $7 then 0 else reconciliations.differing end,
       unanswered = excluded.unanswered + case when $7 then 0 else reconciliations.unanswered end`,
    [scope, ended, asked, differing, unanswered, next, first],
  );
}
