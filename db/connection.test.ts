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
  await expect(row(database, "select pg_sleep(60)")).rejects.toMatchObject({ original: { code: "57014" } });
  expect(await outcome(row(database, "select 1"))).toBe("answered");
});
