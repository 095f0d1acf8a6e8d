import type { Readable } from "node:stream";
import type Router from "@koa/router";
import type { Context } from "koa";
import { z } from "zod";
import type { Actor } from "../domain/actor.ts";
import { Refusal } from "../domain/refusal.ts";
import { isDemo, type ApiDeps } from "./deps.ts";
import { writeAudit } from "./audit.ts";
import { unknownYet } from "./contracts/common.ts";
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyGiven } from "./contracts/endpoint.ts";
import { BadInput, parseInput } from "./bad-input.ts";
import type { EventFeed } from "./events.ts";
import { sendEvents } from "./middleware/send-events.ts";
import { sendFile } from "./middleware/send-file.ts";
import { networkOf } from "./middleware/limits.ts";
import { binaryBody, isStorable, readJson, type BinaryBody } from "./middleware/request-body.ts";
import { loadActor } from "./middleware/session.ts";
import { isForeign } from "./middleware/origin.ts";

/** What a handler is given: everything parsed, nothing of HTTP left but what belongs to the matter. */
export interface Call<E extends Endpoint> {
  deps: ApiDeps;
  /** Present where the contract says `access: "session"`; elsewhere whoever happens to be signed in, or null. */
  actor: E["access"] extends "session" ? Actor : Actor | null;
  params: ParamsOf<E>;
  query: QueryOf<E>;
  body: E["body"] extends "binary" ? BinaryBody : BodyOf<E>;
  /** Names this request in the log, in the answer and in the audit trail. */
  requestId: string;
  /** The caller's address or network, for limits only; never stored in the clear. */
  ip: string;
  /** Epoch ms at which the request came in; `Command.receivedAt`. */
  receivedAt: number;
  /** For session routes that change the cookie. */
  cookies: Context["cookies"];
}

/** A download. Served as an attachment unless `inline`; `hash` (hex SHA-256 of the content) becomes its entity tag. */
export interface FileReply {
  content: Buffer | Readable;
  /** As the person should find it: 职称电子证书.pdf. */
  name: string;
  type: string;
  sizeInBytes?: number;
  hash?: string;
  inline?: boolean;
}

/** 202: the engine did not answer in time. Only for endpoints with `mayBeUnknown`. */
export interface UnknownYet {
  state: "unknown";
  key: string;
}

type Unknowable<E extends Endpoint> = E extends { mayBeUnknown: true } ? UnknownYet : never;
export type ReplyFrom<E extends Endpoint> = E["reply"] extends "file"
  ? FileReply
  : E["reply"] extends "events"
    ? EventFeed
    : ReplyGiven<E> | Unknowable<E>;

/**
 * Puts one endpoint of the contracts on the router: demo gate, origin check, session, parsing of everything that comes
 * in, then the handler, then parsing of what goes out. Curried, so that the endpoint's literal types reach the handler.
 * What a handler throws becomes an answer in middleware/answer-errors.ts.
 */
export function serve<const E extends Endpoint>(router: Router, endpoint: E, deps: ApiDeps) {
  return (handler: (call: Call<E>) => Promise<ReplyFrom<E>>): void => {
    router.register(endpoint.path, [endpoint.method], async (context: Context) => {
      const receivedAt = Date.now();
      context["state"].route = endpoint.path;
      context["state"].endpoint = endpoint.id;
      if (endpoint.access === "demo" && !isDemo(deps.configuration)) throw new Refusal("demo-only");
      const foreign = endpoint.method !== "GET" && isForeign(context, deps.configuration);
      const loaded = await loadActor(deps, context, { keepAlive: endpoint.reply !== "events" && !foreign });
      // Whose session it is, before anything is refused: a right refused stands in their trail.
      context["state"].accountId = accountOf(loaded);
      if (foreign) throw new Refusal("wrong-origin");
      const actor = loaded && actorFor(endpoint, loaded);
      context["state"].accountId = accountOf(actor);
      if (actor?.counter && neverAtCounter.has(endpoint.id)) throw new Refusal("not-at-counter");
      if (endpoint.access === "session" && !actor) throw new Refusal("not-signed-in");
      const call = {
        deps,
        actor,
        params: endpoint.params ? parseInput(endpoint.params, storable(context["params"]), "params") : undefined,
        query: parseInput(endpoint.query ?? noQuery, storable(context.query), "query"),
        body: await bodyOf(endpoint, context),
        requestId: context["state"].requestId as string,
        ip: networkOf(context.ip),
        receivedAt,
        cookies: context.cookies,
      } as Call<E>;
      const reply = await handler(call);
      if (endpoint.reply === "file") await keepDownload(deps, endpoint, context, reply as FileReply);
      await answer(endpoint, context, reply);
    });
  };
}

