import type { Context, Next } from "koa";
import type { ApiConfiguration } from "../deps.ts";

/**
 * What the browser may do with our pages. No script but our own files; styles may stand in the page, as Angular's
 * components put theirs there; workers and frames from nowhere else.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self' blob:",
  // A material's PDF is looked at inside the review page.
  "frame-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

export function securityHeaders(configuration: Pick<ApiConfiguration, "baseUrl">) {
  const secure = configuration.baseUrl.startsWith("https:");
  return async (context: Context, next: Next): Promise<void> => {
    context.set({
      "Content-Security-Policy": policy,
      "X-Content-Type-Options": "nosniff",
      "X-Frame-Options": "DENY",
      "Referrer-Policy": "same-origin",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=()",
    });
    if (secure) context.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    await next();
  };
}
