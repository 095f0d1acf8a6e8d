import { Injectable, signal } from "@angular/core";
import type { BodyGiven, Endpoint, ParamsOf, QueryGiven, ReplyOf } from "../../../../api/contracts/endpoint.ts";
import { addressOf, type PlainValue } from "./address.ts";
import { newKey } from "./command-keys.ts";
import { type ApiProblem, isAway, offlineProblem, readProblem, unknownProblem } from "./problem.ts";

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

/** Waits before asking again with the same key, in milliseconds: each asking takes its own time besides. */
const askAgainAfter = [400, 800, 1500, 3000, 5000, 8000, 10_000, 10_000, 10_000, 10_000] as const;
/** Waits before looking whether the server is back. */
const firstLook = 1_000;
const longestLook = 8_000;

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

  private readonly away = signal(false);
  /** True from the first call that did not reach a server that can serve, until one is there again. */
  readonly unreachable = this.away.asReadonly();
  private readonly returned = signal(0);
  /** How often the server came back: what could not be read meanwhile is read again. */
  readonly returns = this.returned.asReadonly();

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

  /** The same, with the name under which the server sends it. */
  async download(address: string): Promise<{ file: Blob; name: string }> {
    const answer = await this.send("GET", address, undefined, false);
    if (!answer.ok) throw await this.problem(answer);
    const given = /filename\*=UTF-8''([^;]+)/i.exec(answer.headers.get("Content-Disposition") ?? "")?.[1];
    return { file: await answer.blob(), name: decodeURIComponent(given ?? "") };
  }

  private async askAgain(send: () => Promise<Response>): Promise<Response> {
    this.asking.update((count) => count + 1);
    try {
      for (const wait of askAgainAfter) {
        await new Promise((resolve) => setTimeout(resolve, wait));
        // Not reached while asking again: as unknown as before.
        const answer = await send().catch(() => undefined);
        if (answer && answer.status !== 202 && !isAway(answer.status)) return answer;
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
      const answer = await fetch(address, init);
      if (isAway(answer.status)) this.lookForServer();
      return answer;
    } catch {
      this.lookForServer();
      throw offlineProblem();
    }
  }

  private lookForServer(): void {
    if (this.away()) return;
    this.away.set(true);
    const look = async (wait: number): Promise<void> => {
      const ready = await fetch("/health/ready", { cache: "no-store" }).then(
        ({ ok }) => ok,
        () => false,
      );
      if (!ready) return void setTimeout(() => void look(Math.min(wait * 2, longestLook)), wait);
      this.away.set(false);
      this.returned.update((count) => count + 1);
    };
    setTimeout(() => void look(firstLook), firstLook);
  }

  private async problem(answer: Response): Promise<ApiProblem> {
    const body: unknown = await answer.json().catch(() => null);
    return readProblem(answer.status, body, answer.headers.get("X-Request-Id"));
  }
}
