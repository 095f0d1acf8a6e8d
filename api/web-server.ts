import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** How long the web process waits for whoever is slow. Numbers are seconds unless they say otherwise. */
export interface Patience {
  /** From the connection, or the first byte of a later request, to the last header. */
  headersSeconds: number;
  /** To the last byte of the body: ten megabytes from a phone on a bad line. */
  requestSeconds: number;
  /** Between two requests. Longer than a proxy keeps its own connections, or it sends into one that is being closed. */
  idleSeconds: number;
  /** In which not one byte goes either way, also while an answer is fetched. Longer than the heartbeat of event streams. */
  silentSeconds: number;
  /** Connections of one process at once; further ones are closed at once. */
  mostConnections: number;
}

/** Browsers send about twenty, proxies add a handful. */
const mostHeaders = 100;

/**
 * The front door, not listening yet. It waits for nobody longer than `patience` says: a request that does not arrive in
 * time is answered with 408 where an answer can still go out, everything else is cut, and what was held for it is free
 * again. Whoever is quick is answered meanwhile: waiting costs a connection and no more.
 */
export function createWebServer(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
  patience: Patience,
): Server {
  const shortest = Math.min(patience.headersSeconds, patience.requestSeconds);
  const server = createServer(
    {
      headersTimeout: patience.headersSeconds * 1000,
      requestTimeout: patience.requestSeconds * 1000,
      keepAliveTimeout: patience.idleSeconds * 1000,
      // Left to itself the server would look only every half minute.
      connectionsCheckingInterval: Math.min(5_000, (shortest * 1000) / 4),
    },
    (request, response) => {
      if (request.rawHeaders.length / 2 > mostHeaders) response.writeHead(431, { Connection: "close" }).end();
      else void answer(request, response);
    },
  );
  // What is above this number would be dropped without a word: one more is let in, so that it can be refused.
  server.maxHeadersCount = mostHeaders + 1;
  server.maxConnections = patience.mostConnections;
  server.timeout = patience.silentSeconds * 1000;
  return server;
}
