import type { WorkflowInterceptorsFactory } from "@temporalio/workflow";
import type { Payload } from "@temporalio/common";
import { lookAgainSignal, requestHeader } from "./messages.ts";

/**
 * Hands the request's id on from a command to the activities that write it and to all that follows from it, until the
 * next command or until the case looks by itself. It travels in headers alone: no history replays differently for it.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  /** By the command's key: commands queue, and are written later than they came in. */
  const asked = new Map<string, Payload>();
  let news: Payload | undefined;
  let current: Payload | undefined;

  function turnTo(args: readonly unknown[], activityType: string): void {
    const { command } = (args[0] ?? {}) as { command?: { key: string } };
    if (command) {
      current = asked.get(command.key);
      asked.delete(command.key);
    } else if (activityType === "lookAtStep") {
      current = news;
      news = undefined;
    }
  }

  return {
    inbound: [
      {
        handleUpdate(input, next) {
          const named = input.headers[requestHeader];
          if (named) asked.set(input.updateId, named);
          return next(input);
        },
        handleSignal(input, next) {
          if (input.signalName === lookAgainSignal.name) news = input.headers[requestHeader];
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleLocalActivity(input, next) {
          // A retry is the same act: it keeps the name it has.
          if (input.attempt === 1) turnTo(input.args, input.activityType);
          return next(current ? { ...input, headers: { ...input.headers, [requestHeader]: current } } : input);
        },
        scheduleActivity(input, next) {
          return next(current ? { ...input, headers: { ...input.headers, [requestHeader]: current } } : input);
        },
      },
    ],
  };
};
