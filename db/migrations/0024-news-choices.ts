/**
 * By which channels a person wants which news (B-14); where nothing was chosen the default holds (domain/news.ts). What
 * the sweep asks of a page of tasks, in the order in which it walks them. Pieces of words are indexed with their desk:
 * of a million cases a search touches those of the asker's desk alone.
 */
export const up = `
create table notification_choices (
  account_id uuid not null references accounts on delete restrict,
  news text not null,
  channel text not null check (channel in ('mail', 'sms')),
  wanted boolean not null,
  changed_at timestamptz not null,
  primary key (account_id, news, channel)
);
-- The stand-in of SMS keeps its messages in the same mailbox.
alter table demo_mails add column channel text not null default 'mail' check (channel in ('mail', 'sms'));

-- The scan of the notice that an import was read from (D2).
alter table calendar_imports add column document_hash text references files on delete restrict, add column document_name text;

drop index tasks_due;
create index tasks_due on tasks (due_order, id) where state = 'open' and due_at is not null;
create index notifications_of_task on notifications (task_id) where task_id is not null;

create function desk_pieces(desk uuid, words text) returns text[]
language sql immutable parallel safe
return (select coalesce(array_agg(right(desk::text, 12) || piece), '{}') from unnest(search_pieces(words)) piece);
alter table desk_cases drop column pieces;
create index desk_cases_pieces on desk_cases using gin (desk_pieces(receiver_id, words));
`;
export const down = `
drop index desk_cases_pieces;
drop function desk_pieces(uuid, text);
alter table desk_cases add column pieces text[] not null generated always as (search_pieces(words)) stored;
create index desk_cases_pieces on desk_cases using gin (pieces);
drop index notifications_of_task, tasks_due;
create index tasks_due on tasks (due_at) where state = 'open' and due_at is not null;
alter table calendar_imports drop column document_hash, drop column document_name;
alter table demo_mails drop column channel;
drop table notification_choices;
`;
