/** Counter-signing (B-09): several offices sign one step. One row says how many must agree; each signer has a task. */
export const up = `
create table signings (
  id uuid primary key,
  case_id uuid not null references cases on delete restrict,
  step text not null,
  round int not null,
  -- The act that opened it; a case that comes back to it unchanged goes on with the same signing.
  seq int not null,
  mode text not null check (mode in ('all', 'any', 'ratio', 'in-turn')),
  percent int check (percent between 1 and 100),
  -- What was signed: the forms as they were handed in, materials included.
  form_hash text not null
);
create index signings_of_step on signings (case_id, step, seq);

alter table tasks add column signing_id uuid references signings on delete restrict;
alter table tasks add column sign_order int;
-- Who added the signer to the running step; null: the rule named it.
alter table tasks add column added_by uuid references accounts on delete restrict;
alter table tasks add column added_for_office_id uuid references offices on delete restrict;
alter table tasks drop constraint tasks_state_check;
-- 'waiting': a signer whose turn has not come; nobody's inbox shows it.
alter table tasks add constraint tasks_state_check check (state in ('open', 'waiting', 'decided', 'recalled', 'closed'));
create index tasks_of_signing on tasks (signing_id, sign_order) where signing_id is not null;
`;
export const down = `
drop index tasks_of_signing;
update tasks set state = 'closed' where state = 'waiting';
alter table tasks drop constraint tasks_state_check;
alter table tasks add constraint tasks_state_check check (state in ('open', 'decided', 'recalled', 'closed'));
alter table tasks drop column added_for_office_id, drop column added_by, drop column sign_order, drop column signing_id;
drop table signings;
`;
