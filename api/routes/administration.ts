import type Router from "@koa/router";
import { findMatter } from "../../domain/matters/index.ts";
import { authorize, can } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import * as contract from "../contracts/administration.ts";
import type { ApiDeps } from "../deps.ts";
import { presentHealth } from "../presenters/health.ts";
import { presentProcess } from "../presenters/process-view.ts";
import { serve } from "../serve.ts";

export function registerAdministration(router: Router, deps: ApiDeps): void {
  const { database } = deps;

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
