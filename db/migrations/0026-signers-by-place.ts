/**
 * A signer of a counter-signing is its place in it, not its office: where one of two offices that sign together follows
 * the other, both signatures stay. Deferred to the end of the statement, for adding a signer shifts the places behind it.
 */
export const up = `
alter table tasks drop constraint tasks_case_id_seq_kind_receiver_id_objection_id_key;
alter table tasks add constraint tasks_once_per_act
  unique nulls not distinct (case_id, seq, kind, receiver_id, objection_id, sign_order) deferrable;
`;
export const down = `
alter table tasks drop constraint tasks_once_per_act;
alter table tasks add constraint tasks_case_id_seq_kind_receiver_id_objection_id_key
  unique nulls not distinct (case_id, seq, kind, receiver_id, objection_id);
`;
