import type Router from "@koa/router";
import type { Transaction } from "sequelize";
import { loadCalendar } from "../../db/calendar.ts";
import { appendHandingOver, lockCaseOfAct } from "../../db/case-events.ts";
import { row } from "../../db/connection.ts";
import type { TaskRow } from "../../db/rows.ts";
import type { Actor } from "../../domain/actor.ts";
import { getMatter } from "../../domain/matters/index.ts";
import { authorize, can } from "../../domain/policy/index.ts";
import { usableSeatAbove } from "../../domain/policy/task-seats.ts";
import { Refusal } from "../../domain/refusal.ts";
import { stepDue } from "../../domain/step-term.ts";
import { takeOverTask, urgeTask } from "../contracts/escalated-tasks.ts";
import type { ApiDeps } from "../deps.ts";
import { findColleagues } from "../queries/colleagues.ts";
import { getTaskWithCase, type TaskWithCase } from "../queries/task-subject.ts";
import { serve } from "../serve.ts";
import { tellAccounts } from "../tell.ts";

/**
 * What the office above does with a task that was reported to it as overdue (B-16): it urges the office that has it, or
 * takes it over. Both stand in the case's timeline, with who did it and why.
 */
export function registerEscalatedTasks(router: Router, deps: ApiDeps): void {
  const { database } = deps;
  const { sms } = deps.configuration;

  serve(
    router,
    urgeTask,
    deps,
  )(async ({ actor, params, body }) => {
    const found = await getTaskWithCase(database, params.id);
    authorize("see-task", actor, found.subject);
    authorize("urge-task", actor, found.subject);
    const office = officeAbove(actor, found);
    const { task } = found;
    const desk = (await findColleagues(database, found)).filter((one) => can("list-task", one.actor, found.subject));
    const readers = desk.map((one) => one.actor.accountId);
    const told = readers.filter((id) => task.holder_id === null || id === task.holder_id);
    await database.transaction(async (transaction) => {
      await append(deps, found, "task.urged", actor, { officeName: office.name, opinion: body.opinion }, transaction);
      const params = { ...aboutOf(found), who: office.name };
      await tellAccounts(
        { database, sms },
        told.length > 0 ? told : readers,
        { kind: "urged", params, caseId: task.case_id },
        transaction,
      );
    });
    return { done: true as const };
  });

  serve(
    router,
    takeOverTask,
    deps,
  )(async ({ actor, params, body }) => {
    const found = await getTaskWithCase(database, params.id);
    authorize("see-task", actor, found.subject);
    authorize("take-over-task", actor, found.subject);
    const office = officeAbove(actor, found);
    const { task } = found;
    return database.transaction(async (transaction) => {
      const theCase = await lockCaseOfAct(database, task.case_id, transaction);
      if (!theCase) throw new Refusal("not-found");
      // Whoever takes over has the days of the step, counted from now (due-sweep.ts: an employer that stays silent).
      const from = Date.now() + task.clock_ahead;
      const due =
        task.due_in_working_days === null
          ? undefined
          : stepDue(
              { from, workingDays: task.due_in_working_days, earlier: [] },
              await loadCalendar(database, transaction),
            );
      const dueAt = due ? new Date(due.at) : null;
      const taken = await row<TaskRow>(
        database,
        `update tasks set receiver_id = $3, receiver_name = $4, holder_id = $5, holder_name = $6, claimed_at = $7, due_at = $8,
           provisional = $9, counted_from = $7, earlier_runs = '[]', escalated_to = null, version = version + 1
         where id = $1 and version = $2 and state = 'open' and lender_id is null and escalated_to = $10::uuid returning *`,
        [
          ...[task.id, body.version, office.id, office.name, actor.accountId, actor.displayName],
          ...[new Date(from), dueAt, due?.provisional ?? false, task.escalated_to],
        ],
        transaction,
      );
      if (!taken) throw new Refusal("stale-version");
      const data = {
        officeName: office.name,
        moved: true,
        taken: true,
        from: task.receiver_name,
        opinion: body.opinion,
      };
      await append(deps, found, "task.escalated", actor, { ...data, dueAt: dueAt?.toISOString() ?? null }, transaction);
      const news = { kind: "went-on", params: { ...aboutOf(found), who: office.name }, caseId: task.case_id } as const;
      await tellAccounts({ database, sms }, [theCase.account_id], news, transaction);
      return { version: taken.version };
    });
  });
}

/** The seat's own office: what was reported to one that has ended is its successor's. */
function officeAbove(actor: Actor, { subject }: TaskWithCase): { id: string; name: string } {
  const seat = usableSeatAbove(actor, subject);
  if (!seat?.officeId) throw new Refusal("not-found");
  return { id: seat.officeId, name: seat.name };
}

const aboutOf = ({ task, case: theCase }: TaskWithCase) => ({
  number: theCase.number,
  step: getMatter(task.matter).steps[task.step]?.title ?? task.step,
});

function append(
  { database }: ApiDeps,
  { task }: TaskWithCase,
  type: "task.urged" | "task.escalated",
  actor: Actor,
  data: { officeName: string } & Record<string, unknown>,
  transaction: Transaction,
): Promise<void> {
  const by = { id: actor.accountId, name: `${actor.displayName}，${data.officeName}` };
  return appendHandingOver(database, { caseId: task.case_id, taskId: task.id, type, actor: by, data }, transaction);
}
