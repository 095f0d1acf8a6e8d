/**
 * What the counter gives for what was handed in there: 受理通知书 for what opened the case, 材料接收凭证 for what came
 * later. Number and content are fixed in the act that took it; the paper is printed when it is first opened, once.
 */
export const up = `
create table counter_receipts (
  id uuid primary key,
  case_id uuid not null,
  revision int not null,
  kind text not null check (kind in ('acceptance', 'materials')),
  number text not null,
  office_id uuid not null references offices on delete restrict,
  -- As they were called when they gave it.
  office_name text not null,
  clerk_id uuid not null references accounts on delete restrict,
  clerk_name text not null,
  -- Step by step, as the rules in force promised it: [{title, workingDays}].
  promised jsonb not null,
  given_at timestamptz not null,
  file_hash text references files on delete restrict,
  unique (case_id, revision),
  unique (office_id, number),
  foreign key (case_id, revision) references form_revisions on delete restrict
);
create index counter_receipts_of_office on counter_receipts (office_id, given_at desc, id);
create index counter_receipts_by_file on counter_receipts (file_hash);
`;
export const down = `drop table counter_receipts;`;
