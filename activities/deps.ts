import type { Logger } from "pino";
import type { Database } from "../db/connection.ts";
import type { FieldEncryption } from "../db/field-encryption.ts";
import type { DocumentRequest, SealName } from "./rendering/document-data.ts";

/** What the city is called and where it can be reached; printed and shown, never used to decide. */
export interface City {
  /** 柳州市 */
  name: string;
  /** 广西柳州市: goes before 中级职称电子证书. */
  certificateArea: string;
  /** LZ, as in YS-LZ-2026-000137. */
  numberCode: string;
  /** GB/T 2260, 450200: begins the certificate number. */
  areaCode: string;
  dataSource: string;
}

export interface SealRequest {
  /** The line of the form it stands on. */
  seal: SealName;
  officeName: string;
  reason: string;
  at: Date;
}

/** Everything an activity may reach. Made by the composition root (worker.ts). */
export interface ActivityDeps {
  database: Database;
  encryption: FieldEncryption;
  log: Logger;
  city: City;
  /** Public address without a trailing slash; QR codes and links begin with it. */
  baseUrl: string;
  demo: boolean;
  files: {
    put(content: Buffer): Promise<{ hash: string; size: number }>;
    read(hash: string): Promise<Buffer>;
  };
  render(request: DocumentRequest): Promise<Buffer>;
  /** Seals and signs; the development seal says so on its face. */
  seal(pdf: Buffer, template: DocumentRequest["template"], seals: readonly SealRequest[]): Promise<Buffer>;
}
