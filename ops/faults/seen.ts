import { setTimeout as delay } from "node:timers/promises";
import { row, rows } from "../../db/connection.ts";
import type { Database } from "../../db/connection.ts";
import type { CaseRow, NoticeRow, TaskRow } from "../../db/rows.ts";

/** Where a case stands by its rows: what its people would see on their pages. */
export interface Seen {
  case: CaseRow;
  tasks: readonly TaskRow[];
  notice: NoticeRow | undefined;
  /** Login name of whoever acted last, when such an act can be recalled. */
  lastActor: string | undefined;
}

/** `undefined`: there is no such case (yet). Waits while the database is away. */
export async function lookAt(database: Database, caseId: string): Promise<Seen | undefined> {
  return patiently(async () => {
    const found = await row<CaseRow>(database, "select * from cases where id = $1", [caseId]);
    if (!found) return undefined;
    const tasks = await rows<TaskRow>(
      database,
      "select * from tasks where case_id = $1 and state = 'open' order by seq, id",
      [caseId],
    );
    const notice = await row<NoticeRow>(
      database,
      "select * from notices where case_id = $1 and state = 'running' order by seq desc limit 1",
      [caseId],
    );
    const last = await row<{ login_name: string }>(
      database,
      `select a.login_name from case_events e join accounts a on a.id = e.actor_id where e.case_id = $1
       order by e.seq desc, e.part desc limit 1`,
      [caseId],
    );
    return { case: found, tasks, notice, lastActor: last?.login_name };
  });
}

/** Login names by the id of the office or organisation they sit at, and by their account's own id. */
export async function listDesks(database: Database): Promise<ReadonlyMap<string, readonly string[]>> {
  const members = await rows<{ receiver: string; login_name: string }>(
    database,
    `select coalesce(m.office_id, m.organisation_id) as receiver, a.login_name
     from memberships m join accounts a on a.id = m.account_id
     where m.role in ('agent', 'reviewer', 'chief') group by 1, 2
     union select id, login_name from accounts order by 1, 2`,
  );
  const desks = new Map<string, string[]>();
  for (const { receiver, login_name: name } of members) desks.set(receiver, [...(desks.get(receiver) ?? []), name]);
  return desks;
}

/** The harness's own reading, again until the database is back. */
export async function patiently<Found>(read: () => Promise<Found>): Promise<Found> {
  const end = Date.now() + 120_000;
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (Date.now() > end) throw error;
      await delay(250);
    }
  }
}
