/** What fails and what drifts: failing acts of every kind, differences between rows and engine, how far each look got. */
export const up = `
-- Written by an act that fails, deleted when it succeeds: what the health page calls stuck. A first hand-in has no case yet.
create table act_failures (
  case_id uuid not null,
  act text not null check (act in ('open', 'look', 'record', 'begin', 'effect', 'close', 'workflow')),
  step text not null,
  attempts int not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  failure text not null,
  primary key (case_id, act)
);
insert into act_failures (case_id, act, step, attempts, first_at, last_at, failure)
  select distinct on (case_id) case_id, 'effect', effect, attempts, first_at, last_at, failure from effect_failures order by case_id, last_at desc;
drop table effect_failures;

-- One difference between the rows of a case and what the engine holds; its sentence: domain/texts/drift.ts.
create table drift_findings (
  id uuid primary key,
  case_id uuid not null,
  kind text not null,
  -- The task or notice it is about, where there is one.
  subject text not null default '',
  params jsonb not null default '{}',
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  healed_at timestamptz
);
create unique index drift_findings_open on drift_findings (case_id, kind, subject) where healed_at is null;

-- The last look of each kind; next_after is where the next scheduled one goes on.
create table reconciliations (
  scope text primary key check (scope in ('all', 'suspects')),
  started_at timestamptz not null,
  finished_at timestamptz,
  asked int not null,
  differing int not null,
  unanswered int not null,
  next_after uuid
);
`;
export const down = `
drop table reconciliations, drift_findings;
create table effect_failures (
  case_id uuid not null references cases on delete restrict,
  effect text not null,
  attempts int not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  failure text not null,
  primary key (case_id, effect)
);
insert into effect_failures select case_id, step, attempts, first_at, last_at, failure from act_failures where act = 'effect';
drop table act_failures;
`;
