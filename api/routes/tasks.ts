import type Router from "@koa/router";
import { row } from "../../db/connection.ts";
import type { Actor } from "../../domain/actor.ts";
import { getStep } from "../../domain/matters/index.ts";
import { authorize } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import { writeAudit } from "../audit.ts";
import { decideTask, getTask, keepTaskPrint, revealIdentityNumber, type Decision } from "../contracts/tasks.ts";
import type { ApiDeps } from "../deps.ts";
import { askCase } from "../engine-answer.ts";
import { decisionAbilities } from "../presenters/decision-abilities.ts";
import { findGivenPhone } from "../presenters/handed-in-forms.ts";
import { presentTask } from "../presenters/task-view.ts";
import { getTimeline } from "../queries/case-timeline.ts";
import { findNextTask } from "../queries/inbox.ts";
import { getTaskWithCase, type TaskWithCase } from "../queries/task-subject.ts";
import { serve } from "../serve.ts";

export function registerTasks(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(
    router,
    getTask,
    deps,
  )(async ({ actor, params }) => {
    const found = await getTaskWithCase(database, params.id);
    authorize("see-task", actor, found.subject);
    return presentTask(deps, actor, found, await getTimeline(database, found.case.id));
  });

  serve(
    router,
    decideTask,
    deps,
  )(async ({ actor, params, body, receivedAt }) => {
    const found = await getTaskWithCase(database, params.id);
    authorize("see-task", actor, found.subject);
    const { accountId, sessionId } = actor;
    const command = { kind: "decide", ...body, accountId, sessionId, receivedAt, taskId: found.task.id } as const;
    const answered = await askCase(deps, found.case.id, command, async () => {
      refuseEarly(actor, found, body.version, body.decision);
      return deps.engine.command(found.case.id, command);
    });
    if (answered.state === "unknown") return answered;
    return { ...answered, nextTaskId: await findNextTask(database, actor) };
  });

  serve(
    router,
    keepTaskPrint,
    deps,
  )(async ({ actor, params, requestId }) => {
    const { case: theCase, subject } = await getTaskWithCase(database, params.id);
    authorize("see-task", actor, subject);
    await writeAudit(database, {
      ...{ accountId: actor.accountId, action: "task.printed", subjectKind: "task", subjectId: params.id, requestId },
      data: { caseId: theCase.id },
    });
    return { done: true as const };
  });

  serve(
    router,
    revealIdentityNumber,
    deps,
  )(async ({ actor, params, requestId }) => {
    const { case: theCase, subject, task } = await getTaskWithCase(database, params.id);
    authorize("see-task", actor, subject);
    authorize("reveal-number", actor, subject);
    const person = await row<{ document_number_cipher: string; phone_cipher: string }>(
      database,
      "select document_number_cipher, phone_cipher from people where id = $1",
      [theCase.person_id],
    );
    if (!person) throw new Refusal("not-found");
    // On the record before it is shown: what cannot be recorded is not shown (B-27).
    await writeAudit(database, {
      accountId: actor.accountId,
      action: "identity-number.shown",
      subjectKind: "person",
      subjectId: theCase.person_id,
      data: { caseId: theCase.id, taskId: task.id },
      requestId,
    });
    return {
      identityNumber: deps.encryption.decrypt("people.document_number", person.document_number_cipher),
      phone: (await findGivenPhone(database, theCase)) ?? deps.encryption.decrypt("people.phone", person.phone_cipher),
    };
  });
}

/** What the rows say now; the record activity asks all of it again in the transaction that writes. */
function refuseEarly(actor: Actor, { task, subject }: TaskWithCase, version: number, decision: Decision): void {
  authorize(decisionAbilities[decision.outcome], actor, subject);
  if (task.version !== version) throw new Refusal("stale-version");
  if (getStep(task.matter, task.step).opinionRequired && decision.opinion === "") throw new Refusal("opinion-required");
}
