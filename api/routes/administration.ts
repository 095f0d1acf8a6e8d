import type Router from "@koa/router";
import { findMatter } from "../../domain/matters/index.ts";
import { authorize, can } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import { officeKindNames, roleNames } from "../../domain/texts/statuses.ts";
import * as contract from "../contracts/administration.ts";
import type { ApiDeps } from "../deps.ts";
import { presentHealth } from "../presenters/health.ts";
import { presentProcess } from "../presenters/process-view.ts";
import { listMembers, listOffices } from "../queries/administration.ts";
import { serve } from "../serve.ts";

export function registerAdministration(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(
    router,
    contract.listOffices,
    deps,
  )(async ({ actor }) => {
    authorize("read-offices", actor, null);
    const [offices, members] = await Promise.all([listOffices(database), listMembers(database)]);
    return {
      offices: offices.map((office) => ({
        id: office.id,
        name: office.name,
        kindName: officeKindNames[office.kind] ?? office.kind,
        areaName: office.area_name,
        parentName: office.parent_name,
        phone: office.phone,
        openTasks: office.open,
        overdueTasks: office.overdue,
        members: members
          .filter(({ office_id: officeId }) => officeId === office.id)
          .map(({ name, role, valid_from: from, valid_to: to }) => ({ name, roleName: roleNames[role], from, to })),
      })),
    };
  });

  serve(
    router,
    contract.getHealth,
    deps,
  )(async ({ actor }) => {
    authorize("read-health", actor, null);
    return presentHealth(deps);
  });

  serve(
    router,
    contract.getProcessPicture,
    deps,
  )(async ({ actor, params, query }) => {
    const matter = findMatter(params.matter);
    if (!matter) throw new Refusal("not-found");
    const live = can("read-live-counts", actor, null);
    return presentProcess(database, matter, { areaId: query.areaId ?? null, live });
  });
}
