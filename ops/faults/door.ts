import { setTimeout as delay } from "node:timers/promises";
import { demoPassword } from "../demo-data/accounts.ts";
import type { Chance } from "./chance.ts";
import type { Ledger, Press } from "./ledger.ts";

/** An answer of the product; status 0: the connection broke, or nothing came in time. */
export interface Answer {
  status: number;
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

/** Longer than the product itself waits for its engine. */
const patience = 20_000;
/** A press that has no answer by then is a finding. */
const mostSeconds = 240;
const again = 300;

/** The one address people know: requests go round the API processes, whoever of them is alive. */
export class Door {
  private readonly addresses: readonly string[];
  private readonly origin: string;
  private turn = 0;
  private readonly people = new Map<string, Promise<Person>>();
  /** How often people's own connections break in the middle of a request. */
  breaking = 0;
  broken = 0;

  constructor(addresses: readonly string[], origin: string) {
    this.addresses = addresses;
    this.origin = origin;
  }

  as(loginName: string): Promise<Person> {
    const known = this.people.get(loginName) ?? Person.logIn(this, loginName);
    this.people.set(loginName, known);
    return known;
  }

  stranger(chance: Chance): Person {
    return new Person(this, "", `10.${chance.between(0, 255)}.${chance.between(0, 255)}.${chance.between(1, 254)}`);
  }

  async send(
    method: string,
    path: string,
    body: object | Buffer | undefined,
    headers: Record<string, string>,
    drops?: AbortSignal,
  ) {
    const address = this.addresses[this.turn++ % this.addresses.length]!;
    const binary = Buffer.isBuffer(body);
    return fetch(new URL(path, address), {
      method,
      signal: AbortSignal.any([AbortSignal.timeout(patience), ...(drops ? [drops] : [])]),
      headers: {
        origin: this.origin,
        "x-requested-with": "rencaitong",
        ...(body === undefined ? {} : { "content-type": binary ? "application/octet-stream" : "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: binary ? new Uint8Array(body) : JSON.stringify(body) }),
    });
  }
}

/** Somebody with a browser, who does as our page does: no answer, 202 or a fault mean the same again with the same key. */
export class Person {
  readonly loginName: string;
  accountId = "";
  private readonly door: Door;
  private readonly from: string;
  private cookie = "";
  private sealsUntil = 0;

  constructor(door: Door, loginName: string, from: string) {
    this.door = door;
    this.loginName = loginName;
    this.from = from;
  }

  static async logIn(door: Door, loginName: string): Promise<Person> {
    const person = new Person(door, loginName, "10.0.0.1");
    await person.logIn();
    return person;
  }

  /** One request, once. `breakAfter`: the line drops after so many milliseconds, unless the answer is there by then. */
  async send(method: string, path: string, body?: object | Buffer, breakAfter?: number): Promise<Answer> {
    const drops = breakAfter === undefined ? undefined : AbortSignal.timeout(breakAfter);
    return this.exchange(method, path, body, drops).catch((): Answer => {
      if (drops?.aborted) this.door.broken += 1;
      return { status: 0, body: null };
    });
  }

  /** Until there is an answer that a person would take for one: a reply, or a refusal. */
  async ask(method: string, path: string, body?: object | Buffer): Promise<Answer> {
    const end = Date.now() + mostSeconds * 1000;
    for (;;) {
      const answer = await this.send(method, path, body);
      if (answer.status === 401 && this.loginName) await this.logIn();
      else if (isAnswer(answer)) return answer;
      if (Date.now() > end) throw new Error(`${method} ${path}: no answer in ${mostSeconds} s, last ${answer.status}`);
      await delay(again);
    }
  }

  /** A command with its key, kept in the ledger from before the first sending to its answer. */
  async press(ledger: Ledger, press: Press, path: string, body: object, chance: Chance): Promise<void> {
    const end = Date.now() + mostSeconds * 1000;
    while (Date.now() < end) {
      press.attempts += 1;
      const breakAfter = chance.happens(this.door.breaking) ? chance.between(5, 400) : undefined;
      const answer = await this.send("POST", path, { key: press.key, ...body }, breakAfter);
      if (answer.status === 200) return ledger.answer(press, "accepted");
      if (answer.status === 401 && this.loginName) await this.logIn();
      else if (isAnswer(answer)) return ledger.answer(press, { refused: answer.body?.error?.code ?? answer.status });
      else press.unknown += 1;
      await delay(again);
    }
  }

  /** The password again, when the last one is about to count no longer. */
  async stepUp(): Promise<void> {
    if (Date.now() < this.sealsUntil) return;
    const from = Date.now();
    const { status } = await this.ask("POST", "/api/session/step-up", { password: demoPassword });
    if (status === 200) this.sealsUntil = from + 200_000;
  }

  private async logIn(): Promise<void> {
    const end = Date.now() + mostSeconds * 1000;
    for (;;) {
      const answer = await this.send("POST", "/api/session", { loginName: this.loginName, password: demoPassword });
      if (answer.status === 200) {
        this.accountId = answer.body.account.id;
        this.sealsUntil = 0;
        return;
      }
      if (Date.now() > end) throw new Error(`login of ${this.loginName}: ${JSON.stringify(answer)}`);
      await delay(again);
    }
  }

  private async exchange(
    method: string,
    path: string,
    body: object | Buffer | undefined,
    drops: AbortSignal | undefined,
  ): Promise<Answer> {
    const from = { "x-forwarded-for": this.from, ...(this.cookie ? { cookie: this.cookie } : {}) };
    const response = await this.door.send(method, path, body, from, drops);
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
    const text = await response.text();
    if (cookies.length > 0) this.cookie = cookies.join("; ");
    const json = response.headers.get("content-type")?.includes("json");
    return { status: response.status, body: json ? JSON.parse(text) : text };
  }
}

/** Refusals that say *later* are no answer yet: the engine is away, the disk is full, too fast. */
const later = new Set(["engine-unreachable", "storage-full", "too-many-requests"]);

function isAnswer({ status, body }: Answer): boolean {
  if (status === 200 || status === 201 || status === 204) return true;
  return status >= 400 && status < 500 && !later.has(body?.error?.code);
}
