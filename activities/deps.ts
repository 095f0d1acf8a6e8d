import type { Logger } from "pino";
import type { Database } from "../db/connection.ts";
import type { FieldEncryption } from "../db/field-encryption.ts";
import type { City } from "../domain/city.ts";
import type { DocumentRequest } from "./rendering/document-data.ts";
import type { Seal } from "./rendering/seal-document.ts";

/** Everything an activity may reach. Made by the composition root (worker.ts). */
export interface ActivityDeps {
  database: Database;
  encryption: FieldEncryption;
  log: Logger;
  city: City;
  /** Public address without a trailing slash; QR codes and links begin with it. */
  baseUrl: string;
  demo: boolean;
  /** Whether messages may be queued for SMS at all; absent: no gateway. */
  sms?: boolean;
  files: {
    put(content: Buffer): Promise<{ hash: string; size: number }>;
    read(hash: string): Promise<Buffer>;
  };
  render(request: DocumentRequest): Promise<Buffer>;
  /** Seals and signs; the development seal says so on its face. */
  seal(pdf: Buffer, seals: readonly Seal[]): Promise<Buffer>;
}
