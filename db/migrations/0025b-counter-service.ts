/**
 * 窗口代办: a clerk's session acts for somebody who stands at the counter, until the visit ends. Who did so in a case is
 * kept beside it, and counts as the applicant's hand wherever D20 asks.
 */
export const up = `
create table counter_visits (
  id uuid primary key,
  -- Without a foreign key: sessions are cleared away after their time, visits stay.
  session_id uuid not null,
  clerk_id uuid not null references accounts on delete restrict,
  clerk_name text not null,
  office_id uuid not null references offices on delete restrict,
  office_name text not null,
  account_id uuid not null references accounts on delete restrict check (account_id <> clerk_id),
  begun_at timestamptz not null,
  ends_at timestamptz not null,
  ended_at timestamptz
);
create unique index counter_visits_running on counter_visits (session_id) where ended_at is null;

create table counter_acts (
  case_id uuid not null references cases on delete restrict,
  clerk_id uuid not null references accounts on delete restrict,
  primary key (case_id, clerk_id)
);
create index counter_acts_of_clerk on counter_acts (clerk_id);

create view acted_for_applicant as
select case_id, decided_by as account_id from tasks
where receiver_kind = 'organisation' and decided_by is not null and state <> 'open'
union all
select case_id, clerk_id from counter_acts;
`;
export const down = `
drop view acted_for_applicant;
drop table counter_acts, counter_visits;
`;
