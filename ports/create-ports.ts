import { join } from "node:path";
import { requireIsolation } from "./confinement.ts";
import { createDocumentConverter, type DocumentConverter } from "./document-converter.ts";
import { createFileStore, type FileStore } from "./file-store.ts";
import { createIdentityCheckOff, createIdentityCheckStandIn, type IdentityCheck } from "./identity-check.ts";
import { createPartialStore, type PartialStore } from "./partial-store.ts";
import { createMailStandIn, createSmtpMail, type Mail, type MailMessage } from "./mail.ts";
import { createOfficeLoginOff, type OfficeLogin } from "./office-login.ts";
import { createClamdScanner, createScannerStandIn, type Scanner } from "./scanner.ts";
import { createDevelopmentSeal } from "./seal-development.ts";
import { createPkcs12Seal } from "./seal-pkcs12.ts";
import type { SealProvider } from "./seal.ts";
import { createSmsOff, createSmsStandIn, type Sms, type SmsMessage } from "./sms.ts";
import { createTimeStamp, type TimeStamp } from "./time-stamp.ts";

/** What the ports need to know; `Configuration` of config.ts has all of it. */
export interface PortsConfiguration {
  mode: "demo" | "test" | "production";
  fileStoreDirectory: string;
  sofficePath: string;
  signing:
    | { kind: "development"; directory: string }
    | { kind: "pkcs12"; file: string; password: string; earlierFile?: string };
  mail: { kind: "stand-in" } | { kind: "smtp"; url: string; from: string };
  scanner: { kind: "stand-in" } | { kind: "clamd"; host: string; port: number };
  sms: { kind: "off" } | { kind: "stand-in" };
  timeStampUrl: string | undefined;
}

/** Where stand-ins put what they would have sent. */
export interface PortsKeeping {
  storeMail(message: MailMessage): Promise<void>;
  storeSms?(message: SmsMessage): Promise<void>;
}

export interface Ports {
  files: FileStore;
  partials: PartialStore;
  converter: DocumentConverter;
  seal: SealProvider;
  timeStamp: TimeStamp;
  scanner: Scanner;
  mail: Mail;
  sms: Sms;
  identityCheck: IdentityCheck;
  officeLogin: OfficeLogin;
  /** Sentences of every stand-in in use, for the health page and the login page of the demo. */
  cautions: readonly string[];
  close(): Promise<void>;
}

/**
 * Everything outside, as the configuration says. Nothing is connected or started before it is used.
 * @throws Error with a sentence when a stand-in is asked for in production, when what reads files cannot be kept from
 * the network there, or when the seal's certificate cannot be used.
 */
export async function createPorts(configuration: PortsConfiguration, keeping: PortsKeeping): Promise<Ports> {
  const { mode } = configuration;
  requireIsolation(mode);
  const timeStamp = createTimeStamp(configuration.timeStampUrl);
  const ports = {
    files: createFileStore(configuration.fileStoreDirectory),
    partials: createPartialStore(join(configuration.fileStoreDirectory, "partial")),
    seal: await createSeal(configuration, timeStamp),
    timeStamp,
    scanner:
      configuration.scanner.kind === "clamd" ? createClamdScanner(configuration.scanner) : createScannerStandIn(mode),
    mail:
      configuration.mail.kind === "smtp"
        ? createSmtpMail(configuration.mail)
        : createMailStandIn(mode, keeping.storeMail),
    sms:
      configuration.sms.kind === "stand-in"
        ? createSmsStandIn(mode, keeping.storeSms ?? (async () => undefined))
        : createSmsOff(),
    identityCheck: mode === "production" ? createIdentityCheckOff() : createIdentityCheckStandIn(mode),
    officeLogin: createOfficeLoginOff(),
    converter: createDocumentConverter({ sofficePath: configuration.sofficePath }),
  };
  const { seal, scanner, mail, sms, identityCheck } = ports;
  return {
    ...ports,
    cautions: [seal, timeStamp, scanner, mail, sms, identityCheck].map(({ caution }) => caution).filter(Boolean),
    async close() {
      mail.close();
      await ports.converter.close();
    },
  };
}

function createSeal(configuration: PortsConfiguration, { authority }: TimeStamp): Promise<SealProvider> | SealProvider {
  const { signing, mode } = configuration;
  return signing.kind === "pkcs12"
    ? createPkcs12Seal({ ...signing, timeStamp: authority })
    : createDevelopmentSeal({ mode, directory: signing.directory, timeStamp: authority });
}
