import type Router from "@koa/router";
import type { ApiDeps } from "../deps.ts";
import { findMatter } from "../../domain/matters/index.ts";
import { authorize, can } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import * as contract from "../contracts/leavers.ts";
import { handOverLeaver, isHandedOver } from "../leaver-handover.ts";
import { absenceOf } from "../queries/substitutes.ts";
import { findDeskPeople, findEndings, findReceivers, findWork, mayReceive, versionOf } from "../queries/leavers.ts";
import { serve } from "../serve.ts";

/** Somebody leaves: all their open work goes to others in one act (B-06). */
export function registerLeavers(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(
    router,
    contract.listLeavers,
    deps,
  )(async ({ actor }) => {
    authorize("read-inbox", actor, null);
    const people = (await findDeskPeople(database)).filter((one) => can("hand-over-leaver", actor, one));
    return { people: people.map(({ accountId, name, body }) => ({ accountId, name, body })) };
  });

  serve(
    router,
    contract.previewHandover,
    deps,
  )(async ({ actor, params }) => {
    authorize("hand-over-leaver", actor, await absenceOf(database, params.id));
    const [leaver] = await findDeskPeople(database, params.id);
    if (!leaver) throw new Refusal("not-found");
    const work = await findWork(database, params.id);
    const receivers = await findReceivers(database, work, params.id);
    const bodies = [...receivers].map(([id, colleagues]) => {
      const here = work.filter(({ task }) => task.receiver_id === id);
      return {
        id,
        name: here[0]?.task.receiver_name ?? "",
        colleagues: colleagues.map(({ actor: { accountId, displayName: name }, open }) => ({ accountId, name, open })),
        work: here.map((one) => ({
          taskId: one.task.id,
          caseNumber: one.task.case_number,
          applicantName: one.task.applicant_name,
          stepTitle: findMatter(one.task.matter)?.steps[one.task.step]?.title ?? one.task.step,
          how: one.how,
          barred: colleagues.filter((it) => !mayReceive(it.actor, one)).map((it) => it.actor.accountId),
        })),
      };
    });
    const { accountId, name, body } = leaver;
    const endings = await findEndings(database, params.id);
    return { leaver: { accountId, name, body }, version: versionOf(work), bodies, ...endings };
  });

  serve(
    router,
    contract.handOver,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    const [leaver] = await findDeskPeople(database, params.id);
    if (!leaver) {
      // The same press again: its answer was lost, its work was done.
      if (await isHandedOver(database, params.id, body.key)) return { done: true as const };
      throw new Refusal("not-found");
    }
    authorize("hand-over-leaver", actor, leaver);
    await handOverLeaver(database, actor, leaver, body, requestId);
    return { done: true as const };
  });
}
