import type { Logger } from "pino";
import type { Database } from "../db/connection.ts";
import type { FieldEncryption } from "../db/field-encryption.ts";
import type { City } from "../domain/city.ts";
import type { Engine } from "../engine/engine.ts";
import type { FileStore } from "../ports/file-store.ts";
import type { PartialStore } from "../ports/partial-store.ts";
import type { SignatureCheck } from "../ports/signature-check.ts";
import type { EventHub } from "./events.ts";
import type { AnswerWatch } from "./metrics.ts";
import type { Limits } from "./middleware/limits.ts";
import type { ReadinessProbe } from "./readiness.ts";
import type { RefusalTrail } from "./refusal-trail.ts";
import type { UploadInspection } from "./upload-inspection.ts";

export interface DemoAccount {
  loginName: string;
  password: string;
  label: string;
  goodFor: string;
  door: "person" | "organisation" | "staff";
}

export interface ApiConfiguration {
  /** "test" behaves as "demo" does, with its own name in the log. */
  mode: "demo" | "test" | "production";
  /** Public address without a trailing slash: origin checks, cookies and links are made from it, never from a request. */
  baseUrl: string;
  /** Whether X-Forwarded-For of a proxy in front is believed. */
  behindProxy: boolean;
  /** Absolute directory of the built web application; absent in tests. */
  webDirectory: string | null;
  city: City;
  /** Whether an SMS gateway (or its stand-in) is there. */
  sms: boolean;
  /** Stand-ins in use, each named as it must be shown on screen. */
  standIns: readonly string[];
  demoAccounts: readonly DemoAccount[];
}

/** One outside service of the health page. `check` resolves to a short detail for people, or throws: then it is down. */
export interface ServiceProbe {
  name: string;
  label: string;
  /** Said on the page where a stand-in is in use. */
  standIn: string | null;
  check(): Promise<string>;
}

/** Everything a route may reach. Made by the composition root (server.ts) and by tests. */
export interface ApiDeps {
  database: Database;
  encryption: FieldEncryption;
  engine: Engine;
  files: Pick<FileStore, "has" | "open" | "put" | "read">;
  partials: PartialStore;
  uploads: UploadInspection;
  /** Against the certificates that this house signs with (ports/signature-check.ts). */
  checkSignature(pdf: Buffer): Promise<SignatureCheck>;
  /**
   * An unsubmitted draft as its form would print, each page marked as a draft.
   * @throws Refusal preview-unavailable while the document tools are missing or fail.
   */
  printDraft(draftId: string): Promise<Buffer>;
  /**
   * The hash of what the counter gave, sealed; made when it is first asked for, once.
   * @throws Refusal not-found · paper-unavailable
   */
  receiptPaper(receiptId: string): Promise<string>;
  events: EventHub;
  limits: Limits;
  /** The outside services of the health page, beside database and engine. */
  probes: readonly ServiceProbe[];
  configuration: ApiConfiguration;
  refusals: RefusalTrail;
  readiness: ReadinessProbe;
  answered: AnswerWatch;
  log: Logger;
}

/** Demo-only endpoints exist, and time can be skipped. */
export function isDemo(configuration: Pick<ApiConfiguration, "mode">): boolean {
  return configuration.mode !== "production";
}
