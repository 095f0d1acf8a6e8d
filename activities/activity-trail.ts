import type { Info } from "@temporalio/activity";
import type { ActivityInterceptors } from "@temporalio/worker";
import type { Logger } from "pino";
import { onRequest, requestIdIn } from "../engine/request-trail.ts";

/** Told once for each attempt of an activity, for the metrics. Durations in milliseconds. */
export type ActivityWatch = (done: {
  activity: string;
  queue: string;
  outcome: "done" | "failed";
  waited: number;
  took: number;
}) => void;

/** Runs each activity in the name of the request that led to it, and says in one log line that it ran and how. */
export function activityTrail(log: Logger, watch: ActivityWatch): (context: { info: Info }) => ActivityInterceptors {
  return ({ info }) => ({
    inbound: {
      execute(input, next) {
        const run = async () => {
          const from = Date.now();
          const say = (outcome: "done" | "failed") => {
            const took = Date.now() - from;
            const waited = Math.max(0, from - info.currentAttemptScheduledTimestampMs);
            watch({ activity: info.activityType, queue: info.taskQueue, outcome, waited, took });
            const { step, seq } = (input.args[0] ?? {}) as { step?: string; seq?: number };
            log.info(
              {
                ...{ activity: info.activityType, caseId: info.workflowExecution?.workflowId, step, seq },
                ...{ attempt: info.attempt, outcome, milliseconds: took },
              },
              "activity",
            );
          };
          try {
            const result = await next(input);
            say("done");
            return result;
          } catch (error) {
            say("failed");
            throw error;
          }
        };
        const requestId = requestIdIn(input.headers);
        return requestId ? onRequest(requestId, run) : run();
      },
    },
  });
}
