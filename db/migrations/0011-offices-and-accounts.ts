/** Passwords that others made are changed at the first login (D19); seats are changed under a version; offices ask for accounts (S2-05). */
export const up = `
alter table accounts add column must_change_password boolean not null default false;
alter table memberships add column version int not null default 1;

create table account_requests (
  id uuid primary key,
  office_id uuid not null references offices on delete restrict,
  name text not null,
  role text not null check (role in ('reviewer', 'chief')),
  reason text not null,
  requested_by uuid not null references accounts on delete restrict,
  requested_at timestamptz not null,
  state text not null check (state in ('waiting', 'granted', 'declined')) default 'waiting',
  -- Why the city's office declined it.
  answer text,
  decided_by uuid references accounts on delete restrict,
  decided_at timestamptz
);
create index account_requests_by_office on account_requests (office_id, requested_at);
`;
export const down = `
drop table account_requests;
alter table memberships drop column version;
alter table accounts drop column must_change_password;
`;
