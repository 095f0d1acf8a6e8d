import { DefaultLogger, Runtime, makeTelemetryFilterString } from "@temporalio/worker";

/** The part of a log that the engine's library writes to. */
interface Lines {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What the engine's library has to say, its native part included, goes through the process's own log and its rules. */
export function installRuntime(log: Lines): void {
  const logger = new DefaultLogger("WARN", ({ level, message, meta }) => {
    const fields = {
      ...{ component: "engine", error: meta?.["error"], activity: meta?.["activityType"], queue: meta?.["taskQueue"] },
      ...{ workflowId: meta?.["workflowId"], attempt: meta?.["attempt"] },
    };
    if (level === "ERROR") log.error(fields, message);
    else log.warn(fields, message);
  });
  Runtime.install({
    logger,
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: "WARN" }), forward: {} } },
    shutdownSignals: [],
  });
}
