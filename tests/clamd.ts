import { createServer, type Server, type Socket } from "node:net";

/** Speaks clamd's side of the protocol: a server that reads `zINSTREAM` with its chunks, then answers as told. */
export class Clamd {
  received: Buffer = Buffer.alloc(0);
  readonly server: Server;
  private readonly sockets = new Set<Socket>();
  constructor(
    answer: (content: Buffer, socket: Socket) => void,
    {
      hangUpAfterBytes = Number.POSITIVE_INFINITY,
      ping = (socket) => socket.end("PONG\0"),
    }: { hangUpAfterBytes?: number; ping?: (socket: Socket) => unknown } = {},
  ) {
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      let bytes: Buffer = Buffer.alloc(0);
      socket.on("error", () => undefined);
      socket.on("data", (chunk: Buffer) => {
        bytes = Buffer.concat([bytes, chunk]);
        if (bytes.length > hangUpAfterBytes) return void socket.destroy();
        if (bytes.toString("latin1").startsWith("zPING\0")) ping(socket);
        const content = contentOf(bytes);
        if (!content) return;
        this.received = content;
        answer(content, socket);
      });
    });
  }
  /** On a port of its choice, or on the one it had before. */
  async listen(port = 0): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(port, "127.0.0.1", resolve));
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
