/** 好差评: after a finished case the applicant rates the office once, and the office answers once. */
export const up = `
create table ratings (
  case_id uuid primary key references cases on delete restrict,
  -- The office that had the last word on the case.
  office_id uuid not null references offices on delete restrict,
  task_id uuid not null references tasks on delete restrict,
  level int not null check (level between 1 and 5),
  reasons text[] not null,
  text text not null,
  rated_by uuid not null references accounts on delete restrict,
  rated_at timestamptz not null,
  answer text,
  answered_by uuid references accounts on delete restrict,
  answered_by_name text,
  answered_at timestamptz,
  check (num_nulls(answer, answered_by, answered_by_name, answered_at) in (0, 4))
);
create index ratings_newest on ratings (rated_at desc, case_id desc) include (office_id, level);
create index ratings_of_office on ratings (office_id, rated_at desc, case_id desc);
`;
export const down = `drop table ratings;`;
