import { createServer, type AddressInfo } from "node:net";
import { isDatabaseAway } from "./failures.ts";
import { connectDatabase, poolUse, preparedRow, row, rows, type Database } from "./connection.ts";
import { Link } from "../ops/faults/link.ts";
import { until } from "../tests/until.ts";

const server = new URL(process.env.TEST_DATABASE_URL ?? "");
const select = { name: "one", text: "select 1 as one" };

let link: Link;
let database: Database;
beforeEach(async () => {
  link = await Link.to(Number(server.port));
  const through = new URL(server);
  through.port = String(link.port);
  database = connectDatabase(through.href, { max: 2, answerWithin: 1_000 });
});
afterEach(async () => {
  await link.heal();
  await database.close();
  await link.close();
});

const outcome = (asked: Promise<unknown>) =>
  asked.then(
    () => "answered",
    (error: unknown) => (isDatabaseAway(error) ? "away" : String(error)),
  );

/** Whoever comes first may still be told of a connection that was begun in the silence. */
async function answeredAgain(): Promise<void> {
  for (const ask of [() => row(database, "select 1"), () => preparedRow(database, select, [])])
    await until(async () => (await outcome(ask())) === "answered", "an answer of the database");
}

test("P1 a database that goes silent holds no connection for ever: whoever asks is told, and those who ask when it speaks again are answered", async () => {
  await Promise.all([row(database, "select 1"), preparedRow(database, select, [])]);
  link.silence(true);
  const unanswered = [
    row(database, "select 1"),
    preparedRow(database, select, []),
    database.transaction((transaction) => rows(database, "select 1", [], transaction)),
  ];
  expect(await Promise.all(unanswered.map(outcome))).toEqual(["away", "away", "away"]);
  expect(poolUse(database)).toMatchObject({ inUse: 0, waiting: 0 });
  link.silence(false);
  await answeredAgain();
});

test("P1 a silent database that is then cut off for good: nobody waits, and one that comes back is found", async () => {
  await row(database, "select 1");
  link.silence(true);
  const asked = outcome(row(database, "select 1"));
  await link.takeAway(true);
  expect(await asked).toBe("away");
  expect(await outcome(preparedRow(database, select, []))).toBe("away");
  await link.heal();
  await answeredAgain();
});

test("P1 the server ends a statement of its own accord when nobody waits for it any longer", async () => {
  const ended = row(database, "select pg_sleep(60)");
  await expect(ended).rejects.toMatchObject({ original: { code: "57014" } });
  // To whoever asked it is the database that did not answer, no fault of ours.
  expect(await outcome(ended)).toBe("away");
  expect(await outcome(row(database, "select 1"))).toBe("answered");
});

/** One message of PostgreSQL's protocol: a letter, a length that counts itself, the content. */
function message(letter: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length + 4);
  return Buffer.concat([Buffer.from(letter), length, content]);
}

test("P4 a farewell in the same packet as the greeting fails that one query and never the process", async () => {
  const greeting = [message("R", Buffer.alloc(4)), message("Z", Buffer.from("I"))];
  const words = "terminating connection due to unexpected postmaster exit";
  const farewell = message("E", Buffer.from(`SFATAL\0C57P01\0M${words}\0\0`));
  const dying = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end(Buffer.concat([...greeting, farewell])));
  });
  await new Promise<void>((resolve) => dying.listen(0, "127.0.0.1", resolve));
  const { port } = dying.address() as AddressInfo;
  const heard: string[] = [];
  const onError = (error: Error) => void heard.push(error.message);
  const asked = connectDatabase(`postgresql://nobody:none@127.0.0.1:${port}/none`, { onError });
  try {
    await expect(rows(asked, "select 1")).rejects.toThrow();
    expect(heard).toContain(words);
  } finally {
    await asked.close();
    await new Promise((resolve) => dying.close(resolve));
  }
});