/** At the counter it is the clerk who acts. */
function accountOf(actor: Actor | null): string | undefined {
  return actor?.counter?.clerkId ?? actor?.accountId;
}

/** What may be asked with a password that somebody else made (D19). Elsewhere its bearer is nobody yet. */
const beforeOwnPassword: ReadonlySet<string> = new Set(["getSession", "logIn", "logOut", "changePassword"]);

function actorFor(endpoint: Endpoint, actor: Actor): Actor | null {
  if (!actor.mustChangePassword || beforeOwnPassword.has(endpoint.id)) return actor;
  if (endpoint.access === "session") throw new Refusal("password-change-needed");
  return null;
}

/**
 * What stays the person's own while a clerk acts for them: their password, their choices, what they have read and what
 * they do at a desk of their own. The session is the clerk's: what it may and what the person has must not be mixed.
 */
const neverAtCounter: ReadonlySet<string> = new Set([
  ...["stepUp", "changePassword", "chooseNotification", "arrangeSubstitute", "endSubstitution", "removeFilter"],
  ...["findRegisteredCertificates", "revokeCertificate"],
  ...["readNotification", "changeBulkBatch", "dropBulkBatch", "confirmBulkBatch", "beginBulkBatch"],
]);

/** Each paper and each picture of somebody's that leaves the house, on the record before it does (B-27). */
async function keepDownload(deps: ApiDeps, endpoint: Endpoint, context: Context, file: FileReply): Promise<void> {
  const { accountId, requestId } = context["state"] as { accountId?: string; requestId: string };
  const { id, ...which } = context["params"] as Record<string, string>;
  await writeAudit(deps.database, {
    ...{
      accountId: accountId ?? null,
      action: "file.read",
      subjectKind: endpoint.id,
      subjectId: id ?? null,
      requestId,
    },
    data: { ...which, type: file.type, shown: file.inline === true },
  }).catch((error: unknown) => {
    if (!Buffer.isBuffer(file.content)) file.content.destroy();
    throw error;
  });
}

/** What a contract does not name is not read, and not complained about either: links carry foreign parameters. */
const noQuery = z.object({});

async function bodyOf(endpoint: Endpoint, context: Context): Promise<unknown> {
  if (endpoint.body === undefined) return undefined;
  if (endpoint.body === "binary") return binaryBody(context);
  return parseInput(endpoint.body, await readJson(context), "body");
}

/** A plain object of what the address carries. `?a=1&a=2` is a list, which no schema of ours takes. */
function storable(given: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(given);
  const bad = entries.find(([, value]) => typeof value === "string" && !isStorable(value));
  if (bad) throw new BadInput([{ path: bad[0], message: "格式不对，请重新填写" }]);
  return Object.fromEntries(entries);
}

async function answer(endpoint: Endpoint, context: Context, reply: unknown): Promise<void> {
  // Personal data stay out of every cache between here and the reader.
  context.set("Cache-Control", "no-store");
  if (endpoint.reply === "file") return sendFile(context, reply as FileReply);
  if (endpoint.reply === "events") return sendEvents(context, reply as EventFeed);
  if (endpoint.mayBeUnknown && isUnknown(reply)) {
    context.status = 202;
    context.body = unknownYet.parse(reply);
    return;
  }
  const parsed = endpoint.reply.safeParse(reply);
  if (!parsed.success)
    throw new Error(`the reply of ${endpoint.id} breaks its contract: ${z.prettifyError(parsed.error)}`);
  context.body = parsed.data;
}

function isUnknown(reply: unknown): reply is UnknownYet {
  return typeof reply === "object" && reply !== null && "state" in reply && reply.state === "unknown";
}
