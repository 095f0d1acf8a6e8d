/** The office above, to which an overdue task was reported and with which it has not gone: it may urge, or take over (B-16). */
export const up = `
alter table tasks add column escalated_to uuid references offices on delete restrict;
update tasks t set escalated_to = o.id from case_events e join offices o on o.name = e.data ->> 'officeName' and o.ended_at is null
where e.task_id = t.id and e.case_id = t.case_id and e.type = 'task.escalated' and not (e.data ->> 'moved')::boolean
  and t.state = 'open' and t.receiver_kind = 'office';
create index tasks_escalated on tasks (escalated_to, due_order, id) where escalated_to is not null and state = 'open' and kind <> 'ask';
`;
export const down = `
drop index tasks_escalated;
alter table tasks drop column escalated_to;
`;
