import type { Socket } from "node:net";
import { createClamdScanner, createScannerStandIn } from "./scanner.ts";
import { Clamd } from "../tests/clamd.ts";

const eicar = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-", "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");

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
    ["nothing", ""],
    ["half an answer", "stream: O"],
    ["somebody else", "HTTP/1.1 400 Bad Request\r\n\r\n"],
    ["OK for something else", "stream: OK but not really\0"],
    ["a line hung up on in its middle", "stream: Eicar-Test-Sig"],
  ])("P10 %s for an answer never passes a file", async (_name, answer) => {
    const scanner = await scannerFor((_content, socket) => socket.end(answer));
    await expect(scanner.scan(Buffer.from("file"))).rejects.toMatchObject({ code: "scanner-unavailable" });
  });

  it("P10 an error for this one file passes it no more, and is told apart from a scanner that is away", async () => {
    const scanner = await scannerFor((_content, socket) => socket.end("INSTREAM size limit exceeded. ERROR\0"));
    await expect(scanner.scan(Buffer.from("file"))).rejects.toMatchObject({
      code: "file-not-scannable",
      message: "INSTREAM size limit exceeded.",
    });
  });

  it("P10 silence and a closed door never pass a file", async () => {
    const silent = await scannerFor(() => undefined, 50);
    await expect(silent.scan(Buffer.from("file"))).rejects.toMatchObject({ code: "scanner-unavailable" });
    await running?.close();
    await expect(silent.scan(Buffer.from("file"))).rejects.toMatchObject({ code: "scanner-unavailable" });
    expect(await silent.answers()).toBe(false);
    running = undefined;
  });

  it("P10 a scanner that drops the line in the middle of a file never passes it", async () => {
    running = new Clamd(() => undefined, { hangUpAfterBytes: 100_000 });
    const scanner = createClamdScanner({ host: "127.0.0.1", port: await running.listen() });
    await expect(scanner.scan(Buffer.alloc(5_000_000, 1))).rejects.toMatchObject({ code: "scanner-unavailable" });
  });

  it("B-03 answers a call of the health page; one that takes the call and says nothing, or something else, is down", async () => {
    expect(await (await scannerFor(() => undefined)).answers()).toBe(true);
    await running?.close();
    running = new Clamd(() => undefined, { ping: () => undefined });
    const port = await running.listen();
    expect(await createClamdScanner({ host: "127.0.0.1", port, timeLimitMilliseconds: 50 }).answers()).toBe(false);
    await running.close();
    running = new Clamd(() => undefined, { ping: (socket) => socket.end("HTTP/1.1 400 Bad Request\0") });
    expect(await createClamdScanner({ host: "127.0.0.1", port: await running.listen() }).answers()).toBe(false);
  });

  it("B-03 a scanner that answers a call letter by letter is given up on as well", async () => {
    const letters: NodeJS.Timeout[] = [];
    const trickle = (socket: Socket) => letters.push(setInterval(() => socket.write("P"), 100));
    running = new Clamd(() => undefined, { ping: trickle });
    try {
      expect(await createClamdScanner({ host: "127.0.0.1", port: await running.listen() }).answers()).toBe(false);
    } finally {
      for (const letter of letters) clearInterval(letter);
    }
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
