import { succeeded } from "../db/case-events.ts";

/** What its events say of an open task: who it lies with by name, and when it is due (ISO); the newest word counts. */
export interface ToldTask {
  receiver: string;
  due: string | null;
}

/**
 * SQL: the `ToldTask` of a row `t` of tasks, as JSON; null where no event tells of it (objections), and for tasks of a
 * counter-signing, whose turns move without an event of their own.
 */
export const toldTask = `(
  select jsonb_build_object(
    'receiver', (array_agg(case e.type when 'step.opened' then e.data->>'receiverName' when 'task.escalated' then e.data->>'officeName'
      else e.data->>'to' end order by e.seq desc, e.part desc) filter (where e.type <> 'due.recomputed'))[1],
    'due', (array_agg(case e.type when 'due.recomputed' then e.data->>'to' else e.data->>'dueAt' end
      order by e.seq desc, e.part desc) filter (where e.type <> '${succeeded}'))[1])
  from case_events e where t.signing_id is null and e.case_id = t.case_id and (
    (e.type in ('step.opened', 'due.recomputed') and e.data->>'taskId' = t.id::text)
    or (e.task_id = t.id and (e.type = '${succeeded}' or (e.type = 'task.escalated' and e.data->>'moved' = 'true'))))
  having bool_or(e.type = 'step.opened'))`;
