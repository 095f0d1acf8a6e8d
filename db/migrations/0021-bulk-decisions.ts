/**
 * Decisions on many tasks at once (B-07): a batch is written and looked over first, then decided as long work, each item
 * by a command of its own to its own case.
 */
export const up = `
create table bulk_batches (
  id uuid primary key,
  account_id uuid not null references accounts on delete restrict,
  matter text not null,
  step text not null,
  state text not null default 'draft' check (state in ('draft', 'running', 'done')),
  version integer not null default 1,
  -- SHA-256 of who decides what how, as it was looked over last: the password is given for this and for nothing else.
  hash text not null,
  confirmed_hash text,
  confirmed_at timestamptz,
  session_id uuid,
  made_at timestamptz not null,
  begun_at timestamptz,
  finished_at timestamptz,
  check ((state = 'draft') = (begun_at is null)),
  check ((state = 'done') = (finished_at is not null))
);
create index bulk_batches_newest on bulk_batches (account_id, made_at desc, id desc);
create index bulk_batches_running on bulk_batches (begun_at) where state = 'running';

create table bulk_items (
  batch_id uuid not null references bulk_batches on delete cascade,
  task_id uuid not null references tasks on delete cascade,
  place integer not null,
  -- The task's version that was looked over.
  version integer not null,
  decision jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'refused')),
  -- { code, params } of the refusal.
  refusal jsonb,
  answered_at timestamptz,
  primary key (batch_id, task_id),
  check ((state = 'refused') = (refusal is not null))
);
create index bulk_items_waiting on bulk_items (batch_id, place) where state = 'waiting';
create index bulk_items_of_task on bulk_items (task_id);
`;
export const down = `
drop table bulk_items;
drop table bulk_batches;
`;
