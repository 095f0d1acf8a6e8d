import { AsyncLocalStorage } from "node:async_hooks";
import { defaultPayloadConverter, type Headers } from "@temporalio/common";
import type { WorkflowClientInterceptor } from "@temporalio/client";
import { requestHeader } from "../workflows/messages.ts";

const trail = new AsyncLocalStorage<string>();
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A caller's own name for its request, when it has the shape of one: nothing else reaches a log or a header. */
export function acceptedRequestId(given: string): string | undefined {
  return uuid.test(given) ? given.toLowerCase() : undefined;
}

/** Everything that `work` begins belongs to this request: its log lines, what it asks of the engine, what follows there. */
export function onRequest<Result>(requestId: string, work: () => Result): Result {
  return trail.run(requestId, work);
}

/** The request in whose name the program is at work; undefined for what nobody asked for (timers, sweeps). */
export function currentRequestId(): string | undefined {
  return trail.getStore();
}

/** For the log: `{ requestId }`, or nothing. */
export function requestContext(): Record<string, string> {
  const requestId = trail.getStore();
  return requestId ? { requestId } : {};
}

export function requestIdIn(headers: Headers): string | undefined {
  const payload = headers[requestHeader];
  return payload ? acceptedRequestId(String(defaultPayloadConverter.fromPayload(payload))) : undefined;
}

function named(headers: Headers): Headers {
  const requestId = trail.getStore();
  return requestId ? { ...headers, [requestHeader]: defaultPayloadConverter.toPayload(requestId) } : headers;
}

/** Sends the request's id along with each command and signal, beside the sealed arguments. */
export const requestTrailToEngine: WorkflowClientInterceptor = {
  startUpdate: (input, next) => next({ ...input, headers: named(input.headers) }),
  startUpdateWithStart: (input, next) => next({ ...input, updateHeaders: named(input.updateHeaders) }),
  signal: (input, next) => next({ ...input, headers: named(input.headers) }),
};
