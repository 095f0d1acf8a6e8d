import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Patience } from "./api/web-server.ts";

/**
 * What the program is told from outside. This file is its only reader of the environment; the composition roots
 * (api/server.ts, activities/worker.ts, the entries of ops/) read it once and hand it down.
 */
export interface Configuration {
  /** "demo": synthetic data, stand-ins and time skipping allowed. "production": neither of them. */
  mode: Mode;
  /** postgresql://… of the application's own database. */
  databaseUrl: string;
  /** Connections this process keeps at most. */
  databasePoolSize: number;
  /** host:port of the engine's frontend. */
  temporalAddress: string;
  temporalNamespace: string;
  /** Address the API listens on: 127.0.0.1 unless said otherwise. */
  apiHost: string;
  apiPort: number;
  patience: Patience;
  /** Public address without a trailing slash. Links, QR codes and Origin checks are made from it, never from a request. */
  baseUrl: string;
  /** Whether a proxy in front is trusted to tell the caller's address (X-Forwarded-For). */
  behindProxy: boolean;
  /** Absolute directory of everything this installation keeps. */
  dataDirectory: string;
  /** Absolute directory of files by content hash; shared by every API and worker process. */
  fileStoreDirectory: string;
  /** Absolute directory the embedded PostgreSQL copies each finished piece of its log to; undefined: none is kept. */
  walArchiveDirectory: string | undefined;
  /** Absolute directory of the built web application. */
  webDirectory: string;
  /** Which of the engine's queues a worker process takes work from: all, unless machines are divided up. */
  workerQueues: readonly WorkerQueue[];
  keyRing: KeyRing;
  signing: Signing;
  /** LibreOffice's program: a path, or a name to be found in PATH. */
  sofficePath: string;
  mail: Mail;
  scanner: Scanner;
  sms: { kind: "off" } | { kind: "stand-in" };
  /** RFC 3161 time-stamp authority; undefined = signatures without a time stamp (PAdES B-B). */
  timeStampUrl: string | undefined;
  logLevel: LogLevel;
  /** Where this process tells its figures (/metrics, /health/…): never the public address. Undefined: nowhere. */
  metrics: { host: string; port: number } | undefined;
}

export type Mode = "demo" | "test" | "production";
export type WorkerQueue = (typeof workerQueues)[number];
export type LogLevel = "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
export type Mail = { kind: "stand-in" } | { kind: "smtp"; url: string; from: string };
export type Scanner = { kind: "stand-in" } | { kind: "clamd"; host: string; port: number };
export type Signing =
  /** A self-signed certificate made under `directory` on first use; says on its face that it proves nothing. */
  | { kind: "development"; directory: string }
  /** `earlierFile`: the certificates that sealed before (PEM), so that what they sealed stays ours. */
  | { kind: "pkcs12"; file: string; password: string; earlierFile?: string };

/** Keys by id; every sealed value names the key it was sealed with, so that keys can be changed without a standstill. */
export interface KeyRing {
  /** Id of the key that new values are sealed with. */
  current: string;
  /** 32 bytes each. */
  keys: Readonly<Record<string, Buffer>>;
  /** 32 bytes for keyed hashes by which a value is found again (identity number → row). Never changes. */
  lookupKey: Buffer;
}

/** The environment cannot be run with. `message` is written for whoever starts the program; print it without a stack. */
export class ConfigurationError extends Error {
  override name = "ConfigurationError";
}

const rootDirectory = dirname(fileURLToPath(import.meta.url));
const port = z.coerce.number().int().min(1).max(65535);
const text = z.string().trim().min(1);
const onOff = z.enum(["on", "off"]);
const seconds = z.coerce.number().positive().max(3600);
const workerQueues = ["cases", "documents"] as const;

