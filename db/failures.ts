/** What PostgreSQL said of a statement that failed: five characters, of which the first two are the class. */
function stateOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const { code } = (error as { original?: { code?: unknown } }).original ?? (error as { code?: unknown });
  return typeof code === "string" ? code : "";
}

/** Its disk is full (53100): the statement's transaction is undone, and nothing of it was written. */
export function isDiskFull(error: unknown): boolean {
  return stateOf(error) === "53100";
}

/**
 * The connection is gone, the server stops or starts or has nothing left to work with (08, 57P, the rest of 53), or it
 * gave no answer in time. Over by itself, and nothing was changed half.
 */
export function isDatabaseAway(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name.startsWith("SequelizeConnection") ||
      /^(08...|57P0[1-3]|57014|53[0234]00|55000|ECONNRESET|EPIPE|ETIMEDOUT)$/.test(stateOf(error)) ||
      /Connection terminated|terminating connection|not accepting connections|Query read timeout/.test(error.message))
  );
}
