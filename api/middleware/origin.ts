import type { Context } from "koa";
import { Refusal } from "../../domain/refusal.ts";
import { isDemo, type ApiConfiguration } from "../deps.ts";

/**
 * What changes something is taken from our own pages only. Two locks: a header that a foreign page cannot send without
 * asking first, and the browser's word on where the request comes from.
 * @throws Refusal wrong-origin
 */
export function refuseForeignOrigin(context: Context, configuration: Pick<ApiConfiguration, "baseUrl" | "mode">): void {
  if (context.get("X-Requested-With") !== "rencaitong") throw new Refusal("wrong-origin");
  const site = context.get("Sec-Fetch-Site");
  if (site && site !== "same-origin") throw new Refusal("wrong-origin");
  const origin = context.get("Origin");
  if (!origin || site) return;
  if (origin === new URL(configuration.baseUrl).origin) return;
  // A demo is also opened by the machine's other names (127.0.0.1, its address in the house).
  if (isDemo(configuration) && hostOf(origin) === context.get("Host")) return;
  throw new Refusal("wrong-origin");
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
