import { PassThrough } from "node:stream";
import type { Context } from "koa";
import type { EventFeed, EventMessage } from "../events.ts";

const heartbeatMilliseconds = 25_000;
/** A reader that does not read: the stream ends, and the page comes back and asks anew. */
const mostBufferedBytes = 64 * 1024;

/** Keeps a `text/event-stream` open until the reader leaves, the session ends or the server stops. */
export function sendEvents(context: Context, feed: EventFeed): void {
  const stream = new PassThrough();
  context.set({ "Cache-Control": "no-store", "X-Accel-Buffering": "no" });
  context.type = "text/event-stream";
  context.status = 200;
  context.body = stream;
  const write = (text: string) => {
    if (stream.writableLength > mostBufferedBytes) end();
    else stream.write(text);
  };
  let over = false;
  const end = () => {
    if (over) return;
    over = true;
    clearInterval(heartbeat);
    stop();
    stream.end();
  };
  const heartbeat = setInterval(() => {
    feed.stillValid().then(
      (valid) => (valid ? write(": here\n\n") : end()),
      // The database is away for a moment: the stream may stay, nothing is sent without it.
      () => write(": here\n\n"),
    );
  }, heartbeatMilliseconds);
  heartbeat.unref();
  const stop = feed.start((message: EventMessage) => write(`data: ${JSON.stringify(message)}\n\n`), end);
  context.res.on("close", end);
  write("retry: 2000\n\n");
}
