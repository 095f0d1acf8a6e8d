import type Router from "@koa/router";
import { rows } from "../../db/connection.ts";
import { authorize } from "../../domain/policy/index.ts";
import { addSigner, findSigners, removeSigner } from "../contracts/tasks.ts";
import type { ApiDeps } from "../deps.ts";
import { askCase } from "../engine-answer.ts";
import { getTaskWithCase } from "../queries/task-subject.ts";
import { serve } from "../serve.ts";

/** Adding signers to a running step and taking them out again (B-09). */
export function registerSigners(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(
    router,
    addSigner,
    deps,
  )(async ({ actor, params, body, receivedAt }) => {
    const { task, case: theCase, subject } = await getTaskWithCase(database, params.id);
    authorize("see-task", actor, subject);
    const { accountId, sessionId } = actor;
    const command = { kind: "add-signer", ...body, accountId, sessionId, receivedAt, taskId: task.id } as const;
    return askCase(deps, theCase.id, command, async () => {
      authorize("add-signer", actor, subject);
      return deps.engine.command(theCase.id, command);
    });
  });

  serve(
    router,
    removeSigner,
    deps,
  )(async ({ actor, params, body, receivedAt }) => {
    const { task, case: theCase, subject } = await getTaskWithCase(database, params.id);
    const { accountId, sessionId } = actor;
    const command = { kind: "remove-signer", ...body, accountId, sessionId, receivedAt, taskId: task.id } as const;
    return askCase(deps, theCase.id, command, async () => {
      authorize("remove-signer", actor, subject);
      return deps.engine.command(theCase.id, command);
    });
  });

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
           where m.office_id = o.id and m.role in ('reviewer', 'chief')
             and (m.valid_to is null or m.valid_to >= (now() at time zone 'Asia/Shanghai')::date))
         and not exists (select from tasks t where t.signing_id = $3 and t.receiver_id = o.id and t.outcome is distinct from 'removed')
       order by o.name limit 20`,
      [task.receiver_id, `%${query.text.replace(/[\\%_]/g, "\\$&")}%`, task.signing_id],
    );
    return { offices };
  });
}
