/** The audit trail and the events of cases as one chain of hashes that can only grow; and when things last ran. */
export const up = `
-- What was written and is not linked yet; emptied within seconds by the one process that links (db/audit-chain.ts).
create table audit_pending (
  id bigint generated always as identity primary key,
  audit_id bigint,
  case_id uuid,
  seq int,
  part int,
  written_at timestamptz not null default now()
);

create table audit_chain (
  -- From 1, without a gap.
  position bigint primary key,
  audit_id bigint unique,
  case_id uuid,
  seq int,
  part int,
  previous_hash text not null,
  hash text not null unique,
  check (num_nonnulls(audit_id, case_id) = 1),
  unique (case_id, seq, part)
);

create table audit_checkpoints (
  position bigint primary key references audit_chain on delete restrict,
  hash text not null,
  at timestamptz not null,
  signature text not null
);

create function await_chain() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'audit_log' then
    insert into audit_pending (audit_id) values (new.id);
  else
    insert into audit_pending (case_id, seq, part) values (new.case_id, new.seq, new.part);
  end if;
  return null;
end $$;
create trigger await_chain after insert on audit_log for each row execute function await_chain();
create trigger await_chain after insert on case_events for each row execute function await_chain();
insert into audit_pending (audit_id) select id from audit_log order by id;
insert into audit_pending (case_id, seq, part) select case_id, seq, part from case_events order by at, case_id, seq, part;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% only grows: no row of it may be changed or removed', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger only_grows before update or delete on audit_log for each row execute function refuse_change();
create trigger only_grows before update or delete on case_events for each row execute function refuse_change();
create trigger only_grows before update or delete on audit_chain for each row execute function refuse_change();
create trigger only_grows before update or delete on audit_checkpoints for each row execute function refuse_change();
create trigger never_emptied before truncate on audit_log for each statement execute function refuse_change();
create trigger never_emptied before truncate on case_events for each statement execute function refuse_change();
create trigger never_emptied before truncate on audit_chain for each statement execute function refuse_change();
create trigger never_emptied before truncate on audit_checkpoints for each statement execute function refuse_change();

-- When what runs by schedule last came to its end.
create table last_runs (name text primary key, at timestamptz not null);
`;
export const down = `
drop table last_runs, audit_checkpoints, audit_chain, audit_pending;
drop trigger only_grows on audit_log;
drop trigger only_grows on case_events;
drop trigger never_emptied on audit_log;
drop trigger never_emptied on case_events;
drop trigger await_chain on audit_log;
drop trigger await_chain on case_events;
drop function refuse_change(), await_chain();
`;
