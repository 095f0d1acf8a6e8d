import type Router from "@koa/router";
import { uuidv7 } from "uuidv7";
import { row, rows } from "../../db/connection.ts";
import { authorize, can } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import { listSavedFilters, removeFilter, saveFilter, type SavedFilter } from "../contracts/search.ts";
import type { ApiDeps } from "../deps.ts";
import { serve } from "../serve.ts";

interface FilterRow extends Pick<SavedFilter, "id" | "name" | "page" | "query" | "office"> {
  account_id: string;
  office_id: string | null;
}

/** So many one account keeps, those it shares included. */
const mostFilters = 50;

/** Filters with a name (B-02): the reader's own, and those their office's chief shares. */
export function registerSavedFilters(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(
    router,
    listSavedFilters,
    deps,
  )(async ({ actor }) => {
    authorize("read-inbox", actor, null);
    const offices = actor.memberships.flatMap(({ officeId }) => (officeId ? [officeId] : []));
    const found = await rows<FilterRow>(
      database,
      `select f.id, f.name, f.page, f.query, f.account_id, f.office_id, o.name as office
       from saved_filters f left join offices o on o.id = f.office_id
       where (f.office_id is null and f.account_id = $1) or f.office_id = any($2::uuid[])
       order by f.name, f.id limit 200`,
      [actor.accountId, offices],
    );
    const chairs = actor.memberships.filter(({ role, officeId }) => role === "chief" && officeId !== null);
    return {
      filters: found.map(({ account_id: accountId, office_id: officeId, ...shown }) => ({
        ...shown,
        removable: can("remove-filter", actor, { accountId, officeId }),
      })),
      mayShareWith: chairs.map(({ officeId, name }) => ({ id: officeId!, name })),
    };
  });

  serve(
    router,
    saveFilter,
    deps,
  )(async ({ actor, body }) => {
    authorize("read-inbox", actor, null);
    if (body.officeId) authorize("share-filter", actor, { accountId: actor.accountId, officeId: body.officeId });
    const id = await database.transaction(async (transaction) => {
      // One after the other for each account: two at once must not both be the last that is allowed.
      await rows(database, "select from accounts where id = $1 for no key update", [actor.accountId], transaction);
      const saved = await row<{ id: string }>(
        database,
        `insert into saved_filters (id, account_id, office_id, name, page, query, made_at)
         select $1, $2, $3, $4, $5, $6, now() where $7 >
           (select count(*) from saved_filters where account_id = $2 and (page, name) <> ($5, $4))
         on conflict (account_id, page, name) do update set query = excluded.query, office_id = excluded.office_id
         returning id`,
        [uuidv7(), actor.accountId, body.officeId, body.name, body.page, JSON.stringify(body.query), mostFilters],
        transaction,
      );
      return saved?.id;
    });
    if (!id) throw new Refusal("too-many-filters", { most: mostFilters });
    return { id };
  });

  serve(
    router,
    removeFilter,
    deps,
  )(async ({ actor, params }) => {
    const found = await row<FilterRow>(database, "select account_id, office_id from saved_filters where id = $1", [
      params.id,
    ]);
    if (!found) throw new Refusal("not-found");
    authorize("remove-filter", actor, { accountId: found.account_id, officeId: found.office_id });
    await rows(database, "delete from saved_filters where id = $1", [params.id]);
    return { done: true as const };
  });
}
