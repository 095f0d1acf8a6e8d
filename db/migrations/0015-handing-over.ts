/** Handing work over: a task lent to a colleague comes back (B-04); who stands in for whom, when and in what (B-05). */
export const up = `
create table loans (
  id uuid primary key,
  task_id uuid not null references tasks on delete restrict,
  lender_id uuid not null references accounts on delete restrict,
  lender_name text not null,
  borrower_id uuid not null references accounts on delete restrict,
  borrower_name text not null,
  reason text not null,
  lent_at timestamptz not null,
  -- The last day of the loan; afterwards the task goes back by itself.
  until date not null,
  ended_at timestamptz
);
create unique index loans_open on loans (task_id) where ended_at is null;
create index loans_by_end on loans (until) where ended_at is null;
-- Whose the task is while somebody else holds it: decided by the lender alone.
alter table tasks add column lender_id uuid references accounts on delete restrict;

create table substitutes (
  id uuid primary key,
  account_id uuid not null references accounts on delete restrict,
  substitute_id uuid not null references accounts on delete restrict check (substitute_id <> account_id),
  -- Null: every matter.
  matters text[],
  valid_from date not null,
  valid_to date not null check (valid_to >= valid_from),
  reason text not null,
  made_by uuid not null references accounts on delete restrict,
  made_at timestamptz not null,
  ended_at timestamptz
);
create index substitutes_by_substitute on substitutes (substitute_id) where ended_at is null;
create index substitutes_by_account on substitutes (account_id) where ended_at is null;
`;
export const down = `
drop table substitutes;
alter table tasks drop column lender_id;
drop table loans;
`;
