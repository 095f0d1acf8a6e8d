/** What a desk arranges for itself: phrases per office, the unsent opinion and a private note per task, columns of lists. */
export const up = `
alter table phrases
  add column made_by uuid references accounts on delete restrict,
  add column made_at timestamptz,
  -- A changed phrase stands where the one before it stood.
  add column place uuid;
update phrases set place = id;
alter table phrases alter column place set not null;
create index phrases_in_use on phrases (matter, step, office_id) where ended_at is null;
create index phrases_of_office on phrases (office_id) where office_id is not null;

create table own_notes (
  task_id uuid not null references tasks on delete cascade,
  account_id uuid not null references accounts on delete restrict,
  -- Written and not sent; gone when its writer has decided the task.
  opinion text not null default '',
  -- For its writer alone; never in history, never on paper.
  note text not null default '',
  saved_at timestamptz not null,
  primary key (task_id, account_id)
);

create table chosen_columns (
  account_id uuid not null references accounts on delete cascade,
  list text not null check (list in ('inbox', 'search')),
  columns text[] not null,
  primary key (account_id, list)
);
`;
export const down = `
drop table chosen_columns;
drop table own_notes;
drop index phrases_of_office;
drop index phrases_in_use;
alter table phrases drop column place, drop column made_at, drop column made_by;
`;
