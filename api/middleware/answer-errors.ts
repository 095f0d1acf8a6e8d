import { randomUUID } from "node:crypto";
import type { Context, Next } from "koa";
import { Refusal, refusalKinds, refusesRight, type RefusalCode } from "../../domain/refusal.ts";
import { isDatabaseAway, isDiskFull } from "../../db/failures.ts";
import { refusalSentence } from "../../domain/texts/refusals.ts";
import { acceptedRequestId, onRequest } from "../../engine/request-trail.ts";
import { BadInput } from "../bad-input.ts";
import type { Problem } from "../contracts/common.ts";
import type { ApiDeps } from "../deps.ts";

const statusOfKind = { forbidden: 403, "not-found": 404, conflict: 409, "not-possible": 422 } as const;

export function statusOf(code: RefusalCode): number {
  if (code === "not-signed-in") return 401;
  if (code === "too-many-requests") return 429;
  if (code === "storage-full") return 507;
  if (code === "not-offered") return 405;
  return statusOfKind[refusalKinds[code]];
}

/**
 * Three kinds, three exits: the office says no, the input cannot be read, or something broke. A fault is logged once,
 * here, with the id that the reader is told; its own words never leave the house.
 */
export function answerErrors(deps: Pick<ApiDeps, "log" | "answered" | "refusals">) {
  return async (context: Context, next: Next): Promise<void> => {
    const requestId = acceptedRequestId(context.get("X-Request-Id")) ?? randomUUID();
    context["state"].requestId = requestId;
    context.set("X-Request-Id", requestId);
    const from = performance.now();
    try {
      await onRequest(requestId, next);
    } catch (error) {
      const { status, problem } = problemOf(error, requestId);
      if (status >= 500)
        deps.log.error({ requestId, route: context["state"].route, method: context.method, error }, "request failed");
      // Headers of a half-made answer (a download's name, a cached entity) must not go out with an error.
      for (const name of ["Content-Disposition", "ETag", "Content-Length", "Content-Encoding"]) context.remove(name);
      context.status = status;
      if (status === 503) context.set("Retry-After", "2");
      if (status === 429) context.set("Retry-After", String(problem.params?.["afterSeconds"] ?? 60));
      context.set("Cache-Control", "no-store");
      context.body = { error: problem } satisfies Problem;
      if (isRefusal(error) && refusesRight(error.code)) await keepRefusal(deps, context, error);
    }
    keepAnswer(deps, context, requestId, performance.now() - from);
  };
}

/** The pattern, never the address: a path may carry a certificate's token. Files of the web application are no news. */
function keepAnswer(deps: Pick<ApiDeps, "log" | "answered">, context: Context, requestId: string, took: number): void {
  const { route, endpoint } = context["state"] as { route?: string; endpoint?: string };
  const milliseconds = Math.round(took);
  const { method, status } = context;
  deps.answered(endpoint ?? "other", status, took);
  deps.log[endpoint ? "info" : "debug"]({ requestId, endpoint, method, route, status, milliseconds }, "answer");
}

function problemOf(thrown: unknown, requestId: string): { status: number; problem: Problem["error"] } {
  const error = isDiskFull(thrown) ? new Refusal("storage-full") : thrown;
  if (isRefusal(error)) {
    const { code, params } = error;
    return {
      status: statusOf(code),
      problem: { kind: "refusal", code, params, message: refusalSentence(code, params), requestId },
    };
  }
  if (error instanceof BadInput) {
    const message = "有内容没有填对，请按提示修改。";
    return {
      status: 400,
      problem: { kind: "bad-input", code: "bad-input", message, fields: [...error.fields], requestId },
    };
  }
  if (isDatabaseAway(error)) {
    const message = "系统正在恢复，请稍等，页面会自动继续。已填的内容都在。";
    return { status: 503, problem: { kind: "fault", code: "unavailable", message, requestId } };
  }
  const message = `系统出了问题，我们已经记录。请稍后再试；仍不行时请联系窗口，并告知编号 ${requestId.slice(0, 8)}。`;
  return { status: 500, problem: { kind: "fault", code: "fault", message, requestId } };
}

function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && error.name === "Refusal" && "code" in error && String(error.code) in refusalKinds;
}

/** Of somebody who is signed in and asked for something that exists in the API; the others are nobody. */
async function keepRefusal(deps: Pick<ApiDeps, "refusals" | "log">, context: Context, refusal: Refusal): Promise<void> {
  const { accountId, requestId, endpoint } = context["state"] as Record<string, string | undefined>;
  if (!accountId || !requestId || !endpoint) return;
  const subject: unknown = Object.values(context["params"] as Record<string, unknown>)[0];
  const refused = {
    ...{ accountId, requestId, endpoint, code: refusal.code, ability: refusal.ability ?? null },
    subjectId: typeof subject === "string" ? subject.slice(0, 100) : null,
  };
  await deps.refusals.keep(refused).catch((error: unknown) => deps.log.error({ error }, "refusal not kept"));
}
