import type Router from "@koa/router";
import { authorize } from "../../domain/policy/index.ts";
import { addEntry, changeEntry, endEntry } from "../catalogue-editing.ts";
import * as contract from "../contracts/catalogues.ts";
import type { ApiDeps } from "../deps.ts";
import { presentCatalogues } from "../presenters/catalogues.ts";
import { findCatalogueVersions } from "../queries/catalogues.ts";
import { serve } from "../serve.ts";

/** 业务目录: what is offered to choose from, kept by administrators; nothing is deleted. */
export function registerCatalogues(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(
    router,
    contract.listCatalogues,
    deps,
  )(async ({ actor }) => {
    authorize("keep-catalogues", actor, null);
    return { catalogues: presentCatalogues(await findCatalogueVersions(database), Date.now()) };
  });

  serve(
    router,
    contract.addCatalogueEntry,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    authorize("keep-catalogues", actor, null);
    return addEntry(database, { actor, requestId }, params.catalogue, body);
  });

  serve(
    router,
    contract.changeCatalogueEntry,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    authorize("keep-catalogues", actor, null);
    await changeEntry(database, { actor, requestId }, params, body);
    return { done: true as const };
  });

  serve(
    router,
    contract.endCatalogueEntry,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    authorize("keep-catalogues", actor, null);
    await endEntry(database, { actor, requestId }, params, body);
    return { done: true as const };
  });
}
