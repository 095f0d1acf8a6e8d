/**
 * What analytics counts (B-21) stands in two indexes: what a desk received and what it decided, by the wall clock, with
 * everything that is grouped or narrowed by, so that a year of a million cases is counted without reading their rows.
 */
export const up = `
alter table tasks
  add column area_id uuid generated always as (area_path[1]) stored,
  add column opened_order bigint not null generated always as (wall_clock_milliseconds(opened_at, clock_ahead)) stored,
  add column decided_order bigint not null generated always as (wall_clock_milliseconds(decided_at, clock_ahead)) stored;
create index tasks_decided_when on tasks (decided_order, id)
  include (receiver_kind, receiver_id, matter, step, outcome, area_id, due_order, opened_order, clock_ahead)
  where state = 'decided' and kind <> 'ask';
create index tasks_received_when on tasks (opened_order, id) include (receiver_kind, receiver_id, matter, step, area_id)
  where state not in ('waiting', 'recalled') and kind <> 'ask';
create index case_events_returned on case_events (task_id) where type = 'task.returned';
`;
export const down = `
drop index tasks_decided_when, tasks_received_when, case_events_returned;
alter table tasks drop column area_id, drop column opened_order, drop column decided_order;
`;
