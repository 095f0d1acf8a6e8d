import { rows } from "../db/connection.ts";
import type { Engine } from "../engine/engine.ts";
import type { ActivityDeps } from "./deps.ts";

/**
 * News that was written but never told, because the engine was away or the process died in between: an objection
 * without its task, a notice computed with an older calendar, a decision committed by a worker that died before the
 * engine knew of it. The sweep tells it again; a case told twice looks twice
 * and finds nothing new the second time. Answers how many cases were told.
 */
export async function tellForgottenNews(
  deps: Pick<ActivityDeps, "database">,
  engine: Pick<Engine, "lookAgain">,
): Promise<number> {
  const forgotten = await rows<{ case_id: string; news: "objection" | "calendar" | "operator" }>(
    deps.database,
    `select n.case_id, 'objection' as news from notices n
       where n.state = 'running' and exists (select from objections o where o.notice_id = n.id and o.state = 'pending' and o.task_id is null)
     union
     select n.case_id, 'calendar' from notices n
       where n.state = 'running' and n.calendar_version < (select max(version) from calendar_versions)
     union
     select r.case_id, 'calendar' from recomputed_cases r join cases c on c.id = r.case_id and c.state = 'open'
       where r.done_at is null and r.told_at < now() - interval '5 minutes'
     union
     select c.id, 'operator' from cases c cross join lateral (
         select e.type from case_events e where e.case_id = c.id order by e.seq desc, e.part desc limit 1) last
       where c.state = 'open' and (last.type in ('case.withdrawn', 'task.rejected', 'objection.upheld')
         or (last.type not in ('effect.begun', 'certificate.issued')
             and not exists (select from tasks t where t.case_id = c.id and t.state = 'open')
             and not exists (select from notices n where n.case_id = c.id and n.state = 'running')))`,
  );
  for (const { case_id: caseId, news } of forgotten) await engine.lookAgain(caseId, news);
  return forgotten.length;
}
