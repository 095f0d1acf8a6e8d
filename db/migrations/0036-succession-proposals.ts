/**
 * An office's end with a successor sends its work elsewhere, as new routing rules do: prepared by one administrator,
 * carried out by another (B-17). What was proposed and what became of it stays.
 */
export const up = `
create table succession_proposals (
  id uuid primary key,
  office_id uuid not null references offices on delete restrict,
  successor_id uuid not null references offices on delete restrict,
  reason text not null,
  state text not null check (state in ('waiting', 'carried-out', 'declined', 'withdrawn')),
  author_id uuid not null references accounts on delete restrict,
  author text not null,
  -- What its author was shown: whoever approves is told when it has changed since.
  seen text not null,
  proposed_at timestamptz not null,
  decided_by uuid references accounts on delete restrict,
  decided_at timestamptz,
  answer text,
  check (office_id <> successor_id),
  check ((state = 'waiting') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
  constraint succession_proposals_two_people
    check (case state when 'withdrawn' then decided_by = author_id when 'waiting' then true else decided_by <> author_id end)
);
create unique index succession_proposals_waiting on succession_proposals (office_id) where state = 'waiting';
create index succession_proposals_of_office on succession_proposals (office_id, proposed_at desc);
`;
export const down = `drop table succession_proposals;`;
