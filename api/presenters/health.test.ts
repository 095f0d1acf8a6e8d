import { randomUUID } from "node:crypto";
import { row, rows } from "../../db/connection.ts";
import { readWorkFigures } from "../queries/figures.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { until } from "../../tests/until.ts";
import { inReview, onNotice } from "../../tests/paths.ts";
import { openTestApi, type TestApi } from "../../tests/test-api.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { withoutPersonalData } from "../../domain/masking.ts";

let desk: CaseDesk;
let api: TestApi;
let broken = true;
/** Whose papers alone cannot be made. */
let brokenName: string | undefined;
beforeAll(async () => {
  desk = await openCaseDesk({
    render: async ({ data }) => {
      if (brokenName && JSON.stringify(data).includes(brokenName)) throw new Error("模板里没有这个字段");
      if (broken) throw new Error("LibreOffice 没有应答（申请人 45020019991231018X，13900000001，a@b.example）");
      return Buffer.from("%PDF-");
    },
  });
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
    change: {
      probes: [
        { name: "mail", label: "邮件", standIn: "演示邮箱", check: async () => "正常" },
        {
          name: "scanner",
          label: "病毒扫描",
          standIn: null,
          check: () => Promise.reject(new Error("连不上（ECONNREFUSED）")),
        },
      ],
    },
  });
});
afterAll(async () => {
  await api.close();
  await desk.stop();
});

test("B-03 a case that fails shows as stuck with its sentence, without personal data; a retry is seen to heal it", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  for (const office of ["danwei", "zhuguan", "shizhigaiban"]) await theCase.approve(office);
  const administrator = await api.browser().signIn("guanli", demoPassword);
  const [stuck] = await until(async () => {
    const { stuck } = (await administrator.get("/api/admin/health")).body;
    return stuck.length > 0 ? stuck : undefined;
  }, "a stuck case");
  expect(stuck).toMatchObject({ caseId: theCase.id, stepTitle: "签发职称电子证书" });
  expect(stuck.attempts).toBeGreaterThan(0);
  expect(stuck.failure).toBe("LibreOffice 没有应答（申请人 （证件号码），（手机号），（邮箱））");
  const applicant = await api.browser().signIn("13900000001", demoPassword);
  const view = (await applicant.get(`/api/cases/${theCase.id}`)).body;
  expect(view).toMatchObject({ status: "issuing", allowed: [] });
  expect(view.route.at(-1).state).toBe("failed");
  expect(view.waiting).toContain("自动重试");
  broken = false;
  const asked = { operation: "retry", caseIds: [theCase.id] };
  expect((await applicant.post("/api/admin/cases/operate", asked)).status).toBe(403);
  expect((await administrator.post("/api/admin/cases/operate", asked)).body.results).toEqual([
    { caseId: theCase.id, done: true, sentence: null },
  ]);
  await theCase.closed();
  const healed = (await administrator.get("/api/admin/health")).body;
  expect(healed.stuck).toEqual([]);
});

