/** Places, bodies, people, ways to log in. */
export const up = `
create table areas (
  id uuid primary key,
  code text not null unique,
  name text not null,
  level text not null check (level in ('country', 'province', 'city', 'county')),
  parent_id uuid references areas on delete restrict,
  -- From this area up to the country: rules and scopes are looked up in this order, most specific first.
  path uuid[] not null
);

create table offices (
  id uuid primary key,
  kind text not null check (kind in ('department', 'title-office', 'talent-centre')),
  name text not null,
  area_id uuid not null references areas on delete restrict,
  series text,
  parent_id uuid references offices on delete restrict,
  successor_id uuid references offices on delete restrict,
  phone text not null default '',
  valid_from date not null default '2019-04-15',
  ended_at timestamptz,
  version int not null default 1
);
create index offices_by_kind on offices (kind, area_id) where ended_at is null;

create table organisations (
  id uuid primary key,
  credit_code text not null unique,
  name text not null,
  nature text not null,
  area_id uuid not null references areas on delete restrict,
  department_id uuid references offices on delete restrict,
  status text not null check (status in ('registered', 'in-use', 'ended')),
  version int not null default 1
);

create table people (
  id uuid primary key,
  document_type text not null,
  document_number_cipher text not null,
  document_number_hash text not null,
  name text not null,
  sex text not null check (sex in ('male', 'female')),
  birth_date date not null,
  phone_cipher text not null,
  phone_hash text not null,
  email text,
  position text not null default '',
  version int not null default 1,
  unique (document_type, document_number_hash)
);

create table employments (
  id uuid primary key,
  person_id uuid not null references people on delete restrict,
  organisation_id uuid not null references organisations on delete restrict,
  status text not null check (status in ('pending', 'in-post', 'left')),
  valid_from date not null,
  valid_to date
);
create index employments_by_person on employments (person_id) where status = 'in-post';

create table accounts (
  id uuid primary key,
  login_name text not null unique,
  password_hash text not null,
  status text not null check (status in ('active', 'ended')) default 'active',
  display_name text not null,
  person_id uuid unique references people on delete restrict,
  email text,
  failed_logins int not null default 0,
  locked_until timestamptz,
  created_at timestamptz not null default now()
);

create table memberships (
  id uuid primary key,
  account_id uuid not null references accounts on delete restrict,
  office_id uuid references offices on delete restrict,
  organisation_id uuid references organisations on delete restrict,
  role text not null check (role in ('agent', 'reviewer', 'chief', 'administrator')),
  valid_from date not null,
  valid_to date,
  check ((role = 'agent') = (organisation_id is not null)),
  check (num_nonnulls(office_id, organisation_id) = 1)
);
create index memberships_by_account on memberships (account_id);
create index memberships_by_office on memberships (office_id);
create index memberships_by_organisation on memberships (organisation_id);

create table sessions (
  id uuid primary key,
  token_hash text not null unique,
  account_id uuid not null references accounts on delete restrict,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  step_up_until timestamptz,
  ended_at timestamptz
);
create index sessions_by_account on sessions (account_id);
`;
export const down = `drop table sessions, memberships, accounts, employments, people, organisations, offices, areas;`;
