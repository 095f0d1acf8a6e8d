/** A waiting file that the scanner was shown and gave no verdict on: when last, and why. Such files come last. */
export const up = `
alter table files add column scan_tried_at timestamptz;
alter table files add column scan_failure text check (length(scan_failure) <= 200);
drop index files_waiting;
create index files_waiting on files (scan_tried_at nulls first, stored_at, hash) where scan_state = 'quarantined';
`;
export const down = `
drop index files_waiting;
create index files_waiting on files (stored_at) where scan_state = 'quarantined';
alter table files drop column scan_failure, drop column scan_tried_at;
`;
