/** Uploads that arrive in parts, and files that wait for the scanner or that it turned down. */
export const up = `
alter table files drop constraint files_scan_state_check;
alter table files add constraint files_scan_state_check check (scan_state in ('clean', 'quarantined', 'infected'));
create index files_waiting on files (stored_at) where scan_state = 'quarantined';
create index files_by_age on files (stored_at);
create index materials_by_file on materials (file_hash);
create index certificates_by_file on certificates (file_hash);
create index certificates_by_photo on certificates (photo_hash);
create index documents_by_file on documents (file_hash);

create table uploads (
  id uuid primary key,
  draft_id uuid not null references drafts on delete cascade,
  kind text not null,
  name text not null,
  -- What the reader's file hashes to: the same file goes on where it stopped, from another page or device too.
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  size_in_bytes int not null check (size_in_bytes > 0),
  touched_at timestamptz not null,
  material_id uuid references materials on delete cascade
);
create unique index uploads_one_per_file on uploads (draft_id, kind, content_hash) where material_id is null;
create index uploads_by_age on uploads (touched_at);
`;
export const down = `
drop table uploads;
drop index files_waiting, files_by_age, materials_by_file, certificates_by_file, certificates_by_photo, documents_by_file;
alter table files drop constraint files_scan_state_check;
alter table files add constraint files_scan_state_check check (scan_state in ('clean', 'quarantined'));
`;
