/** Rule sets are drafted by one person and published by another; what is published never changes (B-17). */
export const up = `
-- A set holds until a later version begins: its end is read from the next one, and no published row is touched.
alter table rule_sets
  drop column effective_to,
  add column author_id uuid references accounts on delete restrict,
  add column approver text,
  add column approver_id uuid references accounts on delete restrict,
  add column based_on int references rule_sets (version) on delete restrict,
  add column restores int references rule_sets (version) on delete restrict,
  add column fallback_office_id uuid references offices on delete restrict,
  add constraint rule_sets_two_people check (approver_id <> author_id);

-- A rule keeps its id through the versions, so that two versions can be compared rule by rule.
alter table routing_rules drop constraint routing_rules_pkey, add primary key (rule_set_id, id);

create table rule_drafts (
  id uuid primary key,
  based_on int not null references rule_sets (version) on delete restrict,
  restores int references rule_sets (version) on delete restrict,
  rules jsonb not null,
  note text not null default '',
  effective_from timestamptz,
  fallback_office_id uuid references offices on delete restrict,
  state text not null check (state in ('editing', 'submitted', 'published', 'discarded')),
  author_id uuid not null references accounts on delete restrict,
  author text not null,
  -- Why the approver sent it back, while it is being corrected.
  sent_back text,
  sent_back_by text,
  published_as int references rule_sets (version) on delete restrict,
  created_at timestamptz not null,
  saved_at timestamptz not null,
  submitted_at timestamptz,
  version int not null default 1
);
create index rule_drafts_open on rule_drafts (saved_at) where state in ('editing', 'submitted');

create function refuse_change_of_published_rules() returns trigger language plpgsql as $$
begin
  raise exception 'published routing rules never change' using errcode = 'restrict_violation';
end $$;
create trigger rule_sets_never_change before update or delete on rule_sets
  for each row execute function refuse_change_of_published_rules();
create trigger rule_sets_never_emptied before truncate on rule_sets
  for each statement execute function refuse_change_of_published_rules();
create trigger routing_rules_never_change before update or delete on routing_rules
  for each row execute function refuse_change_of_published_rules();
create trigger routing_rules_never_emptied before truncate on routing_rules
  for each statement execute function refuse_change_of_published_rules();

-- Nor does a published set grow: its rules come in the transaction that makes it.
create function refuse_rule_of_published_set() returns trigger language plpgsql as $$
begin
  if (select xmin::text from rule_sets where id = new.rule_set_id) is distinct from pg_current_xact_id()::xid::text then
    raise exception 'published routing rules never change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger routing_rules_come_with_their_set before insert on routing_rules
  for each row execute function refuse_rule_of_published_set();
`;
export const down = `
drop trigger routing_rules_come_with_their_set on routing_rules;
drop trigger routing_rules_never_emptied on routing_rules;
drop trigger routing_rules_never_change on routing_rules;
drop trigger rule_sets_never_emptied on rule_sets;
drop trigger rule_sets_never_change on rule_sets;
drop function refuse_rule_of_published_set(), refuse_change_of_published_rules();
drop table rule_drafts;
-- A rule that several versions hold keeps its id in the first alone.
update routing_rules r set id = gen_random_uuid() where exists (
  select 1 from routing_rules o join rule_sets os on os.id = o.rule_set_id join rule_sets rs on rs.id = r.rule_set_id
  where o.id = r.id and os.version < rs.version);
alter table routing_rules drop constraint routing_rules_pkey, add primary key (id);
alter table rule_sets
  drop constraint rule_sets_two_people,
  drop column fallback_office_id, drop column restores, drop column based_on, drop column approver_id, drop column approver,
  drop column author_id,
  add column effective_to timestamptz;
`;
