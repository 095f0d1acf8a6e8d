import { row, rows, type Database } from "../db/connection.ts";
import { moveCases, type Move } from "../db/office-history.ts";
import type { ActivityDeps } from "./deps.ts";

const casesPerPage = 500;
const pagesPerRound = 100;

/**
 * What offices once had, closed long ago, moves to their successors page by page, each page in a transaction (B-17): any
 * number of rounds at once, and one that is broken off, move each case once. Until the last page the successor's people
 * read it where it lies (`Membership.succeeds`). Goes on with the next round where `pages` were not enough.
 */
export async function moveOfficeHistory(
  { database }: Pick<ActivityDeps, "database">,
  { perPage = casesPerPage, pages = pagesPerRound } = {},
): Promise<void> {
  const moves = await rows<{ from: string; id: string; name: string }>(
    database,
    `with recursive moving as (
       select id as "from", successor_id as id from offices where successor_id is not null and history_moved_at is null
       union all
       select m."from", o.successor_id from moving m join offices o on o.id = m.id where o.successor_id is not null)
     select m."from", o.id, o.name from moving m join offices o on o.id = m.id where o.successor_id is null order by 1`,
  );
  let left = pages;
  for (const { from, ...to } of moves)
    for (let more = true; more && left > 0; left--) more = await movePage(database, { from, to }, perPage);
}

/** False when nothing is left that no other round has in hand. */
async function movePage(database: Database, move: Move, perPage: number): Promise<boolean> {
  return database.transaction(async (transaction) => {
    const page = await rows<{ case_id: string }>(
      database,
      "select case_id from desk_cases where receiver_id = $1 order by case_id limit $2 for update skip locked",
      [move.from, perPage],
      transaction,
    );
    const cases = page.map(({ case_id: id }) => id);
    if (cases.length > 0) await moveCases(database, move, cases, transaction);
    await row(
      database,
      `update offices set history_moved_at = now() where id = $1 and history_moved_at is null
         and not exists (select from desk_cases where receiver_id = $1) returning id`,
      [move.from],
      transaction,
    );
    return cases.length === perPage;
  });
}
