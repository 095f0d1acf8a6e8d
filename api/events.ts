import type pg from "pg";
import { listeningClient } from "../db/connection.ts";

/** What the page is told: that something of this kind is new. It then reads what it may. */
export interface EventMessage {
  topic: "inbox" | "case" | "notifications";
  id?: string;
}

/** As the triggers of the database send it (migration 0003). */
export interface Announcement {
  topic: "inbox" | "case" | "notifications";
  receiver?: string;
  case?: string;
  account?: string;
}

/** One open page: `start` is given the sender and returns what ends it. */
export interface EventFeed {
  start(send: (message: EventMessage) => void, end: () => void): () => void;
  /** Asked at each heartbeat: false ends the stream, as when the session is over. */
  stillValid(): Promise<boolean>;
}

type Listener = (announcement: Announcement) => void;

export interface EventHub {
  /** Returns what takes the listener off again. `ended` is called when the hub closes: the process stops. */
  subscribe(listener: Listener, ended: () => void): () => void;
  start(): Promise<void>;
  close(): Promise<void>;
}

const firstWait = 250;
const longestWait = 10_000;

/**
 * One LISTEN connection for the whole process. When PostgreSQL goes away it comes back with growing waits, and then
 * tells every page to look again: what was announced in between is lost.
 */
export function createEventHub(options: { databaseUrl: string; onError?: (error: Error) => void }): EventHub {
  const listeners = new Map<Listener, () => void>();
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let wait = firstWait;
  let closed = false;

  async function connect(): Promise<void> {
    const fresh = listeningClient(options.databaseUrl);
    client = fresh;
    let over = false;
    const lost = (error?: Error) => {
      if (over) return;
      over = true;
      if (error) options.onError?.(error);
      void fresh.end().catch(() => undefined);
      if (closed) return;
      timer = setTimeout(() => void connect().then(() => lookAgain()), wait);
      timer.unref();
      wait = Math.min(wait * 2, longestWait);
    };
    fresh.on("error", lost);
    fresh.on("end", () => lost());
    fresh.on("notification", ({ payload }) => announce(payload));
    try {
      await fresh.connect();
      await fresh.query("listen rencaitong");
      wait = firstWait;
    } catch (error) {
      lost(error as Error);
    }
  }

  function announce(payload: string | undefined): void {
    if (!payload) return;
    const announcement = JSON.parse(payload) as Announcement;
    for (const listener of listeners.keys()) listener(announcement);
  }

  function lookAgain(): void {
    for (const topic of ["inbox", "case", "notifications"] as const)
      for (const listener of listeners.keys()) listener({ topic });
  }

  return {
    subscribe(listener, ended) {
      listeners.set(listener, ended);
      return () => listeners.delete(listener);
    },
    start: connect,
    async close() {
      closed = true;
      clearTimeout(timer);
      for (const ended of listeners.values()) ended();
      listeners.clear();
      await client?.end().catch(() => undefined);
    },
  };
}
