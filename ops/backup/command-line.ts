import { resolve } from "node:path";
import { OperationError } from "../operation-error.ts";

/** Reads the arguments; what is not understood is answered with how the command is used. */
export function commandLine<Parsed>(usage: string, parse: () => Parsed): Parsed {
  try {
    return parse();
  } catch (error) {
    if (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")) {
      throw new OperationError(usage);
    }
    throw error;
  }
}

/** A path as whoever typed it means it: npm changes the directory before it runs us and keeps theirs in INIT_CWD. */
export function askedPath(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}
