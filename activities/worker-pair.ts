import { NativeConnection, Worker, type WorkerInterceptors, type WorkflowBundleOption } from "@temporalio/worker";
import type { Client } from "@temporalio/client";
import type { WorkerQueue } from "../config.ts";
import type { KeyRing } from "../db/field-encryption.ts";
import { dataConverter } from "../engine/client.ts";
import type { Engine } from "../engine/engine.ts";
import { casesTaskQueue, documentsTaskQueue } from "../engine/task-queues.ts";
import { activityTrail, type ActivityWatch } from "./activity-trail.ts";
import type { ActivityDeps } from "./deps.ts";
import { createCaseActivities, createDocumentActivities } from "./index.ts";

export interface WorkerPairOptions {
  address: string;
  namespace: string;
  keyRing: KeyRing;
  workflowBundle: WorkflowBundleOption;
  deps: ActivityDeps;
  engine: Engine & { client: Client };
  buildId: string;
  watch?: ActivityWatch;
  /** Machines may be divided up: LibreOffice is needed only where documents are made. All queues unless said otherwise. */
  queues?: readonly WorkerQueue[];
}

/**
 * Up to two workers in one process: the cases queue with its local activities, and the documents queue. `run` ends when both
 * have shut down; settings and why: engine.md.
 */
export async function createWorkerPair(
  options: WorkerPairOptions,
): Promise<{ run(): Promise<void>; shutdown(): void }> {
  const connection = await NativeConnection.connect({ address: options.address });
  const interceptors: WorkerInterceptors = {
    activity: [activityTrail(options.deps.log, options.watch ?? (() => undefined))],
  };
  const common = {
    connection,
    namespace: options.namespace,
    dataConverter: dataConverter(options.keyRing),
    workflowBundle: options.workflowBundle,
    buildId: options.buildId,
    shutdownGraceTime: "20s",
    shutdownForceTime: "30s",
    // The default of ten seconds is what the death of a worker would cost every case it held.
    stickyQueueScheduleToStartTimeout: "1s",
    interceptors,
  } as const;
  const { queues = ["cases", "documents"] } = options;
  const workers: Worker[] = [];
  if (queues.includes("cases")) {
    const cases = await Worker.create({
      ...common,
      taskQueue: casesTaskQueue,
      activities: createCaseActivities(options.deps),
      // Never 0 with local activities; 300 of 5,000 open cases in the cache works.
      maxCachedWorkflows: 300,
    });
    workers.push(cases);
  }
  if (queues.includes("documents")) {
    const documents = await Worker.create({
      ...common,
      taskQueue: documentsTaskQueue,
      activities: createDocumentActivities(options.deps, options.engine),
      maxCachedWorkflows: 10,
      maxConcurrentActivityTaskExecutions: 4,
      // Signs of life are held back for four fifths of the time allowed otherwise: a loaded machine would seem dead.
      maxHeartbeatThrottleInterval: "5s",
    });
    workers.push(documents);
  }
  return {
    async run() {
      try {
        await Promise.all(workers.map((worker) => worker.run()));
      } finally {
        await connection.close();
      }
    },
    shutdown() {
      for (const worker of workers) if (worker.getState() === "RUNNING") worker.shutdown();
    },
  };
}