const environmentSchema = z.object({
  RENCAITONG_MODE: z.enum(["demo", "test", "production"]).default("production"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(10),
  TEMPORAL_ADDRESS: text.regex(/^[^\s:/]+:\d+$/, "应写成 主机:端口").optional(),
  TEMPORAL_NAMESPACE: text.default("rencaitong"),
  API_HOST: text.default("127.0.0.1"),
  API_PORT: port.default(8080),
  API_HEADERS_SECONDS: seconds.default(20),
  API_REQUEST_SECONDS: seconds.default(300),
  API_IDLE_SECONDS: seconds.default(65),
  API_SILENT_SECONDS: seconds.default(120),
  API_MOST_CONNECTIONS: z.coerce.number().int().min(1).max(100_000).default(5000),
  BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  BEHIND_PROXY: onOff.default("off"),
  DATA_DIRECTORY: text.optional(),
  FILE_STORE_DIRECTORY: text.optional(),
  WAL_ARCHIVE_DIRECTORY: text.optional(),
  BACKUP_PASSPHRASE: text.optional(),
  BACKUP_PASSPHRASE_FILE: text.optional(),
  WEB_DIRECTORY: text.optional(),
  WORKER_QUEUES: text
    .default(workerQueues.join(","))
    .transform((value) => value.split(",").map((name) => name.trim()))
    .pipe(z.array(z.enum(workerQueues)).min(1)),
  KEY_RING: text.optional(),
  KEY_RING_FILE: text.optional(),
  SEAL_P12_FILE: text.optional(),
  SEAL_P12_PASSWORD: z.string().optional(),
  SEAL_P12_PASSWORD_FILE: text.optional(),
  SEAL_EARLIER_CERTIFICATES_FILE: text.optional(),
  SOFFICE_PATH: text.default("soffice"),
  MAIL_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: text.optional(),
  SCANNER_ADDRESS: text.regex(/^[^\s:/]+:\d+$/, "应写成 主机:端口").optional(),
  SMS: z.enum(["off", "stand-in"]).optional(),
  TIME_STAMP_URL: z.url({ protocol: /^https?$/ }).optional(),
  METRICS_ADDRESS: text.regex(/^[^\s:/]+:\d+$/, "应写成 主机:端口").optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});
type Environment = z.infer<typeof environmentSchema>;

/** Every variable the program reads. Whatever starts it (docker-compose.yml, the supervisor) sets no other. */
export const environmentNames: readonly string[] = Object.keys(environmentSchema.shape);

const key = z.base64().transform((value, context) => {
  const bytes = Buffer.from(value, "base64");
  if (bytes.length !== 32) context.addIssue({ code: "custom", message: "密钥须为 32 字节（base64）" });
  return bytes;
});
const keyRingSchema = z
  .object({ current: text, keys: z.record(z.string(), key), lookupKey: key })
  .refine((ring) => ring.current in ring.keys, { message: "current 所指的密钥不在 keys 之中" });

/**
 * Reads and checks the environment.
 * @throws ConfigurationError with one sentence for each thing that is missing or wrong. In production every stand-in
 * and every secret that is not given counts as missing.
 */
export function readConfiguration(environment: NodeJS.ProcessEnv = process.env): Configuration {
  // An empty variable, as compose files leave it, counts as not given.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    throw refused(parsed.error.issues.map((issue) => `环境变量 ${issue.path.join(".")} 不可用：${issue.message}`));
  }
  const e = parsed.data;
  const missing = e.RENCAITONG_MODE === "production" ? missingInProduction(e) : missingAnywhere(e);
  if (missing.length > 0) throw refused(missing);

  const dataDirectory = resolve(e.DATA_DIRECTORY ?? join(rootDirectory, ".data"));
  return {
    mode: e.RENCAITONG_MODE,
    databaseUrl: e.DATABASE_URL!,
    databasePoolSize: e.DATABASE_POOL_SIZE,
    temporalAddress: e.TEMPORAL_ADDRESS!,
    temporalNamespace: e.TEMPORAL_NAMESPACE,
    apiHost: e.API_HOST,
    apiPort: e.API_PORT,
    patience: {
      headersSeconds: e.API_HEADERS_SECONDS,
      requestSeconds: e.API_REQUEST_SECONDS,
      idleSeconds: e.API_IDLE_SECONDS,
      silentSeconds: e.API_SILENT_SECONDS,
      mostConnections: e.API_MOST_CONNECTIONS,
    },
    baseUrl: (e.BASE_URL ?? `http://localhost:${e.API_PORT}`).replace(/\/+$/, ""),
    behindProxy: e.BEHIND_PROXY === "on",
    dataDirectory,
    fileStoreDirectory: resolve(e.FILE_STORE_DIRECTORY ?? join(dataDirectory, "files")),
    walArchiveDirectory: e.WAL_ARCHIVE_DIRECTORY && resolve(e.WAL_ARCHIVE_DIRECTORY),
    webDirectory: resolve(e.WEB_DIRECTORY ?? join(rootDirectory, "dist", "web")),
    workerQueues: e.WORKER_QUEUES,
    keyRing: readKeyRing(e, dataDirectory),
    signing: readSigning(e, dataDirectory),
    sofficePath: e.SOFFICE_PATH,
    mail: e.MAIL_URL ? { kind: "smtp", url: e.MAIL_URL, from: e.MAIL_FROM! } : { kind: "stand-in" },
    scanner: readScanner(e),
    sms: { kind: e.SMS ?? (e.RENCAITONG_MODE === "production" ? "off" : "stand-in") },
    timeStampUrl: e.TIME_STAMP_URL,
    logLevel: e.LOG_LEVEL,
    metrics: e.METRICS_ADDRESS ? hostAndPort(e.METRICS_ADDRESS) : undefined,
  };
}

const shortestPassphrase = 12;

/**
 * What the secrets of a backup are sealed with. Read apart from the rest: a restore has nothing else to be configured
 * with yet.
 * @throws ConfigurationError when it is not given or too short to protect anything.
 */
export function readBackupPassphrase(environment: NodeJS.ProcessEnv = process.env): string {
  const { BACKUP_PASSPHRASE: given, BACKUP_PASSPHRASE_FILE: file } = environment;
  if (!given && !file) {
    throw refused(["缺少 BACKUP_PASSPHRASE_FILE（或 BACKUP_PASSPHRASE）：密钥和签章证书只以口令加密后存入备份。"]);
  }
  const passphrase = (given || readSecretFile(file!, "备份口令文件")).trim();
  if (passphrase.length >= shortestPassphrase) return passphrase;
  throw refused([`备份口令太短：至少 ${shortestPassphrase} 个字符。`]);
}

