import type { z } from "zod";

/** Who may call at all; what they may do with the subject is asked of `domain/policy` by the route. */
export type Access = "public" | "session" | "demo";

/**
 * One endpoint: validator, type, OpenAPI entry and the web's call in one object. `reply` is parsed on the way out, so a
 * column that the contract does not name cannot leak. `"file"` streams a download, `"events"` is text/event-stream.
 */
export interface Endpoint {
  id: string;
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path with `:name` parameters, beginning with /api. */
  path: string;
  tag: string;
  summary: string;
  access: Access;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType | "binary";
  reply: z.ZodType | "file" | "events";
  /** The path of an administrator, a reviewer …: only for the readable page; rights are in domain/policy. */
  note?: string;
  /** A command that goes to the engine answers 202 `{ state: "unknown", key }` when its deadline passes. */
  mayBeUnknown?: true;
}

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined;
type Given<T> = T extends z.ZodType ? z.input<T> : undefined;
export type ParamsOf<E extends Endpoint> = Parsed<E["params"]>;
export type QueryOf<E extends Endpoint> = Parsed<E["query"]>;
export type BodyOf<E extends Endpoint> = Parsed<E["body"]>;
export type QueryGiven<E extends Endpoint> = Given<E["query"]>;
export type BodyGiven<E extends Endpoint> = Given<E["body"]>;
export type ReplyOf<E extends Endpoint> = Parsed<E["reply"]>;
/** What a handler hands over before it is parsed. */
export type ReplyGiven<E extends Endpoint> = Given<E["reply"]>;

/** Keeps the literal types of an endpoint. */
export function endpoint<const E extends Endpoint>(definition: E): E {
  return definition;
}
