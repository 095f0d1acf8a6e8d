import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";

export interface PoolUse {
  inUse: number;
  idle: number;
  /** Statements that wait for a connection. */
  waiting: number;
}

/** What every process tells of itself: memory, processor, event-loop delay, and its database connections. */
export function createRegistry(poolUse: () => PoolUse): Registry {
  const register = new Registry();
  collectDefaultMetrics({ register });
  new Gauge({
    ...{ name: "rencaitong_database_connections", help: "Connections of this process's pool", registers: [register] },
    labelNames: ["state"],
    collect() {
      const { inUse, idle, waiting } = poolUse();
      this.set({ state: "in-use" }, inUse);
      this.set({ state: "idle" }, idle);
      this.set({ state: "waiting" }, waiting);
    },
  });
  return register;
}

export interface MetricsListener {
  port: number;
  close(): Promise<void>;
}

/**
 * Serves `/metrics`, and other answers by path, on a listener of its own: figures about the house are not for the
 * public address, and this one still answers while the public one is being closed.
 */
export async function listenForMetrics(
  { host, port }: { host: string; port: number },
  register: Registry,
  /** Called before figures are told that have to be looked up. */
  refresh: () => Promise<void>,
  others: Readonly<Record<string, (response: ServerResponse) => Promise<void> | void>> = {},
): Promise<MetricsListener> {
  const server = createServer((request, response) => {
    const path = (request.url ?? "").split("?")[0]!;
    const answer = path === "/metrics" ? sendMetrics : Object.hasOwn(others, path) ? others[path] : undefined;
    if (request.method !== "GET" || !answer) return void response.writeHead(404).end();
    Promise.resolve(answer(response)).catch(() => response.writeHead(500).end());
  });
  const sendMetrics = async (response: ServerResponse) => {
    await refresh();
    response.setHeader("Content-Type", register.contentType);
    response.end(await register.metrics());
  };
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
