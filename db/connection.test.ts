import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";
import { connectDatabase, rows } from "./connection.ts";

/** One message of PostgreSQL's protocol: a letter, a length that counts itself, the content. */
function message(letter: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length + 4);
  return Buffer.concat([Buffer.from(letter), length, content]);
}

const greeting = [message("R", Buffer.alloc(4)), message("Z", Buffer.from("I"))];
const farewell = message(
  "E",
  Buffer.from("SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0"),
);

let server: Server;
afterEach(() => new Promise((resolve) => server.close(resolve)));

test("P4 a farewell in the same packet as the greeting fails that one query and never the process", async () => {
  server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end(Buffer.concat([...greeting, farewell])));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const heard: Error[] = [];
  const { port } = server.address() as AddressInfo;
  const database = connectDatabase(`postgresql://nobody:none@127.0.0.1:${port}/none`, {
    onError: (error) => heard.push(error),
  });
  try {
    await expect(rows(database, "select 1")).rejects.toThrow();
    expect(heard.map(({ message: said }) => said)).toContain(
      "terminating connection due to unexpected postmaster exit",
    );
  } finally {
    await database.close();
  }
});
