/**
 * What a desk looks for (B-02): one row per desk and case that came to it, written once, when its first task there is
 * inserted. Two characters of Chinese are a word already, so pieces of two (four within numbers) are indexed: trigrams
 * would find no name. And the filters that people keep under a name.
 */
export const up = `
create function search_pieces(words text) returns text[]
language sql immutable parallel safe
return (
  select coalesce(array_agg(distinct piece), '{}') from (
    select substr(words, place, 2) as piece from generate_series(1, length(words) - 1) place
    where octet_length(substr(words, place, 2)) > 2
    union all
    select substr(words, place, 4) from generate_series(1, length(words) - 3) place
    where octet_length(substr(words, place, 4)) = 4
  ) pieces
);

create table desk_cases (
  receiver_id uuid not null,
  case_id uuid not null references cases on delete cascade,
  came_at timestamptz not null,
  -- Number, applicant, employer, certificate; in lower case.
  words text not null,
  pieces text[] not null generated always as (search_pieces(words)) stored,
  primary key (receiver_id, case_id)
);
create index desk_cases_newest on desk_cases (receiver_id, came_at desc, case_id desc);
create index desk_cases_by_case on desk_cases (case_id);
create index desk_cases_pieces on desk_cases using gin (pieces);
create index cases_by_person on cases (person_id);

create function keep_desk_case() returns trigger language plpgsql as $$
begin
  insert into desk_cases (receiver_id, case_id, came_at, words)
  values (new.receiver_id, new.case_id, new.opened_at,
    lower(concat_ws(' ', new.case_number, new.applicant_name, new.organisation_name, new.certificate_number)))
  on conflict do nothing;
  return null;
end $$;
create trigger keep_desk_case after insert or update of receiver_id on tasks
for each row when (new.kind <> 'ask') execute function keep_desk_case();

insert into desk_cases (receiver_id, case_id, came_at, words)
select distinct on (receiver_id, case_id) receiver_id, case_id, opened_at,
  lower(concat_ws(' ', case_number, applicant_name, organisation_name, certificate_number))
from tasks where kind <> 'ask' order by receiver_id, case_id, opened_at;

create table saved_filters (
  id uuid primary key,
  account_id uuid not null references accounts on delete restrict,
  -- Set: everybody of the office sees it, because its chief shares it.
  office_id uuid references offices on delete restrict,
  name text not null,
  page text not null check (page in ('inbox', 'search')),
  query jsonb not null,
  made_at timestamptz not null
);
create unique index saved_filters_by_name on saved_filters (account_id, page, name);
create index saved_filters_of_office on saved_filters (office_id) where office_id is not null;
`;
export const down = `
drop table saved_filters;
drop trigger keep_desk_case on tasks;
drop function keep_desk_case();
drop index cases_by_person;
drop table desk_cases;
drop function search_pieces(text);
`;
