import { Context } from "@temporalio/activity";

/** Well within the time after which the engine takes a silent worker for dead (workflows/steps.ts). */
const everyMilliseconds = 4_000;

/** Tells the engine that long work is still under way: when its worker dies, another one begins it again soon. */
export async function withSignsOfLife<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(), everyMilliseconds);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}
