import { Connection, isGrpcServiceError, type ConnectionOptions } from "@temporalio/client";
import { Refusal } from "../domain/refusal.ts";

/** A connection that does not come about in this time (ms) is none. */
const connectWithin = 3_000;

const grpc = { cancelled: 1, deadlineExceeded: 4, resourceExhausted: 8, unavailable: 14 } as const;

/** The gRPC status of what a call to the engine ended with, where it has one. */
export function grpcCode(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  const cause = error instanceof Error ? error.cause : undefined;
  return isGrpcServiceError(cause) ? cause.code : undefined;
}

/**
 * Whether the engine gave no answer: it may have done what it was asked or not.
 * @throws Refusal engine-unreachable where the connection was refused, so that nothing was sent
 */
export function isSilence(error: unknown): boolean {
  switch (grpcCode(error)) {
    case grpc.deadlineExceeded:
    case grpc.cancelled:
    case grpc.resourceExhausted:
      return true;
    case grpc.unavailable:
      // A connection that broke on the way may have carried it.
      if (/ECONNREFUSED|No connection established|Name resolution/i.test(String((error as Error).message)))
        throw new Refusal("engine-unreachable");
      return true;
    default:
      return false;
  }
}

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

  /**
   * One question to the engine: asked only where there is one, and waited for so long (ms) and no longer.
   * @throws Refusal engine-unreachable when nothing was sent, engine-silent when no answer came
   */
  async ask<Result>(milliseconds: number, question: () => Promise<Result>): Promise<Result> {
    await this.requireReachable();
    try {
      return await this.withDeadline(Date.now() + milliseconds, question);
    } catch (error) {
      throw isSilence(error) ? new Refusal("engine-silent") : error;
    }
  }
}
