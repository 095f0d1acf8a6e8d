import type { z } from "zod";
import { sentenceOfIssue } from "../domain/texts/input-errors.ts";

/** `path` with dots as the page names its fields; empty for the whole of it. */
export interface FieldError {
  path: string;
  message: string;
}

/** What was sent cannot be read or lacks something: 400 with the fields. Nothing was changed. */
export class BadInput extends Error {
  override name = "BadInput";
  readonly fields: readonly FieldError[];
  constructor(fields: readonly FieldError[]) {
    super(fields.map((field) => `${field.path}: ${field.message}`).join("; "));
    this.fields = fields;
  }
}

export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.map((issue) => ({ path: issue.path.map(String).join("."), message: issue.message }));
}

/**
 * Parses what came in. Sentences of our schemas stay; zod's own are replaced by words a citizen understands.
 * @throws BadInput
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: "params" | "query" | "body",
) {
  const parsed = schema.safeParse(value, { error: sentenceOfIssue });
  if (parsed.success) return parsed.data;
  const fields = fieldErrors(parsed.error);
  // Where a whole address or query is wrong, the page has no field to show it at.
  throw new BadInput(where === "body" ? fields : fields.map(({ path, message }) => ({ path: path || where, message })));
}
