/** Wordings of messages that administrators write instead of the shipped ones: each a version, none ever changed. */
export const up = `
create table notification_texts (
  kind text not null,
  version int not null,
  -- Null: from this version on the shipped wording holds again.
  title text,
  body text,
  note text not null,
  author_id uuid not null references accounts on delete restrict,
  author text not null,
  at timestamptz not null,
  primary key (kind, version),
  check ((title is null) = (body is null))
);
create trigger only_grows before update or delete on notification_texts for each row execute function refuse_change();
`;
export const down = `drop table notification_texts;`;
