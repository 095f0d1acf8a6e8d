import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { findHolder } from "./instance.ts";
import { OperationError } from "./operation-error.ts";
import { stateDirectory } from "./places.ts";
import { ensurePasswords } from "./secrets.ts";

const portsSchema = z.object({ postgres: z.int(), engine: z.array(z.int()).min(1) });

/**
 * The environment of a tool that belongs to a product already running: what is given from outside, and where database
 * and engine are those of `npm start` in this folder, their addresses.
 * @throws OperationError when neither is there.
 */
export function runningEnvironment(given: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  if (given.DATABASE_URL && given.TEMPORAL_ADDRESS) return given;
  const state = stateDirectory(given);
  const file = join(state, "ports.json");
  if (!findHolder(state) || !existsSync(file))
    throw new OperationError(
      "人才通没有在运行：请先用 npm start 启动，或用 DATABASE_URL 与 TEMPORAL_ADDRESS 指明数据库和流程引擎。",
    );
  const ports = portsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const { application } = ensurePasswords(state);
  return {
    RENCAITONG_MODE: "demo",
    ...given,
    DATA_DIRECTORY: state,
    DATABASE_URL: given.DATABASE_URL || `postgresql://rencaitong:${application}@127.0.0.1:${ports.postgres}/rencaitong`,
    TEMPORAL_ADDRESS: given.TEMPORAL_ADDRESS || `127.0.0.1:${ports.engine[0]}`,
  };
}
