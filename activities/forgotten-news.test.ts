import { randomUUID } from "node:crypto";
import { row, rows } from "../db/connection.ts";
import { openCaseDesk, type CaseDesk } from "../tests/case-desk.ts";
import { until } from "../tests/until.ts";
import { onNotice, runningNotice } from "../tests/paths.ts";
import { tellForgottenNews } from "./forgotten-news.ts";

let desk: CaseDesk;
beforeEach(async () => {
  desk = await openCaseDesk();
});
afterEach(() => desk.stop());

test("S2-09 P3 an objection filed while the engine was away is found by the next sweep, and told once it is known", async () => {
  const theCase = await onNotice(desk, "13900000001", "06000116");
  const notice = await runningNotice(theCase);
  await rows(
    desk.database,
    `insert into objections (id, notice_id, name, phone_cipher, reason, filed_at, state)
     values ($1, $2, '某人', 'x', '证书在我处，并未遗失。', now(), 'pending')`,
    [randomUUID(), notice.id],
  );
  expect(await tellForgottenNews(desk.deps, desk.engine)).toBe(1);
  expect(await theCase.openTask("loss")).toMatchObject({ kind: "objection" });
  expect(await tellForgottenNews(desk.deps, desk.engine)).toBe(0);
});

test("B-15 a calendar change nobody was told of moves the notice at the next sweep", async () => {
  const theCase = await onNotice(desk, "13900000001", "06000116");
  await rows(desk.database, "insert into calendar_versions values (2, now(), '补登')");
  expect(await tellForgottenNews(desk.deps, desk.engine)).toBe(1);
  await until(
    () => row(desk.database, "select 1 from notices where case_id = $1 and calendar_version = 2", [theCase.id]),
    "the notice at the new version",
  );
});
