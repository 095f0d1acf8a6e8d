/**
 * The instant from which on a sweep has something to say about a task (domain/reminders.ts): a rule may remind half a
 * year ahead, and no sweep reads what lies in between. What the calendar said is kept, for another one moves them all.
 * An office that has ended and what it once had: moved in its successor's hands page by page. A decision of a batch that
 * its case did not answer in time.
 */
export const up = `
alter table tasks add column sweep_order bigint not null default 0;
create function sweep_again() returns trigger language plpgsql as $$
begin
  new.sweep_order := 0;
  return new;
end $$;
create trigger sweep_again before update of due_at, clock_ahead on tasks for each row
when (old.due_at is distinct from new.due_at or old.clock_ahead <> new.clock_ahead) execute function sweep_again();
drop index tasks_due;
create index tasks_due on tasks (sweep_order, id) where state = 'open' and due_at is not null;
alter table last_runs add column calendar_version int;

-- When the last of what a succeeded office once had lay with its successor.
alter table offices add column history_moved_at timestamptz;
update offices set history_moved_at = ended_at where successor_id is not null;
delete from desk_cases d using offices o where o.id = d.receiver_id and o.successor_id is not null;
create index offices_moving on offices (id) where successor_id is not null and history_moved_at is null;
create function offices_moving_to(office uuid) returns uuid[] language sql stable
return (
  with recursive before as (
    select id, history_moved_at from offices where successor_id = office
    union all
    select o.id, o.history_moved_at from before b join offices o on o.successor_id = b.id
  )
  select coalesce(array_agg(id), '{}') from before where history_moved_at is null
);
create index tasks_added_for on tasks (added_for_office_id) where added_for_office_id is not null;

alter table bulk_items add column unanswered_since timestamptz;
alter table bulk_items drop constraint bulk_items_state_check;
alter table bulk_items add constraint bulk_items_state_check check (state in ('waiting', 'done', 'refused', 'unanswered'));
create index bulk_items_unanswered on bulk_items (batch_id, task_id) where state = 'unanswered';
`;
export const down = `
drop index bulk_items_unanswered;
update bulk_items set state = 'refused', refusal = '{"code": "engine-unreachable", "params": {}}' where state = 'unanswered';
alter table bulk_items drop constraint bulk_items_state_check;
alter table bulk_items add constraint bulk_items_state_check check (state in ('waiting', 'done', 'refused'));
alter table bulk_items drop column unanswered_since;
drop function offices_moving_to(uuid);
drop index tasks_added_for, offices_moving;
alter table offices drop column history_moved_at;
alter table last_runs drop column calendar_version;
drop index tasks_due;
create index tasks_due on tasks (due_order, id) where state = 'open' and due_at is not null;
drop trigger sweep_again on tasks;
drop function sweep_again();
alter table tasks drop column sweep_order;
`;
