import { createConnection, createServer, type Server, type Socket } from "node:net";

/**
 * A wire between two programs that can be cut (every connection broken), silenced (open, and nothing comes through) and
 * taken away (nobody answers). What was written before is delivered in order or not at all, as TCP does it.
 */
export class Link {
  private readonly server: Server;
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private readonly target: number;
  private isSilent = false;
  private knownPort = 0;

  private constructor(target: number) {
    this.target = target;
    this.server = createServer((near) => this.connect(near));
  }

  /** @param target the port, on this machine, that the wire leads to */
  static async to(target: number): Promise<Link> {
    const link = new Link(target);
    await link.listen();
    link.knownPort = (link.server.address() as { port: number }).port;
    return link;
  }

  get port(): number {
    return this.knownPort;
  }

  /** Breaks every connection; new ones are let through. */
  cut(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.resetAndDestroy();
  }

  silence(silent: boolean): void {
    this.isSilent = silent;
    for (const [near, far] of this.pairs) {
      for (const socket of [near, far]) {
        if (silent) socket.pause();
        else socket.resume();
      }
    }
  }

  /** Nobody listens at the port any more, or again. */
  async takeAway(away: boolean): Promise<void> {
    if (away === !this.server.listening) return;
    if (!away) return this.listen();
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.cut();
    await closed;
  }

  async heal(): Promise<void> {
    await this.takeAway(false);
    this.silence(false);
  }

  async close(): Promise<void> {
    await this.takeAway(true);
  }

  private listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(this.knownPort, "127.0.0.1", () => {
        this.server.off("error", reject);
        resolve();
      });
    });
  }

  private connect(near: Socket): void {
    near.on("error", () => {});
    const far = createConnection({ port: this.target, host: "127.0.0.1" });
    const pair = [near, far] as const;
    this.pairs.add(pair);
    this.carry(near, far);
    this.carry(far, near);
    for (const socket of pair) socket.setNoDelay(true);
    const end = () => {
      this.pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) socket.on("error", end).on("close", end);
  }

  private carry(from: Socket, to: Socket): void {
    if (this.isSilent) from.pause();
    from.on("data", (chunk) => {
      if (!to.write(chunk)) from.pause();
    });
    to.on("drain", () => {
      if (!this.isSilent) from.resume();
    });
    from.on("end", () => to.end());
  }
}
