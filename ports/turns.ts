import { Refusal } from "../domain/refusal.ts";

/**
 * Lets `atOnce` pieces of work run side by side and up to `waiting` more queue for their turn, first come, first
 * served. Counted for each process by itself.
 * @throws Refusal too-many-requests {afterSeconds} from the returned function, when the queue is full; nothing was begun
 */
export function createTurns({ atOnce, waiting }: { atOnce: number; waiting: number }) {
  let running = 0;
  const queue: (() => void)[] = [];
  return async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (running < atOnce) running++;
    else if (queue.length < waiting) await new Promise<void>((resolve) => queue.push(resolve));
    else throw new Refusal("too-many-requests", { afterSeconds: 5 });
    try {
      return await work();
    } finally {
      // The place goes straight to the next in the queue.
      const next = queue.shift();
      if (next) next();
      else running--;
    }
  };
}
