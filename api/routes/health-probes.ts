import type Router from "@koa/router";
import { row } from "../../db/connection.ts";
import type { ApiDeps } from "../deps.ts";

/**
 * For whatever keeps the process running, not for people. *live*: the process answers. *ready*: it can serve, that is,
 * the database answers; the engine may be away, reading goes on without it.
 */
export function registerHealthProbes(router: Router, deps: ApiDeps): void {
  router.get("/health/live", (context) => {
    context.set("Cache-Control", "no-store");
    context.body = { live: true };
  });

  router.get("/health/ready", async (context) => {
    context.set("Cache-Control", "no-store");
    const database = await row(deps.database, "select 1 as one").then(
      () => true,
      () => false,
    );
    context.status = database ? 200 : 503;
    context.body = { ready: database, database };
  });
}
