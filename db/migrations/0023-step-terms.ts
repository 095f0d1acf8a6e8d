/** The days of a step stand still while the case is elsewhere (decision 0012): what of them was used stays with the task. */
export const up = `
-- Since when the days count, where that is not when the task was opened: whoever took it over has days of their own.
alter table tasks add column counted_from timestamptz;
-- Spans of earlier tasks of this step and receiver whose working days are used up: [{"from", "to"}], instants.
alter table tasks add column earlier_runs jsonb not null default '[]';
-- The step was left undecided (returned, recalled): its days stand still since paused_at, until a later task goes on with them.
alter table tasks add column paused_at timestamptz;
alter table tasks add column resumed_at timestamptz;
create index tasks_paused on tasks (case_id) where paused_at is not null and resumed_at is null;

update tasks t set counted_from = e.at from case_events e
where e.task_id = t.id and e.type = 'task.escalated' and (e.data->>'moved')::boolean and e.data ? 'dueAt' and t.state = 'open';
update tasks t set paused_at = t.decided_at from cases c
where c.id = t.case_id and c.state = 'open' and t.kind = 'review' and t.outcome = 'returned' and t.decided_at is not null
  and not exists (select from tasks later where later.case_id = t.case_id and later.step = t.step and later.seq > t.seq);
`;
export const down = `
drop index tasks_paused;
alter table tasks drop column counted_from, drop column earlier_runs, drop column paused_at, drop column resumed_at;
`;
