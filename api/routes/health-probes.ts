import type Router from "@koa/router";
import type { ApiDeps } from "../deps.ts";

/**
 * For whatever keeps the process running, not for people. *live*: the process answers. *ready*: requests may be sent
 * here (api/readiness.ts says when).
 */
export function registerHealthProbes(router: Router, deps: ApiDeps): void {
  router.get("/health/live", (context) => {
    context.set("Cache-Control", "no-store");
    context.body = { live: true };
  });

  router.get("/health/ready", async (context) => {
    context.set("Cache-Control", "no-store");
    const readiness = await deps.readiness.check();
    context.status = readiness.ready ? 200 : 503;
    context.body = readiness;
  });
}
