/** Who sits where today, for themselves or for somebody absent (B-05): rights, decisions and lists read this alone. */
export const up = `
create view seats_today as
select m.id, m.account_id, m.role, m.office_id, m.organisation_id, m.valid_from,
  null::uuid as absent_id, null::text[] as matters
from memberships m
where m.valid_from <= (now() at time zone 'Asia/Shanghai')::date
  and (m.valid_to is null or m.valid_to >= (now() at time zone 'Asia/Shanghai')::date)
union all
-- Whoever stands in must sit at a desk of the same sort: nobody gets into an office by standing in alone.
select m.id, s.substitute_id, m.role, m.office_id, m.organisation_id, s.valid_from, s.account_id, s.matters
from substitutes s
join memberships m on m.account_id = s.account_id and m.role in ('agent', 'reviewer', 'chief')
join accounts absent on absent.id = s.account_id and absent.status = 'active'
where s.ended_at is null
  and (now() at time zone 'Asia/Shanghai')::date between s.valid_from and s.valid_to
  and m.valid_from <= (now() at time zone 'Asia/Shanghai')::date
  and (m.valid_to is null or m.valid_to >= (now() at time zone 'Asia/Shanghai')::date)
  and exists (
    select from memberships own where own.account_id = s.substitute_id and own.role in ('agent', 'reviewer', 'chief')
      and own.valid_from <= (now() at time zone 'Asia/Shanghai')::date
      and (own.valid_to is null or own.valid_to >= (now() at time zone 'Asia/Shanghai')::date)
      and (own.organisation_id = m.organisation_id or (m.office_id is not null and own.office_id is not null)));
create index substitutes_by_end on substitutes (valid_to) where ended_at is null;
`;
export const down = `
drop index substitutes_by_end;
drop view seats_today;
`;
