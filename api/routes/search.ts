import type Router from "@koa/router";
import { authorize } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import { wholeIdentityNumber, writeSearchedNumber } from "../../domain/searched-number.ts";
import { exportSearch } from "../contracts/exports.ts";
import { hideNumber, searchCases } from "../contracts/search.ts";
import { pageOf } from "../cursor.ts";
import type { ApiDeps } from "../deps.ts";
import { caseColumns } from "../exported-columns.ts";
import { serveList } from "../list-export.ts";
import { presentFound } from "../presenters/found-case.ts";
import * as search from "../queries/search.ts";
import { serve } from "../serve.ts";

export function registerSearch(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serveList(router, deps, {
    ...{ list: searchCases, file: exportSearch, name: "办件", columns: caseColumns },
    rowsOf: ({ cases }) => cases,
  })(async ({ actor, query }) => {
    authorize("read-inbox", actor, null);
    const { after, limit, ...filters } = query;
    const [found, count] = await Promise.all([
      search.searchCases(database, actor, { filters, after, limit }),
      after ? null : search.countCases(database, actor, filters),
    ]);
    const { page, next } = pageOf(found, limit, (one) => one.came_at);
    return { cases: page.map(presentFound), next, count };
  });

  serve(
    router,
    hideNumber,
    deps,
  )(async ({ actor, body }) => {
    authorize("read-inbox", actor, null);
    const number = wholeIdentityNumber(body.text);
    if (!number) throw new Refusal("number-not-searched");
    return { text: writeSearchedNumber(number, deps.encryption.hash("document-number", number)) };
  });
}
