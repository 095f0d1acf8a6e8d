/**
 * A certificate that is revoked: by whom, why, on which paper; and what was done with certificates that must not be
 * (伪造、涂改、冒用, S2-15), kept for the offices with where it was referred to. Neither is ever changed.
 */
export const up = `
create table certificate_revocations (
  id uuid primary key,
  certificate_id uuid not null unique references certificates on delete restrict,
  reason text not null,
  basis text not null,
  office_id uuid not null references offices on delete restrict,
  office_name text not null,
  revoked_by uuid not null references accounts on delete restrict,
  revoked_at timestamptz not null
);
create index certificate_revocations_by_office on certificate_revocations (office_id);
create index certificate_revocations_by_account on certificate_revocations (revoked_by);

create table certificate_misuses (
  id uuid primary key,
  certificate_id uuid not null references certificates on delete restrict,
  -- Whose credit record it stands in; null where the holder is not known here.
  person_id uuid references people on delete restrict,
  kind text not null check (kind in ('forging', 'altering', 'misuse', 'false-declaration')),
  referral text not null default '',
  office_name text not null,
  recorded_by uuid not null references accounts on delete restrict,
  recorded_at timestamptz not null
);
create index certificate_misuses_by_certificate on certificate_misuses (certificate_id);
create index certificate_misuses_by_person on certificate_misuses (person_id);
create index certificate_misuses_by_account on certificate_misuses (recorded_by);
`;
export const down = `
drop table certificate_misuses, certificate_revocations;
`;
