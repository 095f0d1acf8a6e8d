import { randomUUID } from "node:crypto";
import { row, rows } from "../db/connection.ts";
import type { NoticeRow } from "../db/rows.ts";
import { openCaseDesk, type CaseDesk } from "./case-desk.ts";
import { changeCalendar, inReview, object, onNotice, runningNotice } from "./paths.ts";
import type { TestCase } from "./test-case.ts";
import { until } from "./until.ts";

/** What happens around the one instant at which a notice ends: before it, past it, and while nobody was there to see it. */
let desk: CaseDesk;
beforeEach(async () => {
  desk = await openCaseDesk();
});
afterEach(() => desk.stop());

const accepted = { state: "accepted" };
const minute = 60_000;
const hour = 60 * minute;

const lastDayOf = (notice: NoticeRow) => new Date(notice.ends_at.getTime() - 1 + 8 * hour).toISOString().slice(0, 10);

/** The day is of that kind by a further version of the calendar, which nobody tells the running cases of. */
async function writeCalendar(date: string, kind: "off" | "work"): Promise<number> {
  await rows(
    desk.database,
    `insert into calendar_days values ('CN-45', $1, $2, '测试日', '测试文件')
     on conflict (layer, date) do update set kind = excluded.kind`,
    [date, kind],
  );
  const written = await row<{ version: number }>(
    desk.database,
    "insert into calendar_versions select max(version) + 1, now(), '测试日改动' from calendar_versions returning version::int",
  );
  return written!.version;
}

async function ended(theCase: TestCase): Promise<void> {
  expect((await theCase.openTask("materials")).kind).toBe("ask");
  expect(await row(desk.database, "select state from notices where case_id = $1", [theCase.id])).toEqual({
    state: "ended",
  });
  expect((await theCase.events()).filter((type) => type === "notice.ended")).toHaveLength(1);
}

async function stillRunning(theCase: TestCase): Promise<NoticeRow> {
  const notice = await runningNotice(theCase);
  expect(await theCase.handIn()).toMatchObject({
    ...{ state: "refused", code: "notice-running" },
    params: { from: notice.ends_at.toISOString() },
  });
  return notice;
}

test("P3 a moment before its instant the notice still runs and refuses; at the instant it ends", async () => {
  const theCase = await onNotice(desk, "13900000001", "06000116");
  const notice = await runningNotice(theCase);
  // Time goes on by itself after the leap: the moment is long enough to ask in.
  await desk.engine.fastForward(theCase.id, notice.ends_at.getTime() - minute);
  expect((await stillRunning(theCase)).ends_at).toEqual(notice.ends_at);
  await desk.engine.fastForward(theCase.id, notice.ends_at.getTime());
  await ended(theCase);
});

test("P3 D2 the calendar changed and nobody told the case: its old instant passes, it looks for itself and runs on", async () => {
  const theCase = await onNotice(desk, "13900000001", "06000116");
  const before = await runningNotice(theCase);
  await writeCalendar(lastDayOf(before), "off");
  await desk.engine.fastForward(theCase.id, before.ends_at.getTime());
  const after = await until(async () => {
    const notice = await runningNotice(theCase);
    return notice.ends_at > before.ends_at ? notice : undefined;
  }, "the end computed anew");
  await stillRunning(theCase);
  expect(await theCase.events()).not.toContain("notice.ended");
  await desk.engine.fastForward(theCase.id, after.ends_at.getTime());
  await ended(theCase);
});

test("P3 the end passes while no worker is there: it ends, once, as soon as one is back", async () => {
  const theCase = await onNotice(desk, "13900000001", "06000116");
  const notice = await runningNotice(theCase);
  await desk.stopWorkers();
  // Its timer fires; nobody is there to be told.
  const passing = desk.engine.fastForward(theCase.id, notice.ends_at.getTime()).catch(() => undefined);
  await until(async () => {
    const { events } = await desk.engine.listEvents(theCase.id);
    return events.some(({ type }) => /timer.?fired/i.test(type));
  }, "the end of the notice");
  expect((await runningNotice(theCase)).id).toBe(notice.id);
  await desk.startWorkers();
  await passing;
  await ended(theCase);
});

