/**
 * Which cases of a desk are still open (B-02), in the order in which a search shows them: one filtered by state looked at
 * every case that ever came to the desk. Narrow and with one index: a case costs each of its desks a row when it comes
 * and its removal when it closes; the desk's own row, whose words are indexed piece by piece, is not written again.
 */
export const up = `
create table desk_open_cases (
  receiver_id uuid not null,
  came_at timestamptz not null,
  case_id uuid not null,
  primary key (receiver_id, came_at, case_id)
);
insert into desk_open_cases
select d.receiver_id, d.came_at, d.case_id from desk_cases d join cases c on c.id = d.case_id and c.state = 'open';

create function keep_open_desk_case() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    delete from desk_open_cases
    where receiver_id = old.receiver_id and came_at = old.came_at and case_id = old.case_id;
  else
    insert into desk_open_cases
    select new.receiver_id, new.came_at, new.case_id from cases where id = new.case_id and state = 'open'
    on conflict do nothing;
  end if;
  return null;
end $$;
create trigger keep_open_desk_case after insert or delete on desk_cases for each row execute function keep_open_desk_case();

create function keep_open_desk_cases() returns trigger language plpgsql as $$
begin
  if new.state = 'open' then
    insert into desk_open_cases select receiver_id, came_at, case_id from desk_cases where case_id = new.id
    on conflict do nothing;
  else
    delete from desk_open_cases o using desk_cases d
    where d.case_id = new.id and o.receiver_id = d.receiver_id and o.came_at = d.came_at and o.case_id = d.case_id;
  end if;
  return null;
end $$;
create trigger keep_open_desk_cases after update of state on cases for each row
when (old.state <> new.state) execute function keep_open_desk_cases();
`;
export const down = `
drop trigger keep_open_desk_cases on cases;
drop trigger keep_open_desk_case on desk_cases;
drop function keep_open_desk_cases(), keep_open_desk_case();
drop table desk_open_cases;
`;
