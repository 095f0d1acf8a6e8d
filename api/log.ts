import pino, { type Logger } from "pino";

/**
 * The log of a process. A failing statement carries the values it was given, and a message may quote a row: of an
 * error only its name, its message, its place in the code and the database's own words for it are kept.
 */
export function createLog(level: string, name: string): Logger {
  return pino({ level, name, serializers: { error: describeError } });
}

interface Failing {
  code?: unknown;
  original?: { code?: unknown; constraint?: unknown; table?: unknown };
}

function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, original } = error as Failing;
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    code: code ?? original?.code,
    constraint: original?.constraint,
    table: original?.table,
    ...(error.cause ? { cause: describeError(error.cause) } : {}),
  };
}
