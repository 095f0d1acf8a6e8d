/** A year's notice as it was imported, with the text it was read from (D2); each day knows the year of its notice. */
export const up = `
create table calendar_imports (
  id uuid primary key,
  layer text not null,
  year int not null,
  version int not null unique references calendar_versions on delete restrict,
  source_document text not null,
  issued_on date,
  link text,
  file_name text,
  form text not null check (form in ('notice', 'csv', 'json')),
  -- What was pasted or uploaded, unchanged.
  content text not null,
  imported_by uuid not null references accounts on delete restrict,
  imported_by_name text not null,
  imported_at timestamptz not null
);
create index calendar_imports_by_year on calendar_imports (year, layer, version);

-- A notice may decide days of the December before its year; importing that year again leaves them alone.
alter table calendar_days add column notice_year int;
update calendar_days set notice_year = extract(year from date)::int + case when extract(month from date) = 12 and name = '元旦' then 1 else 0 end;
`;
export const down = `
alter table calendar_days drop column notice_year;
drop table calendar_imports;
`;
