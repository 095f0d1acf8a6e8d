import { createServer, type Server, type Socket } from "node:net";
import { createClamdScanner, createScannerStandIn } from "./scanner.ts";

const eicar = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-", "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");

/** Speaks clamd's side of the protocol: reads `zINSTREAM` with its chunks, then answers as told. */
class Clamd {
  received: Buffer = Buffer.alloc(0);
  readonly server: Server;
  private readonly sockets = new Set<Socket>();
  constructor(answer: (content: Buffer, socket: Socket) => void) {
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      let bytes: Buffer = Buffer.alloc(0);
      socket.on("error", () => undefined);
      socket.on("data", (chunk: Buffer) => {
        bytes = Buffer.concat([bytes, chunk]);
        if (bytes.toString("latin1").startsWith("zPING\0")) socket.end("PONG\0");
        const content = contentOf(bytes);
        if (!content) return;
        this.received = content;
        answer(content, socket);
      });
    });
  }
  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return (this.server.address() as { port: number }).port;
  }
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** All chunks, once the empty one has come. */
function contentOf(bytes: Buffer): Buffer | undefined {
  const command = "zINSTREAM\0";
  if (!bytes.toString("latin1").startsWith(command)) return undefined;
  const parts: Buffer[] = [];
  for (let at = command.length; at + 4 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (length === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
}

let running: Clamd | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});
async function scannerFor(answer: (content: Buffer, socket: Socket) => void, timeLimitMilliseconds = 5_000) {
  running = new Clamd(answer);
  return createClamdScanner({ host: "127.0.0.1", port: await running.listen(), timeLimitMilliseconds });
}

describe("clamd scanner", () => {
  it("P10 sends every byte and understands what is clean and what is not", async () => {
    const scanner = await scannerFor((content, socket) =>
      socket.end(content.includes(eicar) ? "stream: Eicar-Test-Signature FOUND\0" : "stream: OK\0"),
    );
    const content = Buffer.alloc(300_000, "人才通");
    expect(await scanner.scan(content)).toEqual({ verdict: "clean" });
    expect(running?.received.equals(content)).toBe(true);
    expect(await scanner.scan(Buffer.from(eicar))).toEqual({ verdict: "infected", finding: "Eicar-Test-Signature" });
    expect(await scanner.scan(Buffer.alloc(0))).toEqual({ verdict: "clean" });
  });

  it.each([
    ["an error", "INSTREAM size limit exceeded. ERROR\0"],
    ["nothing", ""],
    ["half an answer", "stream: O"],
    ["somebody else", "HTTP/1.1 400 Bad Request\r\n\r\n"],
    ["OK for something else", "stream: OK but not really\0"],
  ])("P10 %s for an answer never passes a file", async (_name, answer) => {
    const scanner = await scannerFor((_content, socket) => socket.end(answer));
    await expect(scanner.scan(Buffer.from("file"))).rejects.toMatchObject({ code: "scanner-unavailable" });
  });

  it("P10 silence and a closed door never pass a file", async () => {
    const silent = await scannerFor(() => undefined, 50);
    await expect(silent.scan(Buffer.from("file"))).rejects.toMatchObject({ code: "scanner-unavailable" });
    await running?.close();
    await expect(silent.scan(Buffer.from("file"))).rejects.toMatchObject({ code: "scanner-unavailable" });
    expect(await silent.answers()).toBe(false);
    running = undefined;
  });

  it("answers a call of the health page", async () => {
    expect(await (await scannerFor(() => undefined)).answers()).toBe(true);
  });
});

describe("scanner stand-in", () => {
  it("P10 knows the EICAR file wherever it stands, and says that it knows nothing else", async () => {
    const scanner = createScannerStandIn("demo");
    expect(await scanner.scan(Buffer.from(`begin ${eicar} end`))).toMatchObject({ verdict: "infected" });
    expect(await scanner.scan(Buffer.from("harmless"))).toEqual({ verdict: "clean" });
    expect(scanner.caution).toContain("没有接入查毒服务");
    expect(() => createScannerStandIn("production")).toThrow("SCANNER_ADDRESS");
  });
});
