/** Routing rules, calendar, phrases; and what goes around them: messages, limits, audit. */
export const up = `
create table rule_sets (
  id uuid primary key,
  version int not null unique,
  effective_from timestamptz not null,
  effective_to timestamptz,
  author text not null,
  note text not null,
  published_at timestamptz not null
);

create table routing_rules (
  id uuid primary key,
  rule_set_id uuid not null references rule_sets on delete restrict,
  matter text not null,
  step text not null,
  area_id uuid not null references areas on delete restrict,
  -- The rule as domain/routing.ts describes it.
  rule jsonb not null
);
create index routing_rules_by_step on routing_rules (rule_set_id, matter, step);

create table calendar_sources (
  id uuid primary key,
  layer text not null,
  year int not null,
  source_document text not null,
  imported_at timestamptz not null,
  -- A year is known only when its notice was imported; statutory days alone do not make it known (D2).
  complete boolean not null,
  unique (layer, year)
);
create table calendar_days (
  layer text not null,
  date date not null,
  kind text not null check (kind in ('off', 'work')),
  name text not null,
  source_document text not null,
  primary key (layer, date)
);
create table calendar_versions (version int primary key, changed_at timestamptz not null, note text not null);

create table phrases (
  id uuid primary key,
  office_id uuid references offices on delete restrict,
  matter text not null,
  step text not null,
  outcome text not null,
  text text not null,
  ended_at timestamptz
);

create table notifications (
  id uuid primary key,
  account_id uuid not null references accounts on delete restrict,
  kind text not null,
  case_id uuid references cases on delete restrict,
  task_id uuid references tasks on delete restrict,
  title text not null,
  body text not null,
  at timestamptz not null,
  -- The day it belongs to: one reminder per task, kind, account and day, never more (B-16).
  day date not null,
  read_at timestamptz
);
create unique index notifications_once_per_day on notifications (account_id, task_id, kind, day) where task_id is not null;
create index notifications_by_account on notifications (account_id, at desc, id);
create index notifications_unread on notifications (account_id) where read_at is null;

create table deliveries (
  id uuid primary key,
  notification_id uuid not null references notifications on delete restrict,
  channel text not null check (channel in ('mail', 'sms')),
  address text not null,
  state text not null check (state in ('waiting', 'sent')),
  attempts int not null default 0,
  next_attempt_at timestamptz not null,
  failure text,
  sent_at timestamptz,
  unique (notification_id, channel)
);
create index deliveries_waiting on deliveries (next_attempt_at) where state = 'waiting';

-- Where the mail stand-in of the demo puts what it would have sent.
create table demo_mails (
  id uuid primary key,
  "to" text not null,
  subject text not null,
  text text not null,
  at timestamptz not null
);

create table audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  account_id uuid,
  action text not null,
  subject_kind text not null,
  subject_id text,
  data jsonb not null default '{}',
  request_id text
);
create index audit_log_by_subject on audit_log (subject_kind, subject_id);

create function announce_task() returns trigger language plpgsql as $$
begin
  perform pg_notify('rencaitong', json_build_object('topic', 'inbox', 'receiver', new.receiver_id, 'case', new.case_id)::text);
  return null;
end $$;
create trigger announce_task after insert or update of state, holder_id, due_at on tasks for each row execute function announce_task();

create function announce_event() returns trigger language plpgsql as $$
begin
  perform pg_notify('rencaitong', json_build_object('topic', 'case', 'case', new.case_id)::text);
  return null;
end $$;
create trigger announce_event after insert on case_events for each row execute function announce_event();

create function announce_notification() returns trigger language plpgsql as $$
begin
  perform pg_notify('rencaitong', json_build_object('topic', 'notifications', 'account', new.account_id)::text);
  return null;
end $$;
create trigger announce_notification after insert or update on notifications for each row execute function announce_notification();

create function announce_delivery() returns trigger language plpgsql as $$
begin
  perform pg_notify('rencaitong_deliveries', '');
  return null;
end $$;
create trigger announce_delivery after insert on deliveries for each statement execute function announce_delivery();
`;
export const down = `
drop trigger announce_delivery on deliveries;
drop trigger announce_notification on notifications;
drop trigger announce_event on case_events;
drop trigger announce_task on tasks;
drop function announce_delivery(), announce_notification(), announce_event(), announce_task();
drop table audit_log, demo_mails, deliveries, notifications, phrases, calendar_versions, calendar_days, calendar_sources, routing_rules, rule_sets;
`;
