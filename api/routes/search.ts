import type Router from "@koa/router";
import { authorize } from "../../domain/policy/index.ts";
import { searchCases } from "../contracts/search.ts";
import { pageOf } from "../cursor.ts";
import type { ApiDeps } from "../deps.ts";
import { presentFound } from "../presenters/found-case.ts";
import * as search from "../queries/search.ts";
import { serve } from "../serve.ts";
import { hashOfDocumentNumber } from "../typed-number.ts";

export function registerSearch(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(
    router,
    searchCases,
    deps,
  )(async ({ actor, query }) => {
    authorize("read-inbox", actor, null);
    const { after, limit, ...given } = query;
    const filters = { ...given, documentNumberHash: hashOfDocumentNumber(deps.encryption, given.text) };
    const [found, count] = await Promise.all([
      search.searchCases(database, actor, { filters, after, limit }),
      after ? null : search.countCases(database, actor, filters),
    ]);
    const { page, next } = pageOf(found, limit, (one) => one.came_at);
    return { cases: page.map(presentFound), next, count };
  });
}
