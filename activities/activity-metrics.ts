import { Histogram, type Registry } from "prom-client";
import type { ActivityWatch } from "./activity-trail.ts";

/** Seconds: from a row written at once to a paper that takes minutes. */
const buckets = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180];

/** How long the worker's activities take, and how long they waited for a worker. */
export function watchActivities(register: Registry): ActivityWatch {
  const took = new Histogram({
    ...{ name: "rencaitong_activity_seconds", help: "One attempt of an activity", registers: [register], buckets },
    labelNames: ["activity", "outcome"],
  });
  const waited = new Histogram({
    ...{ name: "rencaitong_activity_wait_seconds", help: "From scheduled to started", registers: [register], buckets },
    labelNames: ["queue"],
  });
  return (done) => {
    took.observe({ activity: done.activity, outcome: done.outcome }, done.took / 1000);
    waited.observe({ queue: done.queue }, done.waited / 1000);
  };
}
