import type { KeyObject } from "node:crypto";
import type { Logger } from "pino";
import { linkPending, signCheckpoint } from "../db/audit-chain.ts";
import type { Database } from "../db/connection.ts";

const pauseMilliseconds = 1_000;

/**
 * Links the audit trail and signs checkpoints until stopped. Each checkpoint is a line of the log as well: kept
 * elsewhere, it shows when the end of the chain was cut off. Safe in any number of workers.
 */
export function linkInBackground(options: { database: Database; key: KeyObject; log: Logger }): () => Promise<void> {
  const { database, key, log } = options;
  let stopping = false;
  let wake: () => void = () => {};
  const running = (async () => {
    while (!stopping) {
      const linked = await linkPending(database)
        .then(async (count) => {
          const checkpoint = await signCheckpoint(database, key);
          if (checkpoint) log.info({ position: checkpoint.position, hash: checkpoint.hash }, "audit checkpoint");
          return count;
        })
        .catch((error: unknown) => {
          log.warn({ error }, "audit trail not linked");
          return 0;
        });
      if (linked > 0 || stopping) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseMilliseconds);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return async () => {
    stopping = true;
    wake();
    await running;
  };
}
