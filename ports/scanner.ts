import { createConnection, type Socket } from "node:net";

export type ScanResult =
  { verdict: "clean" } | { verdict: "infected"; /** The scanner's own name for it. */ finding: string };

/**
 * Looks for malware in an upload. Asking again is safe. A file that could not be scanned is quarantined, never passed
 * (quality.md, Security).
 * @throws ScannerUnavailable when there is no answer; FileNotScannable when there is one, and it is no verdict.
 */
export interface Scanner {
  kind: "clamd" | "stand-in";
  /** What people are told where uploads are received; empty for a real scanner. */
  caution: string;
  scan(content: Uint8Array): Promise<ScanResult>;
  /** For the health page: whether it answers a call within seconds. Never throws. */
  answers(): Promise<boolean>;
}

export class ScannerUnavailable extends Error {
  override name = "ScannerUnavailable";
  readonly code = "scanner-unavailable";
}

/** The scanner is there and could not look at this file: too large for it, damaged, more than it unpacks. */
export class FileNotScannable extends Error {
  override name = "FileNotScannable";
  readonly code = "file-not-scannable";
}

export interface ClamdOptions {
  host: string;
  port: number;
  /** The longest silence that is waited through. */
  timeLimitMilliseconds?: number;
}

/** clamd's limit for one chunk is that of the stream; smaller ones keep the memory of both sides low. */
const chunkBytes = 64 * 1024;
/** Somebody waits at the health page: all of it, not the silence alone, is over by then. */
const pingMilliseconds = 3_000;
/** An answer is one line; more than this is not clamd. */
const longestAnswer = 4096;

/** ClamAV's daemon over TCP, commands `zINSTREAM` and `zPING` (clamd(8)). */
export function createClamdScanner(options: ClamdOptions): Scanner {
  const timeLimit = options.timeLimitMilliseconds ?? 20_000;
  return {
    kind: "clamd",
    caution: "",
    async scan(content) {
      const answer = await ask(options, timeLimit, async (socket) => {
        socket.write("zINSTREAM\0");
        for (let start = 0; start < content.length; start += chunkBytes) {
          const chunk = content.subarray(start, start + chunkBytes);
          const length = Buffer.alloc(4);
          length.writeUInt32BE(chunk.length);
          socket.write(length);
          if (!socket.write(chunk)) await drained(socket);
        }
        socket.write(Buffer.alloc(4));
      });
      return readAnswer(answer);
    },
    async answers() {
      const call = async (socket: Socket) => void socket.write("zPING\0");
      return ask(options, Math.min(timeLimit, pingMilliseconds), call, AbortSignal.timeout(pingMilliseconds)).then(
        (answer) => answer === "PONG",
        () => false,
      );
    },
  };
}

function readAnswer(answer: string): ScanResult {
  if (answer === "stream: OK") return { verdict: "clean" };
  const found = /^stream: (.+) FOUND$/.exec(answer);
  if (found?.[1]) return { verdict: "infected", finding: found[1] };
  const failed = /^(.+) ERROR$/.exec(answer);
  if (failed?.[1]) throw new FileNotScannable(failed[1]);
  throw new ScannerUnavailable(`the scanner answered: ${answer}`);
}

function ask(
  { host, port }: ClamdOptions,
  timeLimit: number,
  send: (socket: Socket) => Promise<void>,
  signal?: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port, ...(signal ? { signal } : {}) });
    let received = "";
    const fail = (sentence: string) => {
      socket.destroy();
      reject(new ScannerUnavailable(sentence));
    };
    const finish = () => {
      const [answer] = received.split("\0");
      if (!received.includes("\0") || answer === undefined) return fail("the scanner hung up without an answer");
      socket.destroy();
      resolve(answer.trim());
    };
    socket.setTimeout(timeLimit, () => fail(`no answer from the scanner within ${timeLimit} ms`));
    socket.on("error", (error) => fail(error.message));
    socket.on("close", () => fail("the scanner hung up without an answer"));
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      received += chunk;
      if (received.includes("\0")) finish();
      else if (received.length > longestAnswer) fail("what answered is not a scanner");
    });
    socket.once("connect", () => void send(socket).catch((error: Error) => fail(error.message)));
  });
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("drain", resolve);
    socket.once("close", () => reject(new Error("the scanner hung up")));
  });
}

/** The harmless file by which scanners are tried out (EICAR); written in two parts so that this file is none. */
const trialFile = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-", "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");

/**
 * Stand-in for demo and tests: knows the EICAR file and nothing else, and says so.
 * @throws Error when asked for in production.
 */
export function createScannerStandIn(mode: string): Scanner {
  if (mode === "production")
    throw new Error("演示查毒不能用于正式环境：请设置 SCANNER_ADDRESS（clamd 的 主机:端口）。");
  return {
    kind: "stand-in",
    caution: "演示环境没有接入查毒服务，只识别 EICAR 测试文件。",
    async scan(content) {
      const found = Buffer.from(content.buffer, content.byteOffset, content.length).includes(trialFile, 0, "latin1");
      return found ? { verdict: "infected", finding: "Eicar-Test-Signature" } : { verdict: "clean" };
    },
    answers: async () => true,
  };
}
