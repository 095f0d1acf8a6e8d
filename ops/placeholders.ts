import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Mode } from "../config.ts";
import { stateDirectory } from "./places.ts";

/** Checks what can be checked before anything runs; addresses of what we are about to start are not known yet. */
export function withPlaceholders(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const mode = environment.RENCAITONG_MODE as Mode;
  const state = stateDirectory(environment);
  const keyRing = join(state, "secrets", "key-ring.json");
  const firstStart = mode !== "production" && !environment.KEY_RING_FILE && !existsSync(keyRing);
  const zeros = Buffer.alloc(32).toString("base64");
  return {
    ...environment,
    DATABASE_URL: environment.DATABASE_URL || "postgresql://127.0.0.1/rencaitong",
    TEMPORAL_ADDRESS: environment.TEMPORAL_ADDRESS || "127.0.0.1:7233",
    ...(firstStart
      ? { KEY_RING: environment.KEY_RING || JSON.stringify({ current: "1", keys: { 1: zeros }, lookupKey: zeros }) }
      : {}),
  };
}
