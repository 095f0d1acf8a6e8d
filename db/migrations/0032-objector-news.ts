/** Whoever objected is told by SMS what became of it: a message without an account, which no page shows. */
export const up = `
alter table deliveries alter column notification_id drop not null;
alter table deliveries add column objection_id uuid references objections on delete restrict;
alter table deliveries add constraint deliveries_of_one check (num_nonnulls(notification_id, objection_id) = 1);
alter table deliveries add constraint deliveries_once_per_objection unique (objection_id, channel);
`;
export const down = `
delete from deliveries where objection_id is not null;
alter table deliveries drop column objection_id;
alter table deliveries alter column notification_id set not null;
`;
