import { row, rows, type Database } from "../../db/connection.ts";

export interface QueueFigures {
  /** The kind of office, or `organisation`, or `applicant`. */
  receiver: string;
  held: boolean;
  open: number;
  overdue: number;
  oldestSeconds: number;
}

/** Open tasks by who they lie with: what an inbox shows, summed up over the city. */
export async function listQueueFigures(database: Database): Promise<QueueFigures[]> {
  return rows<QueueFigures>(
    database,
    `select coalesce(o.kind, t.receiver_kind) as receiver, t.holder_id is not null as held, count(*)::int as open,
       count(*) filter (where t.due_order <= $1)::int as overdue,
       max(extract(epoch from now() - t.opened_at) + t.clock_ahead / 1000.0)::float as "oldestSeconds"
     from tasks t left join offices o on o.id = t.receiver_id and t.receiver_kind = 'office'
     where t.state = 'open' group by 1, 2`,
    [Date.now()],
  );
}

export interface WorkFigures {
  /** Cases that wait for neither a person nor a date: for documents, or for engine and worker. */
  workingCases: number;
  workingOldestSeconds: number;
  failingEffects: number;
  deliveriesWaiting: number;
  deliveriesFailing: number;
  deliveriesOldestSeconds: number;
  unlinkedAudit: number;
  unlinkedAuditOldestSeconds: number;
  /** Null before the first sweep. */
  sweepAgeSeconds: number | null;
  /** Uploads that the scanner has not looked at yet. */
  filesWaiting: number;
  /** Cases whose clock is not the wall clock: none in production. */
  clocksAhead: number;
}

export async function readWorkFigures(database: Database): Promise<WorkFigures> {
  const found = await row<WorkFigures>(
    database,
    `with working as (
       select extract(epoch from now() - last.at) + c.clock_ahead / 1000.0 as seconds
       from cases c cross join lateral (
         select e.at from case_events e where e.case_id = c.id order by e.seq desc, e.part desc limit 1
       ) last
       where c.state = 'open' and not exists (select from tasks t where t.case_id = c.id and t.state = 'open')
         and not exists (select from notices n where n.case_id = c.id and n.state = 'running')
     ), sending as (
       select d.attempts, extract(epoch from now() - coalesce(n.at, o.decided_at, d.next_attempt_at)) as seconds
       from deliveries d left join notifications n on n.id = d.notification_id
         left join objections o on o.id = d.objection_id where d.state = 'waiting'
     ), unlinked as (select extract(epoch from now() - written_at) as seconds from audit_pending)
     select (select count(*)::int from working) as "workingCases",
       (select greatest(0, coalesce(max(seconds), 0))::float from working) as "workingOldestSeconds",
       (select count(*)::int from act_failures where act = 'effect') as "failingEffects",
       (select count(*)::int from sending) as "deliveriesWaiting",
       (select count(*)::int from sending where attempts > 0) as "deliveriesFailing",
       (select greatest(0, coalesce(max(seconds), 0))::float from sending) as "deliveriesOldestSeconds",
       (select count(*)::int from unlinked) as "unlinkedAudit",
       (select greatest(0, coalesce(max(seconds), 0))::float from unlinked) as "unlinkedAuditOldestSeconds",
       (select extract(epoch from now() - at)::float from last_runs where name = 'due-sweep') as "sweepAgeSeconds",
       (select count(*)::int from files where scan_state = 'quarantined') as "filesWaiting",
       (select count(*)::int from cases where state = 'open' and clock_ahead <> 0) as "clocksAhead"`,
  );
  if (!found) throw new Error("a query of figures gave no row");
  return found;
}
