import { randomUUID } from "node:crypto";
import type { Context, Next } from "koa";
import { refusalKinds, Refusal, type RefusalCode } from "../../domain/refusal.ts";
import { refusalSentence } from "../../domain/texts/refusals.ts";
import { writeAudit } from "../audit.ts";
import { BadInput } from "../bad-input.ts";
import type { Problem } from "../contracts/common.ts";
import type { ApiDeps } from "../deps.ts";

const statusOfKind = { forbidden: 403, "not-found": 404, conflict: 409, "not-possible": 422 } as const;

export function statusOf(code: RefusalCode): number {
  if (code === "not-signed-in") return 401;
  if (code === "too-many-requests") return 429;
  return statusOfKind[refusalKinds[code]];
}

/** Refusals of rights, which the audit trail keeps; being signed out or too fast is none. */
const refusalsOfRights: ReadonlySet<RefusalCode> = new Set([
  "not-allowed",
  "own-case",
  "agent-of-applicant",
  "not-a-member",
  "wrong-origin",
]);

/**
 * Three kinds, three exits: the office says no, the input cannot be read, or something broke. A fault is logged once,
 * here, with the id that the reader is told; its own words never leave the house.
 */
export function answerErrors(deps: Pick<ApiDeps, "database" | "log">) {
  return async (context: Context, next: Next): Promise<void> => {
    const requestId = randomUUID();
    context["state"].requestId = requestId;
    context.set("X-Request-Id", requestId);
    const from = performance.now();
    try {
      await next();
    } catch (error) {
      const { status, problem } = problemOf(error, requestId);
      if (status === 500)
        deps.log.error({ requestId, route: context["state"].route, method: context.method, error }, "request failed");
      // Headers of a half-made answer (a download's name, a cached entity) must not go out with an error.
      for (const name of ["Content-Disposition", "ETag", "Content-Length", "Content-Encoding"]) context.remove(name);
      context.status = status;
      if (status === 429) context.set("Retry-After", String(problem.params?.["afterSeconds"] ?? 60));
      context.set("Cache-Control", "no-store");
      context.body = { error: problem } satisfies Problem;
      if (error instanceof Refusal && refusalsOfRights.has(error.code)) await keepRefusal(deps, context, error);
    }
    // The pattern, never the address: a path may carry a certificate's token.
    deps.log.debug({
      requestId,
      method: context.method,
      route: context["state"].route,
      status: context.status,
      milliseconds: Math.round(performance.now() - from),
    });
  };
}

function problemOf(error: unknown, requestId: string): { status: number; problem: Problem["error"] } {
  if (error instanceof Refusal || isRefusal(error)) {
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
  const message = `系统出了问题，我们已经记录。请稍后再试；仍不行时请联系窗口，并告知编号 ${requestId.slice(0, 8)}。`;
  return { status: 500, problem: { kind: "fault", code: "fault", message, requestId } };
}

function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && error.name === "Refusal" && "code" in error && String(error.code) in refusalKinds;
}

async function keepRefusal(deps: Pick<ApiDeps, "database" | "log">, context: Context, refusal: Refusal): Promise<void> {
  const accountId: unknown = context["state"].accountId;
  if (typeof accountId !== "string") return;
  const { requestId, route } = context["state"] as { requestId: string; route?: string };
  const subjectId: unknown = context["params"]?.id;
  await writeAudit(deps.database, {
    accountId,
    action: "access.refused",
    subjectKind: route ?? "unknown",
    subjectId: typeof subjectId === "string" ? subjectId : null,
    data: { code: refusal.code },
    requestId,
  }).catch((error: unknown) => deps.log.error({ requestId, error }, "refusal not kept"));
}
