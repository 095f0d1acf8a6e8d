import type Router from "@koa/router";
import { loadCalendar } from "../../db/calendar.ts";
import { appendHandingOver } from "../../db/case-events.ts";
import { row } from "../../db/connection.ts";
import type { TaskRow } from "../../db/rows.ts";
import type { Actor } from "../../domain/actor.ts";
import { authorize } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import { claimNext, claimTask, countInbox, listInbox, releaseTask, suggestOrganisations } from "../contracts/inbox.ts";
import { exportInbox } from "../contracts/exports.ts";
import { BadInput } from "../bad-input.ts";
import type { ApiDeps } from "../deps.ts";
import { taskColumns } from "../exported-columns.ts";
import { serveList } from "../list-export.ts";
import { presentTaskRow } from "../presenters/task-row.ts";
import { marksOf } from "../queries/inbox-marks.ts";
import * as inbox from "../queries/inbox.ts";
import { getTaskWithCase } from "../queries/task-subject.ts";
import { serve } from "../serve.ts";

export function registerInbox(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serveList(router, deps, {
    ...{ list: listInbox, file: exportInbox, name: "待办", columns: taskColumns },
    rowsOf: ({ tasks }) => tasks,
  })(async ({ actor, query }) => {
    authorize("read-inbox", actor, null);
    const { queue, after, limit, ...filters } = query;
    const [calendar, page] = await Promise.all([
      loadCalendar(database),
      inbox.listInbox(database, actor, { queue, filters, after, limit }),
    ]);
    const marks = await marksOf(database, page.tasks);
    const tasks = page.tasks.map((task) => presentTaskRow(task, actor, calendar, marks.get(task.id)));
    return { tasks, next: page.next };
  });

  serve(
    router,
    countInbox,
    deps,
  )(async ({ actor, query }) => {
    authorize("read-inbox", actor, null);
    const [counts, areas] = await Promise.all([
      inbox.countInbox(database, actor, query),
      inbox.listAreas(database, actor),
    ]);
    return { counts, areas };
  });

  serve(
    router,
    suggestOrganisations,
    deps,
  )(async ({ actor, query }) => {
    authorize("read-inbox", actor, null);
    return { names: await inbox.listOrganisations(database, actor, query) };
  });

  serve(
    router,
    claimNext,
    deps,
  )(async ({ actor }) => {
    authorize("read-inbox", actor, null);
    return { taskId: (await inbox.claimNextTask(database, actor)) ?? null };
  });

  serve(
    router,
    claimTask,
    deps,
  )(async ({ actor, params }) => {
    const { task, subject } = await getTaskWithCase(database, params.id);
    authorize("see-task", actor, subject);
    authorize("claim-task", actor, subject);
    if (task.holder_id === actor.accountId) return { version: task.version };
    if (task.holder_id) return takeOver(deps, actor, task);
    // Compare-and-set: of two desks that press at once, one gets the row and the other the name of the first.
    const claimed = await row<{ version: number }>(
      database,
      `update tasks set holder_id = $2, holder_name = $3, claimed_at = now() + clock_ahead * interval '1 millisecond', version = version + 1
       where id = $1 and state = 'open' and holder_id is null returning version`,
      [task.id, actor.accountId, actor.displayName],
    );
    if (claimed) return claimed;
    const now = await getTaskWithCase(database, params.id);
    authorize("claim-task", actor, now.subject);
    if (now.task.holder_id !== actor.accountId) throw new Refusal("stale-version");
    return { version: now.task.version };
  });

  serve(
    router,
    releaseTask,
    deps,
  )(async ({ actor, params, body }) => {
    const { task, subject } = await getTaskWithCase(database, params.id);
    authorize("see-task", actor, subject);
    authorize("release-task", actor, subject);
    const own = task.holder_id === actor.accountId;
    if (!own && !body.reason) throw new BadInput([{ path: "reason", message: "请写明为什么放回别人认领的办件" }]);
    await putBack(deps, actor, task, body.reason || "本人放回");
    return { done: true as const };
  });
}

/** Nobody has it any more; who put it back and why stands in the timeline (B-03). Compare-and-set on the version read. */
function putBack({ database }: ApiDeps, actor: Actor, task: TaskRow, reason: string): Promise<void> {
  return database.transaction(async (transaction) => {
    const by = { id: actor.accountId, name: `${actor.displayName}，${task.receiver_name}` };
    const data = { from: task.holder_name, to: null, reason };
    const event = { caseId: task.case_id, taskId: task.id, type: "task.transferred", actor: by, data } as const;
    await appendHandingOver(database, event, transaction);
    const released = await row(
      database,
      `update tasks set holder_id = null, holder_name = null, claimed_at = null, version = version + 1
       where id = $1 and state = 'open' and version = $2 returning id`,
      [task.id, task.version],
      transaction,
    );
    if (!released) throw new Refusal("stale-version");
  });
}

/** From somebody absent, by their substitute (B-05). Compare-and-set on the version that was read. */
function takeOver({ database }: ApiDeps, actor: Actor, task: TaskRow): Promise<{ version: number }> {
  return database.transaction(async (transaction) => {
    const by = { id: actor.accountId, name: `${actor.displayName}，${task.receiver_name}` };
    const data = { from: task.holder_name };
    const event = { caseId: task.case_id, taskId: task.id, type: "task.taken-over", actor: by, data } as const;
    await appendHandingOver(database, event, transaction);
    const taken = await row<{ version: number }>(
      database,
      `update tasks set holder_id = $3, holder_name = $4, claimed_at = now() + clock_ahead * interval '1 millisecond', version = version + 1
       where id = $1 and version = $2 and state = 'open' returning version`,
      [task.id, task.version, actor.accountId, actor.displayName],
      transaction,
    );
    if (!taken) throw new Refusal("stale-version");
    return taken;
  });
}
