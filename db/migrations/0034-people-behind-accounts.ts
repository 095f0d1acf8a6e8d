/**
 * Who uses an account that is no person's own: the identity number of a clerk, kept as other people's are (the hash is
 * that of people.document_number_hash). D20 holds for the person, whichever of their accounts they use.
 */
export const up = `
alter table accounts add column identity_number_cipher text, add column identity_number_hash text,
  add constraint accounts_identity_whole check ((identity_number_cipher is null) = (identity_number_hash is null));
create index accounts_by_identity on accounts (identity_number_hash) where identity_number_hash is not null;

-- Of people: who uses the account; null while nobody knows, or while they are registered nowhere.
create function natural_person(account uuid) returns uuid language sql stable
return (
  select coalesce(a.person_id, p.id) from accounts a
  left join people p on p.document_type = 'identity-card' and p.document_number_hash = a.identity_number_hash
  where a.id = account
);

-- All accounts of whoever uses this one, itself among them.
create function accounts_of_person(account uuid) returns uuid[] language sql stable
return (
  with identity as (
    select coalesce(p.document_number_hash, a.identity_number_hash) as hash from accounts a
    left join people p on p.id = a.person_id and p.document_type = 'identity-card' where a.id = account
  ), same as (
    select account as id
    union
    select a.id from identity join accounts a on a.identity_number_hash = identity.hash
    union
    select a.id from identity
    join people p on p.document_type = 'identity-card' and p.document_number_hash = identity.hash
    join accounts a on a.person_id = p.id
  )
  select array_agg(id) from same
);
`;
export const down = `
drop function accounts_of_person(uuid), natural_person(uuid);
drop index accounts_by_identity;
alter table accounts drop constraint accounts_identity_whole, drop column identity_number_hash, drop column identity_number_cipher;
`;
