/** Which open cases a calendar change concerns, and which of them have been recomputed: progress that outlives a crash. */
export const up = `
create table calendar_recomputations (
  version int primary key references calendar_versions on delete restrict,
  begun_at timestamptz not null
);
create table recomputed_cases (
  version int not null references calendar_recomputations on delete restrict,
  case_id uuid not null references cases on delete restrict,
  -- The case was told to look again; it is told once.
  told_at timestamptz,
  done_at timestamptz,
  -- Did a date move?
  moved boolean,
  primary key (version, case_id)
);
create index recomputed_cases_to_tell on recomputed_cases (version, case_id) where told_at is null;
create index recomputed_cases_open on recomputed_cases (case_id) where done_at is null;
`;
export const down = `
drop table recomputed_cases;
drop table calendar_recomputations;
`;
