import { Injectable, signal } from "@angular/core";
import type { BodyGiven, Endpoint, ParamsOf, QueryGiven, ReplyOf } from "../../../../api/contracts/endpoint.ts";
import { addressOf, type PlainValue } from "./address.ts";
import { newKey } from "./command-keys.ts";
import { type ApiProblem, offlineProblem, readProblem, unknownProblem } from "./problem.ts";

type Part<Name extends string, Value> = [Value] extends [undefined] ? unknown : { [Key in Name]: Value };
/** A file goes as the body itself. */
type Body<E extends Endpoint> = [E["body"]] extends ["binary"] ? Blob : BodyGiven<E>;
/** What a call must be given: the parameters and the body its contract names, and the query if one wants to. */
export type GivenTo<E extends Endpoint> = Part<"params", ParamsOf<E>> &
  Part<"body", Body<E>> & { query?: QueryGiven<E> };
type Arguments<E extends Endpoint> = unknown extends Part<"params", ParamsOf<E>> & Part<"body", Body<E>>
  ? [given?: GivenTo<E>]
  : [given: GivenTo<E>];

interface AnyGiven {
  params?: Record<string, PlainValue>;
  query?: Record<string, PlainValue>;
  body?: unknown;
}

/** Every request that changes something carries it: another site's form cannot set it. */
export const requestMark = { "X-Requested-With": "rencaitong" } as const;

/** Waits before asking again with the same key, in milliseconds. */
const askAgainAfter = [400, 800, 1500, 3000, 5000, 8000] as const;

/**
 * The door to the API. `call` is typed by the contract and throws `ApiProblem` only.
 *
 * Not signed in (401): the reader signs in over the page (`whenSignedOut`) and the call is made once more, so nothing
 * typed is lost. Not known yet (202): the same request, with the same key, is made again until the answer is known.
 */
@Injectable({ providedIn: "root" })
export class Api {
  /** Set by the session: asks the reader to sign in again, resolves to whether they did. */
  whenSignedOut: (() => Promise<boolean>) | undefined;

  private readonly asking = signal(0);
  /** True while a command's answer is not known yet and the same key is being asked again. */
  readonly askingAgain = this.asking.asReadonly();

  async call<const E extends Endpoint>(endpoint: E, ...[given]: Arguments<E>): Promise<ReplyOf<E>> {
    const { params, query, body } = (given ?? {}) as AnyGiven;
    const address = addressOf(endpoint, params, query);
    const send = () => this.send(endpoint.method, address, body, endpoint.body === "binary");
    let answer = await send();
    if (answer.status === 401 && endpoint.access !== "public" && this.whenSignedOut && (await this.whenSignedOut()))
      answer = await send();
    if (answer.status === 202 && endpoint.mayBeUnknown) answer = await this.askAgain(send);
    if (!answer.ok) throw await this.problem(answer);
    return (await answer.json()) as ReplyOf<E>;
  }

  /** The same as `call` for an address that is not in a contract's reply type: a file to look at or keep. */
  async file(address: string): Promise<Blob> {
    const answer = await this.send("GET", address, undefined, false);
    if (!answer.ok) throw await this.problem(answer);
    return answer.blob();
  }

  private async askAgain(send: () => Promise<Response>): Promise<Response> {
    this.asking.update((count) => count + 1);
    try {
      for (const wait of askAgainAfter) {
        await new Promise((resolve) => setTimeout(resolve, wait));
        const answer = await send();
        if (answer.status !== 202) return answer;
      }
    } finally {
      this.asking.update((count) => count - 1);
    }
    throw unknownProblem();
  }

  private async send(method: string, address: string, body: unknown, binary: boolean): Promise<Response> {
    const headers: Record<string, string> = { Accept: "application/json", "X-Request-Id": newKey() };
    if (method !== "GET") Object.assign(headers, requestMark);
    const init: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store" };
    if (binary) {
      headers["Content-Type"] = (body as Blob).type || "application/octet-stream";
      init.body = body as Blob;
    } else if (body !== undefined) {
      headers["Content-Type"] = "application/json";
      init.body = JSON.stringify(body);
    }
    try {
      return await fetch(address, init);
    } catch {
      throw offlineProblem();
    }
  }

  private async problem(answer: Response): Promise<ApiProblem> {
    const body: unknown = await answer.json().catch(() => null);
    return readProblem(answer.status, body, answer.headers.get("X-Request-Id"));
  }
}
