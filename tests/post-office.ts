import { createServer, type Server, type Socket } from "node:net";

/** Just enough of RFC 5321 to take letters, or to refuse a receiver. */
export class PostOffice {
  readonly letters: { to: string[]; content: string }[] = [];
  readonly server: Server;
  private readonly sockets = new Set<Socket>();
  constructor(refuses: (address: string) => boolean = () => false) {
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      let received = "";
      let to: string[] = [];
      let inContent = false;
      socket.on("error", () => undefined);
      socket.write("220 post office\r\n");
      socket.setEncoding("utf8").on("data", (chunk: string) => {
        received += chunk;
        for (;;) {
          const end = inContent ? "\r\n.\r\n" : "\r\n";
          const at = received.indexOf(end);
          if (at < 0) return;
          const line = received.slice(0, at);
          received = received.slice(at + end.length);
          if (inContent) {
            this.letters.push({ to, content: line });
            [inContent, to] = [false, []];
            socket.write("250 taken\r\n");
          } else if (line.startsWith("DATA")) {
            inContent = true;
            socket.write("354 go on\r\n");
          } else if (line.startsWith("RCPT")) {
            const address = /<(.*)>/.exec(line)?.[1] ?? "";
            if (!refuses(address)) to.push(address);
            socket.write(refuses(address) ? "550 nobody here\r\n" : "250 ok\r\n");
          } else if (line.startsWith("QUIT")) socket.end("221 bye\r\n");
          else socket.write(line === "STARTTLS" ? "502 no encryption here\r\n" : "250 ok\r\n");
        }
      });
    });
  }
  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(port, "127.0.0.1", resolve));
    return `127.0.0.1:${(this.server.address() as { port: number }).port}`;
  }
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
