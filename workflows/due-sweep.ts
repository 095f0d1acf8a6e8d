import { proxyActivities } from "@temporalio/workflow";

const { sweepDueTasks } = proxyActivities<{ sweepDueTasks(input: { at: number }): Promise<number> }>({
  startToCloseTimeout: "5 minutes",
  retry: { maximumInterval: "1 minute" },
});

/** Reminders and escalation: one sweep over due dates, started by the engine's schedule, never one timer per reminder. */
export async function dueSweep(): Promise<number> {
  return sweepDueTasks({ at: Date.now() });
}
