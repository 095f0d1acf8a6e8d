import type { Logger } from "pino";

export interface BackgroundWork {
  /** Looks again at once instead of after its pause. */
  wake(): void;
  /** Resolves when the round at hand is done; none begins afterwards. */
  stop(): Promise<void>;
}

/**
 * Repeats a round of work as long as the process lives: at once while there is more to do (`true`), otherwise after the
 * pause in milliseconds. A round that fails is logged with `failing` and tried again after the pause.
 */
export function repeatInBackground(options: {
  round: () => Promise<boolean>;
  pauseMilliseconds: number;
  log: Logger;
  failing: string;
}): BackgroundWork {
  const { round, pauseMilliseconds, log, failing } = options;
  let stopping = false;
  let wake: () => void = () => {};
  const running = (async () => {
    while (!stopping) {
      const more = await round().catch((error: unknown) => {
        log.warn({ error }, failing);
        return false;
      });
      if (more || stopping) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseMilliseconds);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return {
    wake: () => wake(),
    async stop() {
      stopping = true;
      wake();
      await running;
    },
  };
}