test.each([
  ["is still to come", -hour],
  ["has passed already", hour],
])("B-15 a day off made a working day again moves the end forward, also where the new end %s", async (_, offset) => {
  const theCase = await onNotice(desk, "13900000009", "06000912");
  const { before, after } = await changeCalendar(theCase);
  await desk.engine.fastForward(theCase.id, before.ends_at.getTime() + offset);
  await stillRunning(theCase);
  const date = lastDayOf(before);
  const version = await writeCalendar(date, "work");
  await desk.engine.changeCalendar({ version, date, reason: "测试日改动" });
  const moved = await until(async () => {
    const notice = await row<NoticeRow>(desk.database, "select * from notices where case_id = $1", [theCase.id]);
    return notice?.changes.length === 2 ? notice : undefined;
  }, "the end moved back");
  expect(moved.ends_at).toEqual(before.ends_at);
  expect(moved.changes[0]).toMatchObject({ from: after.ends_at.toISOString(), to: before.ends_at.toISOString() });
  if (offset < 0) {
    expect((await runningNotice(theCase)).id).toBe(moved.id);
    await desk.engine.fastForward(theCase.id, before.ends_at.getTime());
  }
  await ended(theCase);
  const told = await rows(desk.database, "select 1 from notifications where case_id = $1 and kind = 'notice-moved'", [
    theCase.id,
  ]);
  expect(told).toHaveLength(2);
});

const dismiss = { outcome: "dismiss", opinion: "与存档不符，不成立" } as const;

test("D3 of two objections one is dismissed: the notice is held by the other past its end, and ends with it", async () => {
  const theCase = await onNotice(desk, "13900000005", "06000516");
  const notice = await object(theCase);
  await objectAgain(theCase, notice);
  await desk.engine.fastForward(theCase.id, notice.ends_at.getTime() + hour);
  expect(await theCase.decide("shizhigaiban", dismiss)).toEqual(accepted);
  await stillRunning(theCase);
  expect(await theCase.decide("shizhigaiban", dismiss)).toEqual(accepted);
  await ended(theCase);
});

test("D3 an objection dismissed before the instant leaves the instant where it is", async () => {
  const theCase = await onNotice(desk, "13900000005", "06000516");
  const notice = await object(theCase);
  expect(await theCase.decide("shizhigaiban", dismiss)).toEqual(accepted);
  expect((await stillRunning(theCase)).ends_at).toEqual(notice.ends_at);
  await desk.engine.fastForward(theCase.id, notice.ends_at.getTime());
  await ended(theCase);
});

/** A second one, waiting beside the first. */
async function objectAgain(theCase: TestCase, notice: NoticeRow): Promise<void> {
  await rows(
    desk.database,
    `insert into objections (id, notice_id, name, phone_cipher, reason, filed_at, state)
     values ($1, $2, '又一人', $3, '证书并未遗失，请再核实一次。', now(), 'pending')`,
    [randomUUID(), notice.id, desk.encryption.encrypt("objections.phone", "13900000098")],
  );
  await desk.engine.lookAgain(theCase.id, "objection");
  await until(async () => {
    const open = await rows(
      desk.database,
      "select 1 from tasks where case_id = $1 and kind = 'objection' and state = 'open'",
      [theCase.id],
    );
    return open.length === 2 ? true : undefined;
  }, "two objections to decide");
}

test("S2-10 once the certificate is being made the applicant can withdraw no more", async () => {
  const { render } = desk.deps;
  let goOn = () => {};
  const held = new Promise<void>((resolve) => (goOn = resolve));
  desk.deps.render = async (request) => {
    await held;
    return render(request);
  };
  const theCase = await inReview(desk, "13900000001", "06000116");
  for (const office of ["danwei", "zhuguan", "shizhigaiban"]) expect(await theCase.approve(office)).toEqual(accepted);
  await until(
    async () => ((await theCase.events()).includes("effect.begun") ? true : undefined),
    "the making of the certificate",
  );
  expect(await desk.engine.command(theCase.id, theCase.command("withdraw", { reason: "不办了" }))).toMatchObject({
    state: "refused",
  });
  goOn();
  expect((await theCase.closed()).outcome).toBe("completed");
});
