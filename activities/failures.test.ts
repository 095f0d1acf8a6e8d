import { row, rows } from "../db/connection.ts";
import { demoPassword } from "../ops/demo-data/accounts.ts";
import { openCaseDesk, type CaseDesk } from "../tests/case-desk.ts";
import { onNotice, runningNotice } from "../tests/paths.ts";
import { openTestApi, type TestApi, type TestBrowser } from "../tests/test-api.ts";
import type { TestCase } from "../tests/test-case.ts";
import { until } from "../tests/until.ts";
import type { FailingAct } from "./failures.ts";

/** The database refuses one kind of act after the other; the case stands still, says why, and loses nothing. */
let desk: CaseDesk;
let api: TestApi;
let administrator: TestBrowser;
let theCase: TestCase;
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({ ...desk, url: desk.databaseUrl });
  administrator = await api.browser().signIn("guanli", demoPassword);
  theCase = await onNotice(desk, "13900000001", "06000116");
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

/** What only this kind of act writes. */
const written: Partial<Record<FailingAct, { table: string; when: string }>> = {
  look: { table: "case_events", when: "new.type = 'notice.ended'" },
  record: { table: "commands", when: "true" },
  open: { table: "case_events", when: "new.type = 'step.opened' and new.step = 'department'" },
  begin: { table: "case_events", when: "new.type = 'effect.begun'" },
  close: { table: "case_events", when: "new.type = 'case.closed'" },
};
const sentence = "表已只读，经办电话 13900000001";

async function refuse(act: FailingAct): Promise<void> {
  const { table, when } = written[act]!;
  await rows(
    desk.database,
    `create or replace function refuse_for_test() returns trigger language plpgsql as 'begin raise exception ''${sentence}''; end'`,
  );
  await rows(
    desk.database,
    `create trigger refuse_${act} before insert on ${table} for each row when (${when}) execute function refuse_for_test()`,
  );
}

/** The health page names the case, the step, the sentence without the person in it, and counts the tries. */
async function standsStill(act: FailingAct): Promise<void> {
  const [stuck] = await until(async () => {
    const { body } = await administrator.get("/api/admin/health");
    return body.stuck.some((one: { attempts: number }) => one.attempts > 1) && body.stuck;
  }, `the failing ${act}`);
  expect(stuck).toMatchObject({ caseId: theCase.id, failure: expect.stringContaining("表已只读") });
  expect(stuck.failure).not.toContain("13900000001");
  expect(await rows(desk.database, "select act from act_failures")).toEqual([{ act }]);
}

async function heal(act: FailingAct): Promise<void> {
  await rows(desk.database, `drop trigger refuse_${act} on ${written[act]!.table}`);
}

async function goesOn(): Promise<void> {
  await until(
    async () => (await administrator.get("/api/admin/health")).body.stuck.length === 0,
    "a health page without it",
  );
}

async function timesOf(type: string, step?: string): Promise<number> {
  const counted = await row<{ many: number }>(
    desk.database,
    "select count(*)::int as many from case_events where case_id = $1 and type = $2 and ($3::text is null or step = $3)",
    [theCase.id, type, step ?? null],
  );
  return counted!.many;
}

test("B-20 P1 whatever kind of act the database refuses, the health page names it, and it heals by itself without loss", async () => {
  await refuse("look");
  await desk.engine.fastForward(theCase.id, (await runningNotice(theCase)).ends_at.getTime());
  await standsStill("look");
  await heal("look");
  await theCase.openTask("materials");
  await goesOn();
  expect(await timesOf("notice.ended")).toBe(1);

  await refuse("record");
  const handed = theCase.handIn();
  await standsStill("record");
  expect(await timesOf("step.opened", "employer")).toBe(0);
  await heal("record");
  expect((await handed).state).toMatch(/^(accepted|unknown)$/);
  await theCase.openTask("employer");
  await goesOn();
  expect(await rows(desk.database, "select key from commands where case_id = $1", [theCase.id])).toHaveLength(2);

  await refuse("open");
  await theCase.approve("danwei");
  await standsStill("open");
  await heal("open");
  await theCase.openTask("department");
  await goesOn();
  expect(await timesOf("step.opened", "department")).toBe(1);

  await theCase.approve("zhuguan");
  await refuse("begin");
  await theCase.approve("shizhigaiban");
  await standsStill("begin");
  await refuse("close");
  await heal("begin");
  await until(async () => (await timesOf("certificate.issued")) === 1, "the certificate");
  await standsStill("close");
  await heal("close");
  expect((await theCase.closed()).outcome).toBe("completed");
  await goesOn();
  expect([await timesOf("effect.begun"), await timesOf("certificate.issued"), await timesOf("case.closed")]).toEqual([
    1, 1, 1,
  ]);
});
