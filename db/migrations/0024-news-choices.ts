/**
 * By which channels a person wants which news (B-14); where nothing was chosen the default holds (domain/news.ts). And
 * what the sweep asks of a page of tasks, in the order in which it walks them.
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

drop index tasks_due;
create index tasks_due on tasks (due_order, id) where state = 'open' and due_at is not null;
create index notifications_of_task on notifications (task_id) where task_id is not null;
`;
export const down = `
drop index notifications_of_task, tasks_due;
create index tasks_due on tasks (due_at) where state = 'open' and due_at is not null;
alter table demo_mails drop column channel;
drop table notification_choices;
`;
