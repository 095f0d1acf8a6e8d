import { rows, type Database } from "../../db/connection.ts";
import type { StoredRun } from "../../db/rows.ts";
import { parseCivilDate } from "../../domain/civil-date.ts";
import { getStep } from "../../domain/matters/index.ts";
import { noticeEnd } from "../../domain/notice-days.ts";
import { stepDue } from "../../domain/step-term.ts";
import type { Calendar } from "../../domain/working-days.ts";

/** Running terms that end alike: counted from one day, over as many working days, to the same instant. */
interface Terms {
  what: "notice" | "task";
  counted_from: string;
  working_days: number;
  /** Spans in which the days of a task ran before. */
  earlier_runs: StoredRun[];
  ends_at: Date;
  provisional: boolean;
  count: number;
  /** The first few of them. */
  some: { caseId: string; number: string; matter: string; step: string }[];
}

interface Moving {
  caseId: string;
  number: string;
  what: "notice" | "task";
  step: string;
  from: string;
  to: string;
}

const mostShown = 50;

/**
 * What a calendar would do to the terms that run: how many notices and tasks end at another instant, how many only
 * become certain, and the first of those that move. Counts each group of equal terms once, so that it is quick on 10⁵.
 */
export async function effectsOf(
  database: Database,
  calendar: Calendar,
): Promise<{ notices: number; tasks: number; settled: number; moving: Moving[] }> {
  const effects = { notices: 0, tasks: 0, settled: 0, moving: [] as Moving[] };
  for (const terms of await runningTerms(database)) {
    const end = endOf(terms, calendar);
    if (end.at === terms.ends_at.getTime()) {
      if (terms.provisional && !end.provisional) effects.settled += terms.count;
      continue;
    }
    effects[terms.what === "notice" ? "notices" : "tasks"] += terms.count;
    const from = terms.ends_at.toISOString();
    const to = new Date(end.at).toISOString();
    for (const { caseId, number, matter, step } of terms.some)
      if (effects.moving.length < mostShown)
        effects.moving.push({ caseId, number, what: terms.what, step: getStep(matter, step).title, from, to });
  }
  return effects;
}

function endOf(terms: Terms, calendar: Calendar): { at: number; provisional: boolean } {
  const from = parseCivilDate(terms.counted_from);
  if (terms.what === "task") {
    const earlier = terms.earlier_runs.map((run) => ({ from: Date.parse(run.from), to: Date.parse(run.to) }));
    return stepDue({ from: Date.parse(`${from}T12:00+08:00`), workingDays: terms.working_days, earlier }, calendar);
  }
  const end = noticeEnd(from, terms.working_days, calendar);
  return { at: end.endsAt, provisional: end.provisional };
}

async function runningTerms(database: Database): Promise<Terms[]> {
  return rows<Terms>(
    database,
    `select what, counted_from::text as counted_from, working_days, earlier_runs, ends_at, provisional, count(*)::int as count,
       (jsonb_agg(jsonb_build_object('caseId', case_id, 'number', number, 'matter', matter, 'step', step) order by number) filter (where place <= 10)) as some
     from (
       select term.*, row_number() over (partition by what, counted_from, working_days, earlier_runs, ends_at, provisional order by number) as place
       from (
         select 'notice' as what, (n.published_at at time zone 'Asia/Shanghai')::date as counted_from, n.working_days, '[]'::jsonb as earlier_runs, n.ends_at,
           n.provisional, n.case_id, c.number, c.matter, n.step
         from notices n join cases c on c.id = n.case_id and c.state = 'open' where n.state = 'running'
         union all
         select 'task', (coalesce(t.counted_from, t.opened_at) at time zone 'Asia/Shanghai')::date, t.due_in_working_days, t.earlier_runs, t.due_at,
           t.provisional, t.case_id, t.case_number, t.matter, t.step
         from tasks t where t.state = 'open' and t.due_in_working_days is not null and t.due_at is not null
       ) term
     ) placed
     group by what, counted_from, working_days, earlier_runs, ends_at, provisional
     order by what, counted_from, ends_at`,
  );
}