test("B-03 many stuck cases are retried at once: what cannot be asked is named, what heals closes, what fails again stays", async () => {
  broken = true;
  const works = ["danwei", "zhuguan", "shizhigaiban"];
  const cases = [];
  for (const [phone, certificate, offices] of [
    ["13900000002", "06000215", works],
    ["13900000007", "06000715", ["xuexiao", "jiaoyuju", "shizhigaiban"]],
    ["13900000009", "06000912", works],
  ] as const) {
    const theCase = await inReview(desk, phone, certificate);
    for (const office of offices) expect(await theCase.approve(office)).toEqual({ state: "accepted" });
    cases.push(theCase);
  }
  const unknown = randomUUID();
  await rows(
    desk.database,
    `insert into act_failures (case_id, act, step, attempts, first_at, last_at, failure)
     values ($1, 'workflow', 'employer', 1, now(), now(), '示例')`,
    [unknown],
  );
  const administrator = await api.browser().signIn("guanli", demoPassword);
  const stuck = async (): Promise<{ caseId: string; attempts: number }[]> =>
    (await administrator.get("/api/admin/health")).body.stuck;
  const all = [unknown, ...cases.map(({ id }) => id)];
  await until(async () => (await stuck()).length === all.length, "all of them stuck");
  const again = cases[1]!;
  brokenName = (await again.row())!.applicant_name;
  broken = false;
  const { results } = (await administrator.post("/api/admin/cases/operate", { operation: "retry", caseIds: all })).body;
  expect(results).toEqual([
    { caseId: unknown, done: false, sentence: expect.stringContaining("没有做成") },
    ...cases.map(({ id }) => ({ caseId: id, done: true, sentence: null })),
  ]);
  await Promise.all([cases[0]!.closed(), cases[2]!.closed()]);
  await until(async () => {
    const failure = await row<{ failure: string }>(
      desk.database,
      "select failure from act_failures where case_id = $1",
      [again.id],
    );
    return failure?.failure.includes("模板");
  }, "its second failure");
  expect((await stuck()).map(({ caseId }) => caseId).toSorted()).toEqual([unknown, again.id].toSorted());
  const kept = await rows<{ subject_id: string }>(
    desk.database,
    "select subject_id from audit_log where action = 'case.retried' and subject_id = any($1::text[])",
    [all],
  );
  expect(kept.map(({ subject_id: id }) => id).toSorted()).toEqual(cases.map(({ id }) => id).toSorted());
  await rows(desk.database, "delete from act_failures where case_id = $1", [unknown]);
  brokenName = undefined;
  await desk.engine.retryEffect(again.id);
  await again.closed();
}, 120_000);

test("P4 B-20 an administrator's renewal gives the case a new run, at the same place", async () => {
  const theCase = await onNotice(desk, "13900000003", "06000317");
  const run = async () => (await desk.engine.client.workflow.getHandle(theCase.id).describe()).runId;
  const [before, at] = [await run(), await desk.engine.inspect(theCase.id)];
  const administrator = await api.browser().signIn("guanli", demoPassword);
  const asked = { operation: "renew", caseIds: [theCase.id] };
  expect((await administrator.post("/api/admin/cases/operate", asked)).body.results).toEqual([
    { caseId: theCase.id, done: true, sentence: null },
  ]);
  await until(async () => (await run()) !== before, "a new run");
  const now = await until(async () => {
    const held = await desk.engine.inspect(theCase.id);
    return held.state === "running" && held.position.step !== null ? held : undefined;
  }, "the case at its place");
  expect(at).toMatchObject({ position: { step: now.position.step, until: now.position.until } });
});

test("B-03 services: up, down with the reason, or a stand-in that says so", async () => {
  const administrator = await api.browser().signIn("guanli", demoPassword);
  const { services } = (await administrator.get("/api/admin/health")).body;
  const states = Object.fromEntries(
    services.map(({ name, state, detail }: Record<string, string>) => [name, [state, detail]]),
  );
  expect(states).toEqual({
    database: ["up", "正常"],
    engine: ["up", "正常"],
    mail: ["stand-in", "演示邮箱"],
    scanner: ["down", "连不上（ECONNREFUSED）"],
  });
});

test("P3 B-26 how many uploads wait for the scanner is counted, here and for the watch", async () => {
  const administrator = await api.browser().signIn("guanli", demoPassword);
  const waiting = async () => [
    (await administrator.get("/api/admin/health")).body.filesWaiting,
    (await readWorkFigures(desk.database)).filesWaiting,
  ];
  expect(await waiting()).toEqual([0, 0]);
  for (const [name, state] of ["quarantined", "quarantined", "clean", "infected"].entries())
    await rows(
      desk.database,
      "insert into files (hash, size_in_bytes, type, scan_state, stored_at) values ($1, 1, 'image/jpeg', $2, now())",
      [String(name).repeat(64), state],
    );
  expect(await waiting()).toEqual([2, 2]);
});

test.each([
  ["证件 450200199912310008 不对", "证件 （证件号码） 不对"],
  ["电话13900000001", "电话（手机号）"],
  ["发给 qin.zhi@rencaitong.example 失败", "发给 （邮箱） 失败"],
  ["办件 YS-LZ-2026-000137", "办件 YS-LZ-2026-000137"],
])("B-27 a failing sentence leaves the server without personal data: %s", (sentence, expected) => {
  expect(withoutPersonalData(sentence)).toBe(expected);
});
