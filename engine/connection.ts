import { Connection, type ConnectionOptions } from "@temporalio/client";
import { Refusal } from "../domain/refusal.ts";

/** A connection that does not come about in this time (ms) is none. */
const connectWithin = 3_000;

/** The connection to the engine, which can be asked whether there is one. */
export class EngineConnection extends Connection {
  /** Nothing is sent before the first call: the API serves reads while the engine is away, and finds it by itself. */
  static override lazy(options: ConnectionOptions): EngineConnection {
    return super.lazy(options) as EngineConnection;
  }

  /**
   * The client tries a connection that nobody takes until the command's deadline, and can then no longer tell whether it
   * was sent. Asked first, there is an honest *no*: the page keeps the text, and the same press works later.
   * @throws Refusal engine-unreachable
   */
  async requireReachable(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.client.waitForReady(Date.now() + connectWithin, (error) =>
        error ? reject(new Refusal("engine-unreachable")) : resolve(),
      );
    });
  }
}
