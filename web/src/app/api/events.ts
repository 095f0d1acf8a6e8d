import { DestroyRef, Injectable, type Signal, inject, signal } from "@angular/core";
import { eventMessage, followEvents } from "../../../../api/contracts/notifications.ts";

export type Topic = "inbox" | "case" | "notifications";

const firstWait = 1_000;
const longestWait = 30_000;

/**
 * What the server pushes, as counters: a page reads `topic("inbox")` in an effect or a resource and loads again when it
 * moves. After a lost connection every counter moves once, because what happened meanwhile is not known.
 */
@Injectable({ providedIn: "root" })
export class Events {
  private readonly counters = {
    inbox: signal(0),
    case: signal(0),
    notifications: signal(0),
  };
  private readonly cases = signal<ReadonlyMap<string, number>>(new Map());
  private readonly up = signal(false);
  private readonly heard = signal<Date | undefined>(undefined);
  private source: EventSource | undefined;
  private again: ReturnType<typeof setTimeout> | undefined;
  private wait = firstWait;
  private wasUp = false;

  readonly connected = this.up.asReadonly();
  /** When the last message or connection came in. */
  readonly lastHeardAt = this.heard.asReadonly();

  constructor() {
    inject(DestroyRef).onDestroy(() => this.stop());
  }

  topic(topic: Topic): Signal<number> {
    return this.counters[topic].asReadonly();
  }

  /** How often something happened to one case, as far as this page heard. */
  ofCase(caseId: string): number {
    return (this.cases().get(caseId) ?? 0) + this.reconnects();
  }

  private readonly reconnects = signal(0);

  /** Idempotent; the session starts it after login. */
  start(): void {
    if (this.source || this.again || typeof EventSource === "undefined") return;
    this.open();
  }

  stop(): void {
    clearTimeout(this.again);
    this.again = undefined;
    this.source?.close();
    this.source = undefined;
    this.up.set(false);
    this.wasUp = false;
  }

  private open(): void {
    this.again = undefined;
    const source = new EventSource(followEvents.path);
    this.source = source;
    source.onopen = () => {
      this.up.set(true);
      this.heard.set(new Date());
      this.wait = firstWait;
      if (this.wasUp) this.everythingMayHaveChanged();
      this.wasUp = true;
    };
    source.onmessage = (message: MessageEvent<string>) => this.take(message.data);
    source.onerror = () => {
      this.up.set(false);
      // The browser reconnects by itself unless the server answered with an error; then it is up to us.
      if (source.readyState !== EventSource.CLOSED) return;
      this.source = undefined;
      this.again = setTimeout(() => this.open(), this.wait);
      this.wait = Math.min(this.wait * 2, longestWait);
    };
  }

  private take(data: string): void {
    this.heard.set(new Date());
    const read = eventMessage.safeParse(parse(data));
    if (!read.success) return;
    const { topic, id } = read.data;
    this.counters[topic].update((count) => count + 1);
    if (topic === "case" && id) this.cases.update((cases) => new Map(cases).set(id, (cases.get(id) ?? 0) + 1));
  }

  private everythingMayHaveChanged(): void {
    for (const counter of Object.values(this.counters)) counter.update((count) => count + 1);
    this.reconnects.update((count) => count + 1);
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
