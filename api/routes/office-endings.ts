import type Router from "@koa/router";
import { findMatter } from "../../domain/matters/index.ts";
import { authorize } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import * as contract from "../contracts/office-endings.ts";
import type { ApiDeps } from "../deps.ts";
import { closeOffice, getOffice } from "../office-editing.ts";
import { mayFollow } from "../office-succession.ts";
import { findNamingSets, findSuccession, successionVersion } from "../queries/office-succession.ts";
import { findOffices } from "../queries/offices.ts";
import { serve } from "../serve.ts";
import { approve, decline, propose, withdraw } from "../succession-proposals.ts";

/** An office ends: by itself when nothing lies there, or with one that takes its place. */
export function registerOfficeEndings(router: Router, deps: ApiDeps): void {
  const { database } = deps;
  const { sms } = deps.configuration;

  serve(
    router,
    contract.endOffice,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    authorize("end-office", actor, await getOffice(database, params.id));
    await closeOffice(database, { actor, requestId }, params.id, body);
    return { done: true as const };
  });

  serve(
    router,
    contract.listSuccessors,
    deps,
  )(async ({ actor, params }) => {
    const office = await getOffice(database, params.id);
    authorize("end-office", actor, office);
    const offices = (await findOffices(database)).filter((other) => mayFollow(office, other));
    return { offices: offices.map(({ id, name, area_name: areaName }) => ({ id, name, areaName })) };
  });

  serve(
    router,
    contract.previewSuccession,
    deps,
  )(async ({ actor, params, query }) => {
    const from = await getOffice(database, params.id);
    authorize("end-office", actor, from);
    const to = await getOffice(database, query.successorId);
    if (!mayFollow(from, to)) throw new Refusal("successor-not-fit");
    const [found, sets, version] = await Promise.all([
      findSuccession(database, from.id),
      findNamingSets(database, from.id),
      successionVersion(database, [from.id, to.id]),
    ]);
    return {
      ...found,
      ...{ version, from: { id: from.id, name: from.name }, to: { id: to.id, name: to.name } },
      rules: sets.map((set) => ({
        version: set.version,
        steps: [
          ...new Set(set.naming.map(({ matter, step }) => findMatter(matter)?.steps[step]?.title ?? step)),
          ...(set.fallback_office_id === from.id ? ["代收机构"] : []),
        ],
      })),
    };
  });

  serve(
    router,
    contract.proposeSuccession,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    authorize("end-office", actor, await getOffice(database, params.id));
    await propose({ database, actor, requestId, sms }, params.id, body);
    return { done: true as const };
  });

  serve(
    router,
    contract.approveSuccession,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    await approve({ database, actor, requestId, sms }, params.id, body);
    return { done: true as const };
  });

  serve(
    router,
    contract.declineSuccession,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    await decline({ database, actor, requestId, sms }, params.id, body);
    return { done: true as const };
  });

  serve(
    router,
    contract.withdrawSuccession,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    await withdraw({ database, actor, requestId, sms }, params.id, body.proposalId);
    return { done: true as const };
  });
}
