import { row, rows } from "../db/connection.ts";
import { civilDateAt, formatEnd } from "../domain/civil-date.ts";
import { openCaseDesk, type CaseDesk } from "../tests/case-desk.ts";
import { until } from "../tests/until.ts";
import { inReview, onNotice, runningNotice } from "../tests/paths.ts";
import { beginForgottenRecomputation, tellCasesOfCalendar } from "./calendar-change.ts";

let desk: CaseDesk;
beforeEach(async () => {
  desk = await openCaseDesk();
});
afterEach(() => desk.stop());

/** A day off by a further version of the calendar, which nobody has been told of yet. */
async function dayOff(date: string): Promise<{ version: number; date: string; reason: string }> {
  await rows(desk.database, "insert into calendar_days values ('CN', $1, 'off', '测试节', '测试文件')", [date]);
  await rows(desk.database, "insert into calendar_versions values (2, now() - interval '5 minutes', '测试节放假')");
  return { version: 2, date, reason: "测试节放假" };
}

const moves = (caseId: string) =>
  rows<{ type: string; from: string; to: string }>(
    desk.database,
    "select type, data ->> 'from' as from, data ->> 'to' as to from case_events where case_id = $1 and type in ('notice.recomputed', 'due.recomputed')",
    [caseId],
  );
const undone = () => row(desk.database, "select 1 from recomputed_cases where done_at is null");

test("D2 B-15 a recomputation cut off in the middle goes on with the rest; each case moves once, by itself", async () => {
  const cases = [
    await onNotice(desk, "13900000001", "06000116"),
    await onNotice(desk, "13900000006", "06000614"),
    await onNotice(desk, "13900000007", "06000715"),
  ];
  const before = await runningNotice(cases[0]!);
  const change = await dayOff(new Date(before.ends_at.getTime() - 1 + 8 * 3_600_000).toISOString().slice(0, 10));
  let told = 0;
  const dying = {
    lookAgain: async (caseId: string, news: "calendar") => {
      if (++told > 1) throw new Error("the worker died");
      await desk.engine.lookAgain(caseId, news);
    },
  };
  await expect(tellCasesOfCalendar(desk.deps, dying as never, { change, after: null })).rejects.toThrow("died");
  const half = await until(
    () =>
      row<{ planned: number; told: number }>(
        desk.database,
        "select count(*)::int as planned, count(told_at)::int as told from recomputed_cases having count(told_at) > 0",
      ),
    "the first case told",
  );
  expect(half).toEqual({ planned: 3, told: 1 });
  await desk.engine.changeCalendar(change);
  await until(async () => ((await undone()) ? undefined : true), "all cases recomputed");
  // Once more from the start, as after a restart: nothing is left to do.
  expect(await tellCasesOfCalendar(desk.deps, dying as never, { change, after: null })).toBeNull();
  for (const theCase of cases) {
    const [move, ...more] = await moves(theCase.id);
    expect(more).toEqual([]);
    expect(move).toMatchObject({ type: "notice.recomputed", from: before.ends_at.toISOString() });
    expect(Date.parse(move!.to)).toBeGreaterThan(before.ends_at.getTime());
  }
  expect(await row(desk.database, "select count(*)::int as moved from recomputed_cases where moved")).toEqual({
    moved: 3,
  });
  const notices = await rows(desk.database, "select 1 from notifications where kind = 'notice-moved'");
  expect(notices).toHaveLength(3);
});

test("D2 B-15 a change that the engine never heard of is found by the sweep; a due date moves and old and new are kept", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  const task = await theCase.openTask();
  const due = task.due_at!;
  await dayOff(new Date(due.getTime() - 1 + 8 * 3_600_000).toISOString().slice(0, 10));
  await beginForgottenRecomputation(desk.deps, desk.engine);
  await until(async () => ((await theCase.openTask()).due_at! > due ? true : undefined), "the moved due date");
  expect(await moves(theCase.id)).toEqual([
    {
      type: "due.recomputed",
      from: due.toISOString(),
      to: (await theCase.openTask()).due_at!.toISOString(),
    },
  ]);
  expect(await undone()).toBeUndefined();
});

test("B-15 the applicant is told once that their date moved, also when the recomputation is interrupted and continued", async () => {
  const theCase = await onNotice(desk, "13900000001", "06000116");
  await theCase.passNotice();
  const { due_at: due } = await theCase.openTask("materials");
  const change = await dayOff(civilDateAt(due!.getTime() - 1));
  // The case has looked, and the worker dies before it has noted that the case was told.
  const dying = {
    lookAgain: async (caseId: string, news: "calendar") => {
      await desk.engine.lookAgain(caseId, news);
      await until(async () => ((await moves(theCase.id)).length > 0 ? true : undefined), "the moved due date");
      throw new Error("the worker died");
    },
  };
  await expect(tellCasesOfCalendar(desk.deps, dying as never, { change, after: null })).rejects.toThrow("died");
  const before = (await theCase.row())!.last_seq;
  await desk.engine.changeCalendar(change);
  await until(async () => ((await theCase.row())!.last_seq > before ? true : undefined), "the second look");
  const { due_at: after } = await theCase.openTask("materials");
  expect(await moves(theCase.id)).toEqual([
    { type: "due.recomputed", from: due!.toISOString(), to: after!.toISOString() },
  ]);
  const told = await rows<{ login_name: string; body: string }>(
    desk.database,
    "select a.login_name, n.body from notifications n join accounts a on a.id = n.account_id where n.kind = 'due-moved'",
  );
  expect(told).toEqual([{ login_name: "13900000001", body: expect.stringContaining("测试节放假") }]);
  expect(told[0]!.body).toContain(`由 ${formatEnd(due!.getTime())} 前办理改为 ${formatEnd(after!.getTime())} 前办理`);
});