function missingAnywhere(e: Environment): string[] {
  const sentences: string[] = [];
  if (!e.DATABASE_URL) sentences.push("缺少 DATABASE_URL（postgresql://…）：不知道数据库在哪里。");
  if (!e.TEMPORAL_ADDRESS) sentences.push("缺少 TEMPORAL_ADDRESS（主机:端口）：不知道流程引擎在哪里。");
  if (e.MAIL_URL && !e.MAIL_FROM) sentences.push("缺少 MAIL_FROM：设置了 MAIL_URL 就要写明发件地址。");
  if (e.SEAL_P12_FILE && e.SEAL_P12_PASSWORD === undefined && !e.SEAL_P12_PASSWORD_FILE) {
    sentences.push("缺少 SEAL_P12_PASSWORD 或 SEAL_P12_PASSWORD_FILE：打不开签章证书。");
  }
  return sentences;
}

function missingInProduction(e: Environment): string[] {
  const sentences = missingAnywhere(e);
  if (!e.BASE_URL?.startsWith("https://")) {
    sentences.push("生产环境须设置 BASE_URL，且以 https:// 开头：通知里的链接和证书二维码由它生成。");
  }
  if (!e.KEY_RING && !e.KEY_RING_FILE)
    sentences.push("生产环境须设置 KEY_RING_FILE（或 KEY_RING）：加密身份证号等的密钥。");
  if (!e.SEAL_P12_FILE) sentences.push("生产环境须设置 SEAL_P12_FILE：不能用开发环境的演示印章签发证书。");
  if (!e.MAIL_URL) sentences.push("生产环境须设置 MAIL_URL（smtp://…）：不能用演示邮箱代替发信。");
  if (!e.SCANNER_ADDRESS) sentences.push("生产环境须设置 SCANNER_ADDRESS（clamd 的 主机:端口）：不能用演示查毒代替。");
  if (e.SMS === "stand-in") sentences.push("生产环境不能把 SMS 设为 stand-in：演示短信不会真正发出。");
  return sentences;
}

function readKeyRing(e: Environment, dataDirectory: string): KeyRing {
  if (e.KEY_RING) return parseKeyRing(e.KEY_RING, "环境变量 KEY_RING");
  const file = e.KEY_RING_FILE ?? join(dataDirectory, "secrets", "key-ring.json");
  if (e.RENCAITONG_MODE === "test" && !existsSync(file)) return testKeyRing;
  return parseKeyRing(readSecretFile(file, "密钥文件"), `密钥文件 ${file}`);
}

/** Lets a test read a configuration without a file of secrets. What it protects is made up. */
const testKeyRing: KeyRing = {
  current: "test",
  keys: { test: createHash("sha256").update("test key").digest() },
  lookupKey: createHash("sha256").update("test lookup key").digest(),
};

function parseKeyRing(json: string, where: string): KeyRing {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // The parser's own message would quote the secret.
    throw refused([`${where} 不是 JSON。`]);
  }
  const parsed = keyRingSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw refused(parsed.error.issues.map((issue) => `${where} 不可用：${issue.path.join(".")} ${issue.message}`));
}

function readSigning(e: Environment, dataDirectory: string): Signing {
  if (!e.SEAL_P12_FILE) return { kind: "development", directory: join(dataDirectory, "secrets") };
  const file = resolve(e.SEAL_P12_FILE);
  if (!existsSync(file)) throw refused([`找不到签章证书文件 ${file}（SEAL_P12_FILE）。`]);
  const password = e.SEAL_P12_PASSWORD ?? readSecretFile(e.SEAL_P12_PASSWORD_FILE!, "签章证书的口令文件").trim();
  const earlierFile = e.SEAL_EARLIER_CERTIFICATES_FILE;
  return { kind: "pkcs12", file, password, ...(earlierFile ? { earlierFile: resolve(earlierFile) } : {}) };
}

function readScanner(e: Environment): Scanner {
  if (!e.SCANNER_ADDRESS) return { kind: "stand-in" };
  return { kind: "clamd", ...hostAndPort(e.SCANNER_ADDRESS) };
}

function hostAndPort(address: string): { host: string; port: number } {
  const [host, port] = address.split(":");
  return { host: host!, port: Number(port) };
}

function readSecretFile(file: string, what: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw refused([`读不到${what} ${file}：${(error as NodeJS.ErrnoException).code ?? "未知原因"}。`]);
  }
}

function refused(sentences: readonly string[]): ConfigurationError {
  return new ConfigurationError(sentences.join("\n"));
}

/** Ends a program that cannot go on: what its environment lacks in sentences, anything else with its stack. */
export function endProgram(error: unknown): never {
  const known = error instanceof ConfigurationError;
  process.stderr.write(`\n${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
