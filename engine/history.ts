import type { Client } from "@temporalio/client";
import type { Payload } from "@temporalio/common";
import {
  decodeOptionalFailureToOptionalError,
  decodeOptionalSinglePayload,
} from "@temporalio/common/lib/internal-non-workflow/index.js";
import { Refusal } from "../domain/refusal.ts";
import type { EngineEvent, EngineEventPage } from "./engine.ts";

type Failure = Parameters<typeof decodeOptionalFailureToOptionalError>[1];

const perPage = 50;
/** EVENT_TYPE_… by number: only what a case meets; the rest keeps its number. */
const types: Readonly<Record<number, string>> = {
  1: "run-started",
  2: "run-completed",
  3: "run-failed",
  4: "run-timed-out",
  5: "code-scheduled",
  6: "code-started",
  7: "code-completed",
  8: "code-timed-out",
  9: "code-failed",
  10: "work-scheduled",
  11: "work-started",
  12: "work-completed",
  13: "work-failed",
  14: "work-timed-out",
  17: "timer-started",
  18: "timer-fired",
  19: "timer-cancelled",
  21: "run-cancelled",
  25: "act-done",
  26: "signalled",
  27: "run-terminated",
  28: "run-renewed",
  41: "command-accepted",
  42: "command-refused",
  43: "command-answered",
  55: "options-changed",
  60: "clock-moved",
};

/**
 * The engine's own record of a case's present run, oldest first, payloads opened. `after` is what the page before
 * answered. @throws Refusal("not-found") when the engine keeps no record of it.
 */
export async function readEvents(
  client: Client,
  namespace: string,
  caseId: string,
  after?: string,
): Promise<EngineEventPage> {
  const answer = await client.workflowService
    .getWorkflowExecutionHistory({
      ...{ namespace, execution: { workflowId: caseId }, maximumPageSize: perPage },
      ...(after ? { nextPageToken: Buffer.from(after, "base64url") } : {}),
    })
    .catch((error: { code?: number }) => {
      // 5: never known, or kept no longer; 3: a token of another run or made up.
      throw error.code === 5 || error.code === 3 ? new Refusal("not-found") : error;
    });
  const events = await Promise.all(
    (answer.history?.events ?? []).map(async (event): Promise<EngineEvent> => {
      const attributes = Object.entries(event).find(([name, value]) => name.endsWith("Attributes") && value)?.[1];
      return {
        id: Number(event.eventId),
        at: Number(event.eventTime?.seconds ?? 0) * 1000 + Math.floor((event.eventTime?.nanos ?? 0) / 1_000_000),
        type: types[event.eventType ?? 0] ?? `event-${event.eventType}`,
        data: await opened(client, attributes),
      };
    }),
  );
  const token = Buffer.from(answer.nextPageToken ?? []).toString("base64url");
  return { events, next: token === "" ? null : token };
}

/** Plain values of what the engine wrote: payloads and failures decoded, numbers as numbers, empty parts left out. */
async function opened(client: Client, value: unknown): Promise<unknown> {
  const converter = client.options.loadedDataConverter;
  if (value === null || value === undefined || value instanceof Uint8Array) return undefined;
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return Promise.all(value.map((one) => opened(client, one)));
  if ("metadata" in value && "data" in value)
    return decodeOptionalSinglePayload<unknown>(converter, value as Payload).catch(() => undefined);
  if ("encodedAttributes" in value || "failureInfo" in value)
    return (await decodeOptionalFailureToOptionalError(converter, value as Failure))?.message;
  if ("low" in value && "high" in value) return Number(value);
  const entries = await Promise.all(
    Object.entries(value).map(async ([name, part]) => [name, await opened(client, part)] as const),
  );
  const kept = entries.filter(([, part]) => part !== undefined && part !== "" && !isEmpty(part));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
