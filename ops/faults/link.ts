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
  private isAway = false;

  private constructor(target: number) {
    this.target = target;
    this.server = createServer((near) => this.connect(near));
  }

  /** @param target the port, on this machine, that the wire leads to */
  static async to(target: number): Promise<Link> {
    const link = new Link(target);
    await new Promise<void>((resolve, reject) => {
      link.server.once("error", reject);
      link.server.listen(0, "127.0.0.1", resolve);
    });
    return link;
  }

  get port(): number {
    return (this.server.address() as { port: number }).port;
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

  takeAway(away: boolean): void {
    this.isAway = away;
    if (away) this.cut();
  }

  heal(): void {
    this.takeAway(false);
    this.silence(false);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.cut();
    await closed;
  }

  private connect(near: Socket): void {
    near.on("error", () => {});
    if (this.isAway) {
      near.resetAndDestroy();
      return;
    }
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
