import type { KeyObject } from "node:crypto";
import type { Logger } from "pino";
import { linkPending, signCheckpoint } from "../db/audit-chain.ts";
import type { Database } from "../db/connection.ts";
import { repeatInBackground } from "./background-work.ts";

const pauseMilliseconds = 1_000;

/**
 * Links the audit trail and signs checkpoints until stopped. Each checkpoint is a line of the log as well: kept
 * elsewhere, it shows when the end of the chain was cut off. Safe in any number of workers.
 */
export function linkInBackground(options: { database: Database; key: KeyObject; log: Logger }): () => Promise<void> {
  const { database, key, log } = options;
  const round = async () => {
    const linked = await linkPending(database);
    const checkpoint = await signCheckpoint(database, key);
    if (checkpoint) log.info({ position: checkpoint.position, hash: checkpoint.hash }, "audit checkpoint");
    return linked > 0;
  };
  return repeatInBackground({ round, pauseMilliseconds, log, failing: "audit trail not linked" }).stop;
}
