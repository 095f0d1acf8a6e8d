import type { Context } from "koa";
import { isDemo, type ApiConfiguration } from "../deps.ts";

/**
 * Whether a request comes from elsewhere than our own pages; what changes something is taken from these only. Two locks:
 * a header that a foreign page cannot send without asking first, and the browser's word on where the request comes from.
 */
export function isForeign(context: Context, configuration: Pick<ApiConfiguration, "baseUrl" | "mode">): boolean {
  if (context.get("X-Requested-With") !== "rencaitong") return true;
  const site = context.get("Sec-Fetch-Site");
  if (site && site !== "same-origin") return true;
  const origin = context.get("Origin");
  if (!origin || site) return false;
  if (origin === new URL(configuration.baseUrl).origin) return false;
  // A demo is also opened by the machine's other names (127.0.0.1, its address in the house).
  return !(isDemo(configuration) && hostOf(origin) === context.get("Host"));
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
