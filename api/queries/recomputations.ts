import { row, rows, type Database } from "../../db/connection.ts";

export interface RecomputationRow {
  version: number;
  reason: string;
  begun_at: Date;
  cases: number;
  done: number;
  moved: number;
}

/** The latest recomputation. A case that ended meanwhile has nothing left to recompute. */
export async function readRecomputation(database: Database): Promise<RecomputationRow | undefined> {
  return row<RecomputationRow>(
    database,
    `select r.version, v.note as reason, r.begun_at, count(k.case_id)::int as cases,
       (count(*) filter (where k.done_at is not null or c.state <> 'open'))::int as done,
       (count(*) filter (where k.moved))::int as moved
     from calendar_recomputations r join calendar_versions v using (version)
       left join recomputed_cases k using (version) left join cases c on c.id = k.case_id
     where r.version = (select max(version) from calendar_recomputations)
     group by r.version, v.note, r.begun_at`,
  );
}

export interface Move {
  case_id: string;
  number: string;
  from: string;
  to: string;
}

/** Dates that a recomputation moved, from the cases' own timelines, latest first. */
export async function readMoves(database: Database, recomputation: RecomputationRow): Promise<Move[]> {
  return rows<Move>(
    database,
    `select e.case_id, c.number, e.data ->> 'from' as from, e.data ->> 'to' as to
     from recomputed_cases k join cases c on c.id = k.case_id
       join lateral (select * from case_events e where e.case_id = k.case_id and e.data ->> 'reason' = $2
         and e.type in ('notice.recomputed', 'due.recomputed') order by e.seq desc, e.part desc limit 1) e on true
     where k.version = $1 and k.moved order by k.done_at desc, c.number limit 50`,
    [recomputation.version, recomputation.reason],
  );
}
