import { rows, type Database } from "../../../db/connection.ts";
import type { Difference } from "./difference.ts";

/** One row of the first for each of the second, by case: what happened and what is told of it are the same number. */
const pairs: readonly { what: string; sql: string }[] = [
  {
    what: "task without its one event of opening",
    sql: `select t.case_id, t.id::text as detail, (select count(*)::int from case_events e
            where e.case_id = t.case_id and e.type = 'step.opened' and e.data ->> 'taskId' = t.id::text) as times
          from tasks t where t.kind <> 'objection'`,
  },
  {
    what: "notice without its one event of publication",
    sql: `select n.case_id, n.id::text as detail, (select count(*)::int from case_events e
            where e.case_id = n.case_id and e.type = 'notice.published' and e.data ->> 'noticeId' = n.id::text) as times
          from notices n`,
  },
  {
    what: "ended notice without its one event of ending",
    sql: `select n.case_id, n.id::text as detail, (select count(*)::int from case_events e
            where e.case_id = n.case_id and e.type = 'notice.ended' and e.data ->> 'noticeId' = n.id::text) as times
          from notices n where n.state = 'ended'`,
  },
  {
    what: "objection task without its one event",
    sql: `select t.case_id, t.id::text as detail, (select count(*)::int from case_events e
            where e.case_id = t.case_id and e.type = 'objection.received' and e.data ->> 'objectionId' = t.objection_id::text) as times
          from tasks t where t.kind = 'objection'`,
  },
  {
    what: "case without its one event of opening",
    sql: `select c.id as case_id, c.number as detail, (select count(*)::int from case_events e
            where e.case_id = c.id and e.type = 'case.opened') as times from cases c`,
  },
  {
    what: "closed case without its one event of closing",
    sql: `select c.id as case_id, c.outcome as detail, (select count(*)::int from case_events e
            where e.case_id = c.id and e.type = 'case.closed' and e.data ->> 'outcome' = c.outcome) as times
          from cases c where c.state = 'closed'`,
  },
  {
    what: "certificate without its one event of issue",
    sql: `select c.case_id, c.number as detail, (select count(*)::int from case_events e
            where e.case_id = c.case_id and e.type = 'certificate.issued' and e.data ->> 'certificateId' = c.id::text) as times
          from certificates c where c.origin = 'issued' and c.state <> 'preparing'`,
  },
];

/** What may not be found in any case, and what an ended one may not leave behind. */
const remains: readonly { what: string; sql: string }[] = [
  {
    what: "notice ended before its instant",
    sql: "select case_id, ended_at || ' < ' || ends_at as detail from notices where state = 'ended' and ended_at < ends_at",
  },
  { what: "case still open", sql: "select id as case_id, step as detail from cases where state = 'open'" },
  {
    what: "open task of an ended case",
    sql: "select t.case_id, t.id::text as detail from tasks t join cases c on c.id = t.case_id where t.state = 'open' and c.state = 'closed'",
  },
  {
    what: "running notice of an ended case",
    sql: "select n.case_id, n.id::text as detail from notices n join cases c on c.id = n.case_id where n.state = 'running' and c.state = 'closed'",
  },
  {
    what: "failure kept of an act that was done",
    sql: "select f.case_id, f.failure as detail from act_failures f join cases c on c.id = f.case_id where c.state = 'closed'",
  },
  {
    what: "case that has decided one step twice in one round",
    sql: `select case_id, step || ' in round ' || round as detail from tasks where kind = 'review' and state = 'decided'
          and outcome = 'approved' group by case_id, step, round having count(*) > 1`,
  },
];

/** The timeline of every case tells what its rows hold, each thing once, and an ended case has left nothing open. */
export async function verifyTimelines(database: Database): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const { what, sql } of pairs) {
    const found = await rows<{ case_id: string; detail: string; times: number }>(
      database,
      `select * from (${sql}) counted where times <> 1`,
    );
    for (const { case_id: caseId, detail, times } of found)
      differences.push({ what, caseId, detail: `${detail}: ${times}` });
  }
  for (const { what, sql } of remains)
    for (const { case_id: caseId, detail } of await rows<{ case_id: string; detail: string }>(database, sql))
      differences.push({ what, caseId, detail });
  return differences;
}
