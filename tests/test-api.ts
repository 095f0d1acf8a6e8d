import type { Server } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createApp } from "../api/app.ts";
import type { ApiDeps } from "../api/deps.ts";
import { createEventHub } from "../api/events.ts";
import { createLimits } from "../api/middleware/limits.ts";
import { createUploadInspection } from "../api/upload-inspection.ts";
import { createWebServer, type Patience } from "../api/web-server.ts";
import { createReadiness } from "../api/readiness.ts";
import { createRefusalTrail } from "../api/refusal-trail.ts";
import { readConfiguration } from "../config.ts";
import type { Database } from "../db/connection.ts";
import type { FieldEncryption } from "../db/field-encryption.ts";
import { servedCity } from "../domain/city.ts";
import { Refusal } from "../domain/refusal.ts";
import type { Engine } from "../engine/engine.ts";
import { createFileStore } from "../ports/file-store.ts";
import { createLog } from "../ports/log.ts";
import { createPartialStore } from "../ports/partial-store.ts";
import { createScannerStandIn } from "../ports/scanner.ts";
import { checkSignature } from "../ports/signature-check.ts";
import { testPassword } from "./factories.ts";

/** JSON as it came, for tests that look into it. */
// oxlint-disable-next-line typescript/no-explicit-any
export type LooseJson = any;

export interface ApiAnswer {
  status: number;
  headers: Headers;
  /** Parsed where it is JSON, else the text. */
  body: LooseJson;
}

/** One browser: keeps its cookie, and marks what it sends as our own pages do. */
export class TestBrowser {
  readonly origin: string;
  cookie = "";

  constructor(origin: string) {
    this.origin = origin;
  }

  async send(
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<ApiAnswer> {
    const binary = body instanceof Uint8Array;
    const answer = await fetch(this.origin + path, {
      method,
      redirect: "manual",
      headers: {
        // A kept connection may be closed by the server in the instant in which it is used again.
        Connection: "close",
        ...(method === "GET" ? {} : { "X-Requested-With": "rencaitong" }),
        ...(body === undefined ? {} : { "Content-Type": binary ? "application/octet-stream" : "application/json" }),
        ...(this.cookie ? { Cookie: this.cookie } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: binary ? Buffer.from(body) : JSON.stringify(body) }),
    });
    const set = answer.headers.get("Set-Cookie");
    if (set) this.cookie = set.split(";")[0]!.replace(/^\w+=$/, "");
    const text = await answer.text();
    const json = answer.headers.get("Content-Type")?.includes("json");
    return { status: answer.status, headers: answer.headers, body: json ? JSON.parse(text) : text };
  }

  get(path: string) {
    return this.send("GET", path);
  }
  post(path: string, body?: unknown) {
    return this.send("POST", path, { body });
  }

  /** @throws Error when the login is refused. */
  async signIn(loginName: string, password = testPassword): Promise<this> {
    const answer = await this.post("/api/session", { loginName, password });
    if (answer.status !== 200)
      throw new Error(`login of ${loginName}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return this;
  }
}

export interface TestApi {
  origin: string;
  deps: ApiDeps;
  browser(): TestBrowser;
  /** How many are open. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

interface Given {
  database: Database;
  url: string;
  encryption: FieldEncryption;
  engine?: Engine;
  change?: Partial<ApiDeps>;
  configuration?: Partial<ApiDeps["configuration"]>;
  patience?: Patience;
}

/** The whole API on a free port. Without an engine of its own it has one that cannot be reached. */
export async function openTestApi(given: Given): Promise<TestApi> {
  const directory = await mkdtemp(join(tmpdir(), "rencaitong-api-"));
  const engine = given.engine ?? absentEngine();
  const events = createEventHub({ databaseUrl: given.url });
  let answer: ReturnType<ReturnType<typeof createApp>["callback"]> = async () => undefined;
  const server = createWebServer((request, response) => answer(request, response), given.patience ?? patience());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const deps: ApiDeps = {
    ...{ database: given.database, encryption: given.encryption, engine, events, probes: [] },
    files: createFileStore(join(directory, "files")),
    partials: createPartialStore(join(directory, "files", "partial")),
    uploads: createUploadInspection(createScannerStandIn("test")),
    checkSignature: (pdf) => checkSignature(pdf, { ours: [], chain: [] }),
    printDraft: async () => {
      throw new Refusal("preview-unavailable");
    },
    receiptPaper: async () => {
      throw new Refusal("paper-unavailable");
    },
    limits: createLimits(given.database),
    readiness: createReadiness({ database: given.database, engine }),
    answered: () => undefined,
    refusals: createRefusalTrail(given.database, () => undefined),
    log: createLog("silent", "test"),
    ...given.change,
    configuration: {
      mode: "test",
      baseUrl: origin,
      behindProxy: false,
      webDirectory: null,
      city: servedCity,
      sms: true,
      standIns: ["演示邮箱"],
      demoAccounts: [],
      ...given.configuration,
    },
  };
  answer = createApp(deps).callback();
  await events.start();
  return {
    origin,
    deps,
    browser: () => new TestBrowser(origin),
    connections: () => promisify(server.getConnections.bind(server))(),
    async close() {
      await events.close();
      await closeServer(server);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** What the web process waits for, as somebody who runs it says it. */
export function patience(given: NodeJS.ProcessEnv = {}): Patience {
  const outside = { DATABASE_URL: "postgresql://db.test/x", TEMPORAL_ADDRESS: "engine.test:7233" };
  return readConfiguration({ RENCAITONG_MODE: "test", ...outside, ...given }).patience;
}

async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** As the client behaves when nobody is at the other end (engine/client.test.ts): nothing is sent, and it says so. */
export function absentEngine(): Engine {
  const away = async (): Promise<never> => {
    throw new Refusal("engine-unreachable");
  };
  return {
    ...{
      begin: away,
      command: away,
      lookAgain: away,
      fastForward: away,
      retryEffect: away,
      changeCalendar: away,
      decideBatch: away,
      inspect: away,
      listRunning: away,
      beginAgain: away,
      reconcile: away,
      listEvents: away,
      ping: away,
    },
    close: async () => undefined,
  };
}
