import type Router from "@koa/router";
import { rows } from "../../db/connection.ts";
import type { Actor } from "../../domain/actor.ts";
import { authorize } from "../../domain/policy/index.ts";
import type { Command } from "../../workflows/messages.ts";
import type { BodyOf } from "../contracts/endpoint.ts";
import { addSigner, findSigners, removeSigner } from "../contracts/tasks.ts";
import type { ApiDeps } from "../deps.ts";
import { askCase, type CommandReply } from "../engine-answer.ts";
import { getTaskWithCase, type TaskWithCase } from "../queries/task-subject.ts";
import { serve } from "../serve.ts";

/** Adding signers to a running step and taking them out again (B-09). */
export function registerSigners(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  function ask(
    actor: Actor,
    { task, case: theCase, subject }: TaskWithCase,
    receivedAt: number,
    ...[kind, body]: ["add-signer", BodyOf<typeof addSigner>] | ["remove-signer", BodyOf<typeof removeSigner>]
  ): Promise<CommandReply> {
    const { accountId, sessionId } = actor;
    const command = { kind, ...body, accountId, sessionId, receivedAt, taskId: task.id } as Command;
    return askCase(deps, theCase.id, command, async () => {
      authorize(kind, actor, subject);
      return deps.engine.command(theCase.id, command);
    });
  }

  serve(
    router,
    addSigner,
    deps,
  )(async ({ actor, params, body, receivedAt }) => {
    const found = await getTaskWithCase(database, params.id);
    authorize("see-task", actor, found.subject);
    return ask(actor, found, receivedAt, "add-signer", body);
  });

  serve(
    router,
    removeSigner,
    deps,
  )(async ({ actor, params, body, receivedAt }) =>
    // Whoever added the signer need not see its office's task.
    ask(actor, await getTaskWithCase(database, params.id), receivedAt, "remove-signer", body),
  );

  serve(
    router,
    findSigners,
    deps,
  )(async ({ actor, params, query }) => {
    const { task, subject } = await getTaskWithCase(database, params.id);
    authorize("see-task", actor, subject);
    authorize("add-signer", actor, subject);
    const offices = await rows<{ id: string; name: string; areaName: string }>(
      database,
      `select o.id, o.name, a.name as "areaName" from offices o join areas a on a.id = o.area_id
       where o.ended_at is null and o.id <> $1 and o.name ilike $2
         and exists (select from memberships m join accounts c on c.id = m.account_id and c.status = 'active'
           where m.office_id = o.id and m.role in ('reviewer', 'chief') and m.valid_from <= (now() at time zone 'Asia/Shanghai')::date
             and (m.valid_to is null or m.valid_to >= (now() at time zone 'Asia/Shanghai')::date))
         and not exists (select from tasks t where t.signing_id = $3 and t.receiver_id = o.id and t.outcome is distinct from 'removed')
       order by o.name limit 20`,
      [task.receiver_id, `%${query.text.replace(/[\\%_]/g, "\\$&")}%`, task.signing_id],
    );
    return { offices };
  });
}
