/**
 * The inbox orders by the instant at which the wall clock reads a task's due date: one number, the same for every case,
 * also for those whose clock runs ahead, so that the overdue ones stand first and keyset paging compares plain integers.
 */
export const up = `
create function wall_clock_milliseconds(due_at timestamptz, clock_ahead bigint) returns bigint
-- Immutable although extract() is only stable: the epoch of an instant depends on no time zone.
language sql immutable parallel safe
return case when due_at is null then 9007199254740991 else (extract(epoch from due_at) * 1000)::bigint - clock_ahead end;

alter table tasks add column due_order bigint not null generated always as (wall_clock_milliseconds(due_at, clock_ahead)) stored;

drop index tasks_to_claim, tasks_of_receiver, tasks_mine;
-- What a count asks of each row stands in the index: counting up to a thousand reads no row of a table of millions.
create index tasks_of_receiver on tasks (receiver_id, due_order, id) include (case_id, receiver_kind, holder_id) where state = 'open' and kind <> 'ask';
create index tasks_to_claim on tasks (receiver_id, due_order, id) include (case_id, receiver_kind) where state = 'open' and kind <> 'ask' and holder_id is null;
create index tasks_mine on tasks (holder_id, due_order, id) where state = 'open' and kind <> 'ask';
create index tasks_returned on tasks (receiver_id, due_order, id) where state = 'open' and kind <> 'ask' and returned;
create index tasks_objections on tasks (receiver_id, due_order, id) where state = 'open' and kind = 'objection';
create index tasks_asked on tasks (receiver_id) where state = 'open' and kind = 'ask';
`;
export const down = `
drop index tasks_of_receiver, tasks_to_claim, tasks_mine, tasks_returned, tasks_objections, tasks_asked;
alter table tasks drop column due_order;
drop function wall_clock_milliseconds(timestamptz, bigint);
create index tasks_to_claim on tasks (receiver_id, opened_at, id) where state = 'open' and holder_id is null;
create index tasks_of_receiver on tasks (receiver_id, due_at, id) where state = 'open';
create index tasks_mine on tasks (holder_id, due_at, id) where state = 'open';
`;
