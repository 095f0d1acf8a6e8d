import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigurationError, readConfiguration } from "../config.ts";
import { ensureKeyRing } from "./secrets.ts";

const zeros = Buffer.alloc(32).toString("base64");
const keyRing = JSON.stringify({ current: "1", keys: { 1: zeros }, lookupKey: zeros });
const outside = { DATABASE_URL: "postgresql://u:p@db.test/x", TEMPORAL_ADDRESS: "engine.test:7233" };

function refusal(environment: NodeJS.ProcessEnv): string {
  try {
    readConfiguration(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  throw new Error("was accepted");
}

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rencaitong-configuration-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("configuration: production names every stand-in and every secret that is missing, one sentence each", () => {
  const sentences = refusal({ ...outside }).split("\n");
  for (const name of ["BASE_URL", "KEY_RING_FILE", "SEAL_P12_FILE", "MAIL_URL", "SCANNER_ADDRESS"]) {
    expect(sentences.filter((sentence) => sentence.includes(name))).toHaveLength(1);
  }
  expect(refusal({ ...outside, SMS: "stand-in" })).toContain("SMS");
});

test("configuration: what is not said is production, never the demo", () => {
  expect(refusal({ ...outside, DATA_DIRECTORY: directory })).toContain("生产环境");
});

test("configuration: the demo runs with its own key ring and stand-ins", () => {
  const file = ensureKeyRing(directory);
  const configuration = readConfiguration({
    ...outside,
    RENCAITONG_MODE: "demo",
    DATA_DIRECTORY: directory,
    API_PORT: "9000",
  });
  expect(configuration).toMatchObject({
    mode: "demo",
    baseUrl: "http://localhost:9000",
    mail: { kind: "stand-in" },
    scanner: { kind: "stand-in" },
    signing: { kind: "development" },
    workerQueues: ["cases", "documents"],
  });
  expect(ensureKeyRing(directory)).toBe(file);
  expect(readConfiguration({ ...outside, RENCAITONG_MODE: "demo", DATA_DIRECTORY: directory }).keyRing).toEqual(
    configuration.keyRing,
  );
});

test("configuration: a secret that cannot be read is never quoted", () => {
  const demo = { ...outside, RENCAITONG_MODE: "demo" };
  for (const broken of [
    '{"current":"topsecret',
    JSON.stringify({ current: "1", keys: { 1: "dG9wc2VjcmV0" }, lookupKey: zeros }),
  ]) {
    const said = refusal({ ...demo, KEY_RING: broken });
    expect(said).toContain("KEY_RING");
    expect(said).not.toMatch(/topsecret|dG9wc2VjcmV0/);
  }
  const file = join(directory, "ring.json");
  writeFileSync(file, keyRing.replace('"current":"1"', '"current":"2"'));
  expect(refusal({ ...demo, KEY_RING_FILE: file })).toContain("current 所指的密钥不在 keys 之中");
});

test("configuration: an empty variable, as compose leaves it, counts as not given", () => {
  const configuration = readConfiguration({
    ...outside,
    RENCAITONG_MODE: "demo",
    KEY_RING: keyRing,
    MAIL_URL: "",
    API_PORT: "",
    SEAL_P12_FILE: "",
  });
  expect(configuration).toMatchObject({ apiPort: 8080, mail: { kind: "stand-in" }, signing: { kind: "development" } });
});

test("configuration: what is written wrongly is named", () => {
  const said = refusal({
    ...outside,
    RENCAITONG_MODE: "demo",
    API_PORT: "http",
    TEMPORAL_ADDRESS: "engine",
    WORKER_QUEUES: "mail",
  });
  for (const name of ["API_PORT", "TEMPORAL_ADDRESS", "WORKER_QUEUES"]) expect(said).toContain(`环境变量 ${name}`);
});
