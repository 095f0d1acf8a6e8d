import type { Problem } from "../../../../api/contracts/common.ts";

export interface FieldProblem {
  /** Path in the request, `body.` left out: `phone`, `decision.opinion`. */
  path: string;
  message: string;
}

/**
 * Why a call did not bring its reply.
 * - `bad-input`: 400, `fields` says where.
 * - `refusal`: the office says no; `message` is the sentence for the reader, `code` is for programs.
 * - `fault`: ours; `requestId` is what the reader may read out.
 * - `offline`: the server was not reached; nothing is known to have happened.
 * - `unknown`: the server did not learn in time whether the command was accepted (202), and asking again did not help
 *   yet. The same key may be sent again.
 */
export type ProblemKind = "bad-input" | "refusal" | "fault" | "offline" | "unknown";

export class ApiProblem extends Error {
  readonly kind: ProblemKind;
  readonly status: number;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number | boolean | null>>;
  readonly fields: readonly FieldProblem[];
  readonly requestId: string | undefined;
  readonly at = new Date();

  constructor(given: {
    kind: ProblemKind;
    status: number;
    code: string;
    message: string;
    params?: Readonly<Record<string, string | number | boolean | null>>;
    fields?: readonly FieldProblem[];
    requestId?: string;
  }) {
    super(given.message);
    this.name = "ApiProblem";
    this.kind = given.kind;
    this.status = given.status;
    this.code = given.code;
    this.params = given.params ?? {};
    this.fields = (given.fields ?? []).map((field) => ({ ...field, path: field.path.replace(/^body\./, "") }));
    this.requestId = given.requestId;
  }
}

/** Anything thrown, as a problem that a page can show: what is not an `ApiProblem` is a fault of this page. */
export function problemOf(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown;
  return new ApiProblem({
    kind: "fault",
    status: 0,
    code: "page-fault",
    message: $localize`页面出了点问题，请刷新后再试。`,
  });
}

export function offlineProblem(): ApiProblem {
  return new ApiProblem({
    kind: "offline",
    status: 0,
    code: "offline",
    message: $localize`没有连上服务器，已填的内容都在。连上后再按一次，不会重复办理。`,
  });
}

const engineAway: ReadonlySet<string> = new Set(["engine-unreachable", "engine-silent"]);

/** Whether an answer came that settles a command. Otherwise it may or may not have happened: its key is sent again. */
export function settles(problem: ApiProblem): boolean {
  return (problem.kind === "refusal" && !engineAway.has(problem.code)) || problem.kind === "bad-input";
}

/** A proxy without a server behind it, or a server without its database: as good as not reached, and over by itself. */
export function isAway(status: number): boolean {
  return status >= 502 && status <= 504;
}

export function unknownProblem(): ApiProblem {
  return new ApiProblem({
    kind: "unknown",
    status: 202,
    code: "unknown-yet",
    message: $localize`系统还没有确认这次操作的结果。请稍等再按一次，不会重复办理。`,
  });
}

/** Reads the body of a 4xx or 5xx; a body that is not ours (a proxy's page) becomes a fault. */
export function readProblem(status: number, body: unknown, requestId: string | null): ApiProblem {
  if (isAway(status)) return offlineProblem();
  const error = (body as Partial<Problem> | null)?.error;
  if (!error || typeof error.message !== "string") {
    return new ApiProblem({
      kind: "fault",
      status,
      code: "unreadable-answer",
      message: $localize`服务器的回答无法读取，请稍后再试。`,
      requestId: requestId ?? undefined,
    });
  }
  return new ApiProblem({ ...error, status, requestId: error.requestId });
}
