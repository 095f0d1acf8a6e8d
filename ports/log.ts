import pino, { type DestinationStream, type Logger } from "pino";

/** What a line may carry besides its level, time and message. Anything else is left out, and counted. */
const namesOfFields: ReadonlySet<string> = new Set([
  ...["requestId", "caseId", "taskId", "workflowId", "endpoint", "route", "method", "status", "milliseconds", "port"],
  ...["activity", "step", "seq", "attempt", "outcome", "queue", "effect", "failure", "error", "component"],
  ...["position", "hash", "differences", "count", "address"],
]);

export interface LogOptions {
  /** Called for each line: what it stands in, such as the request's id. */
  context?: () => Record<string, string>;
  /** Instead of standard output. */
  destination?: DestinationStream;
}

/**
 * The log of a process: one JSON object a line. No personal data, by construction: only known fields are written, and
 * every text passes `withoutContent`. A failing statement carries the values it was given, and a message may quote a
 * row: of an error its name, its scrubbed message, its place in the code and the database's own words for it are kept.
 */
export function createLog(level: string, name: string, { context, destination }: LogOptions = {}): Logger {
  const options: pino.LoggerOptions = {
    level,
    name,
    base: { process: process.pid },
    ...(context ? { mixin: () => context() } : {}),
    formatters: { level: (label) => ({ level: label }), log: knownFields },
    hooks: {
      logMethod(args, method) {
        const cleaned = args.map((part: unknown) => (typeof part === "string" ? withoutContent(part) : part));
        method.apply(this, cleaned as Parameters<typeof method>);
      },
    },
    serializers: { error: describeError },
  };
  return destination ? pino(options, destination) : pino(options);
}

function knownFields(fields: Record<string, unknown>): Record<string, unknown> {
  let leftOut = 0;
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!namesOfFields.has(name)) leftOut++;
    else if (typeof value === "string") kept[name] = withoutContent(value);
    else if (name === "error" || typeof value === "number" || typeof value === "boolean" || value === null)
      kept[name] = value;
    else if (value !== undefined) leftOut++;
  }
  return leftOut > 0 ? { ...kept, leftOut } : kept;
}

const uuid = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
/** In the order in which they are looked for: what is kept as it is, then what may be about somebody. */
const content = new RegExp(
  [
    `(${uuid}|\\b[0-9a-f]{64}\\b)`,
    // Addresses of mail, and what a sentence quotes.
    "[\\w.+-]+@[\\w.-]+",
    "\"[^\"\\n]*\"|'[^'\\n]*'|`[^`\\n]*`|“[^”]*”|‘[^’]*’|「[^」]*」|《[^》]*》",
    // Names, opinions and addresses are written in Chinese; the messages of programs are not.
    "[\\p{Script=Han}\\p{Script=Hangul}\\p{Script=Kana}·，。、；：？！（）]+",
    // Numbers of documents, phones and certificates; tokens.
    "(?:[A-Za-z]{0,4}\\d[\\d-]{5,}[Xx]?)",
    "\\b(?=[\\w-]*\\d)(?=[\\w-]*[A-Za-z])[\\w-]{20,}\\b",
  ].join("|"),
  "gu",
);

/** A program's message without what it quotes: names, numbers, addresses, sentences and tokens become `…`. */
export function withoutContent(text: string): string {
  return text.replace(content, (_found, kept: string | undefined) => kept ?? "…").slice(0, 2_000);
}

interface Failing {
  code?: unknown;
  original?: { code?: unknown; constraint?: unknown; table?: unknown };
}

function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: withoutContent(String(error)) };
  const { code, original } = error as Failing;
  return {
    name: error.name,
    message: withoutContent(error.message),
    // The first lines of a stack are the message again.
    stack: error.stack
      ?.split("\n")
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 20)
      .join("\n"),
    code: code ?? original?.code,
    constraint: original?.constraint,
    table: original?.table,
    ...(error.cause ? { cause: describeError(error.cause) } : {}),
  };
}
