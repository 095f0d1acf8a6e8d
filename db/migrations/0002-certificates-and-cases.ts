/** Certificates, drafts, cases and what happens in them. */
export const up = `
create table files (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  size_in_bytes int not null,
  type text not null,
  scan_state text not null check (scan_state in ('clean', 'quarantined')),
  stored_at timestamptz not null
);

create table certificates (
  id uuid primary key,
  number text not null,
  management_number text,
  issuer_office_id uuid not null references offices on delete restrict,
  issuer_name text not null,
  person_id uuid references people on delete restrict,
  -- As printed: what stands on paper stays, whatever happens to the person's record.
  holder_name text not null,
  holder_sex text not null,
  document_number_cipher text not null,
  document_number_hash text not null,
  level text not null check (level in ('junior', 'middle', 'deputy-senior', 'senior')),
  series text not null,
  title text not null,
  speciality text not null,
  obtained_how text not null,
  year int not null,
  obtained_on date,
  awarded_on date not null,
  panel text not null default '',
  document_no text not null default '',
  approved_by text not null default '',
  paper boolean not null,
  state text not null check (state in ('preparing', 'valid', 'replaced', 'revoked')),
  state_changed_at timestamptz not null,
  state_reason text,
  replaces_id uuid unique references certificates on delete restrict,
  issued_at timestamptz,
  token_cipher text,
  token_hash text unique,
  file_hash text references files on delete restrict,
  photo_hash text references files on delete restrict,
  origin text not null check (origin in ('issued', 'imported', 'confirmed')),
  needs_review text,
  case_id uuid,
  effect text,
  unique (case_id, effect)
);
-- D15: legacy duplicates are kept for review; what we issue is unique.
create unique index certificates_number on certificates (issuer_office_id, number) where origin <> 'imported' or needs_review is null;
create index certificates_by_person on certificates (person_id);
create index certificates_by_number on certificates (number);

-- D14: one row per issuer, kind and year; locked by the transaction that makes the certificate row, so never a gap.
create table certificate_counters (
  issuer_office_id uuid not null references offices on delete restrict,
  kind text not null,
  year int not null,
  last_number int not null,
  primary key (issuer_office_id, kind, year)
);

create table cases (
  id uuid primary key,
  number text not null unique,
  matter text not null,
  area_id uuid not null references areas on delete restrict,
  area_path uuid[] not null,
  account_id uuid not null references accounts on delete restrict,
  person_id uuid not null references people on delete restrict,
  applicant_name text not null,
  organisation_id uuid references organisations on delete restrict,
  organisation_name text,
  certificate_id uuid references certificates on delete restrict,
  state text not null check (state in ('open', 'closed')),
  outcome text,
  ending_reason text,
  step text,
  round int not null,
  facts jsonb not null,
  -- Milliseconds the case runs ahead of the wall clock: zero in production, where anything else is an alarm.
  clock_ahead bigint not null default 0,
  opened_at timestamptz not null,
  closed_at timestamptz,
  last_seq int not null
);
create unique index cases_one_open_per_certificate on cases (certificate_id) where state = 'open';
create index cases_by_account on cases (account_id, opened_at desc);
create index cases_by_organisation on cases (organisation_id);
create index cases_open on cases (matter, step) where state = 'open';
create sequence case_number_sequence;

create table drafts (
  id uuid primary key,
  matter text not null,
  step text not null,
  account_id uuid not null references accounts on delete restrict,
  certificate_id uuid not null references certificates on delete restrict,
  -- No foreign key: the first draft's id becomes the case's id before the case row exists.
  case_id uuid,
  round int not null,
  form jsonb not null default '{}',
  version int not null default 1,
  created_at timestamptz not null,
  saved_at timestamptz not null,
  handed_in_at timestamptz
);
create unique index drafts_one_per_start on drafts (account_id, certificate_id, matter) where case_id is null and handed_in_at is null;
create unique index drafts_one_per_round on drafts (case_id, step, round) where case_id is not null and handed_in_at is null;

create table materials (
  id uuid primary key,
  draft_id uuid not null references drafts on delete restrict,
  kind text not null,
  file_hash text not null references files on delete restrict,
  name text not null,
  checks jsonb not null default '[]',
  uploaded_at timestamptz not null,
  uploaded_by uuid not null references accounts on delete restrict,
  removed_at timestamptz
);
create index materials_by_draft on materials (draft_id) where removed_at is null;

create table form_revisions (
  case_id uuid not null references cases on delete restrict,
  revision int not null,
  step text not null,
  round int not null,
  draft_id uuid not null references drafts on delete restrict,
  form jsonb not null,
  form_hash text not null,
  submitted_by uuid not null references accounts on delete restrict,
  submitted_at timestamptz not null,
  primary key (case_id, revision)
);

create table tasks (
  id uuid primary key,
  case_id uuid not null references cases on delete restrict,
  seq int not null,
  kind text not null check (kind in ('ask', 'review', 'objection')),
  step text not null,
  round int not null,
  receiver_kind text not null check (receiver_kind in ('office', 'organisation', 'applicant')),
  receiver_id uuid not null,
  receiver_name text not null,
  area_path uuid[] not null,
  area_name text not null,
  -- What an inbox shows and filters stands on the row.
  matter text not null,
  case_number text not null,
  applicant_name text not null,
  organisation_name text,
  organisation_id uuid,
  certificate_number text,
  returned boolean not null default false,
  rule_id uuid,
  rule_version int,
  due_at timestamptz,
  due_in_working_days int,
  provisional boolean not null default false,
  clock_ahead bigint not null default 0,
  holder_id uuid references accounts on delete restrict,
  holder_name text,
  claimed_at timestamptz,
  state text not null check (state in ('open', 'decided', 'recalled', 'closed')) default 'open',
  outcome text,
  opinion text,
  sealed boolean not null default false,
  decided_by uuid references accounts on delete restrict,
  decided_by_name text,
  opened_at timestamptz not null,
  decided_at timestamptz,
  objection_id uuid,
  escalated_at timestamptz,
  version int not null default 1,
  unique nulls not distinct (case_id, seq, kind, receiver_id, objection_id)
);
create index tasks_to_claim on tasks (receiver_id, opened_at, id) where state = 'open' and holder_id is null;
create index tasks_of_receiver on tasks (receiver_id, due_at, id) where state = 'open';
create index tasks_mine on tasks (holder_id, due_at, id) where state = 'open';
create index tasks_done on tasks (decided_by, decided_at desc, id) where state <> 'open';
create index tasks_due on tasks (due_at) where state = 'open' and due_at is not null;
create index tasks_of_case on tasks (case_id, seq);

create table case_events (
  case_id uuid not null references cases on delete restrict,
  seq int not null,
  -- An act may leave more than one event; they keep the act's number.
  part int not null default 0,
  type text not null,
  step text,
  round int not null,
  actor_id uuid references accounts on delete restrict,
  actor_name text not null,
  task_id uuid references tasks on delete restrict,
  at timestamptz not null,
  data jsonb not null default '{}',
  primary key (case_id, seq, part)
);

-- What a command was answered: the same key gets the same answer, beyond any retention of the engine.
create table commands (
  case_id uuid not null,
  key uuid not null,
  seq int not null,
  answer jsonb not null,
  at timestamptz not null,
  primary key (case_id, key)
);

create table acts (
  case_id uuid not null references cases on delete restrict,
  seq int not null,
  -- Which act this was: the command's key, or open, look …. Another one under the same number came after a crash.
  act text not null,
  answer jsonb not null,
  primary key (case_id, seq)
);

create table notices (
  id uuid primary key,
  case_id uuid not null references cases on delete restrict,
  step text not null,
  seq int not null,
  published_at timestamptz not null,
  working_days int not null,
  ends_at timestamptz not null,
  provisional boolean not null,
  calendar_version int not null,
  state text not null check (state in ('running', 'ended', 'upheld', 'closed')),
  ended_at timestamptz,
  clock_ahead bigint not null default 0,
  rule_version int,
  -- What the public reads, masked when it was published (D4).
  published jsonb not null,
  changes jsonb not null default '[]',
  unique (case_id, seq)
);
create index notices_running on notices (published_at desc, id) where state = 'running';

create table objections (
  id uuid primary key,
  notice_id uuid not null references notices on delete restrict,
  name text not null,
  phone_cipher text not null,
  reason text not null,
  filed_at timestamptz not null,
  state text not null check (state in ('pending', 'dismissed', 'upheld', 'closed')),
  task_id uuid references tasks on delete restrict,
  decided_by uuid references accounts on delete restrict,
  decided_at timestamptz,
  opinion text
);
create index objections_by_notice on objections (notice_id);
alter table tasks add foreign key (objection_id) references objections on delete restrict;

create table documents (
  id uuid primary key,
  case_id uuid not null references cases on delete restrict,
  kind text not null,
  file_hash text not null references files on delete restrict,
  made_at timestamptz not null,
  unique (case_id, kind)
);

-- Written by an effect that fails, deleted when it succeeds: what the health page calls stuck.
create table effect_failures (
  case_id uuid not null references cases on delete restrict,
  effect text not null,
  attempts int not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  failure text not null,
  primary key (case_id, effect)
);
`;
export const down = `
drop table effect_failures, documents, case_events;
alter table tasks drop constraint tasks_objection_id_fkey;
drop table objections, notices, acts, commands, tasks, form_revisions, materials, drafts, cases, certificate_counters, certificates, files;
drop sequence case_number_sequence;
`;
