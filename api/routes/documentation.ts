import type Router from "@koa/router";
import { isDemo, type ApiDeps } from "../deps.ts";
import { cookieName } from "../middleware/session.ts";
import { describeApi } from "../openapi.ts";
import { printApi } from "../presenters/documentation.ts";

/** The contract for programs and, made from the same document, for people. */
export function registerDocumentation(router: Router, deps: ApiDeps): void {
  const { configuration } = deps;
  const document = describeApi({
    baseUrl: configuration.baseUrl,
    cookieName: cookieName(configuration),
    demo: isDemo(configuration),
  });
  const page = printApi(document);

  router.get("/api/openapi.json", (context) => {
    context.set("Cache-Control", "no-cache");
    context.body = document;
  });

  router.get("/api/docs", (context) => {
    context.set("Cache-Control", "no-cache");
    context.type = "html";
    context.body = page;
  });
}
