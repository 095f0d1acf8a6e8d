import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { rows } from "../../db/connection.ts";
import { fillWording, sampleParams, shippedTexts, wordingFaults } from "../../domain/texts/notifications.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { onNotice } from "../../tests/paths.ts";
import { openTestApi, type TestApi, type TestBrowser } from "../../tests/test-api.ts";

let desk: CaseDesk;
let api: TestApi;
let administrator: TestBrowser;
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
  administrator = await api.browser().signIn("guanli", demoPassword);
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

const change = (version: number, wording: object | null, note = "改得更清楚") =>
  administrator.send("PUT", "/api/admin/notification-texts/declared", { body: { version, wording, note } });
const told = (accountId: string) =>
  rows<{ title: string; body: string }>(
    desk.database,
    "select title, body from notifications where account_id = $1 and kind = 'declared'",
    [accountId],
  );

test("B-14 a wording that an administrator writes is what people are told from then on; taken back, the shipped one is", async () => {
  const body = "办件 {编号} 已经公示，{期限} 以后可以交材料。";
  expect((await change(0, { title: "声明已公示（新）", body })).status).toBe(200);
  const written = await onNotice(desk, "13900000001", "06000116");
  expect(await told(written.applicant)).toEqual([
    {
      title: "声明已公示（新）",
      body: expect.stringMatching(/^办件 YS-LZ-\d{4}-\d{6} 已经公示，\d{4}年\d+月\d+日.+ 以后可以交材料。$/),
    },
  ]);
  expect((await change(1, null, "恢复原文")).status).toBe(200);
  const shipped = await onNotice(desk, "13900000002", "06000215");
  expect(await told(shipped.applicant)).toMatchObject([{ title: shippedTexts.declared.title }]);
  const { texts } = (await administrator.get("/api/admin/notification-texts")).body;
  const declared = texts.find(({ kind }: { kind: string }) => kind === "declared");
  expect(declared).toMatchObject({
    ...{ version: 2, current: { title: shippedTexts.declared.title } },
    versions: [
      { version: 2, wording: null, who: "苏明远", note: "恢复原文" },
      { version: 1, wording: { body }, note: "改得更清楚" },
    ],
  });
  await expect(rows(desk.database, "delete from notification_texts")).rejects.toThrow("only grows");
});

test("B-14 a wording with a placeholder that nothing is known for, without what the reader must learn, or read before another's change is refused", async () => {
  const before = await rows(desk.database, "select version from notification_texts where kind = 'declared'");
  for (const [wording, path] of [
    [{ title: "公示", body: "办件 {编号} 到 {期限}，由 {身份证号} 办理。" }, "wording.body"],
    [{ title: "公示 {环节}", body: "办件 {编号} 到 {期限} 为止。" }, "wording.title"],
    [{ title: "公示", body: "办件 {编号} 已经公示。" }, "wording.body"],
    [{ title: "公示", body: "办件 {编号} 到 {期限} 为止，{未完。" }, "wording.body"],
  ] as const) {
    const { status, body } = await change(before.length, wording);
    expect([status, body.error.fields.map((field: { path: string }) => field.path)]).toEqual([400, [path]]);
  }
  const good = { title: "公示", body: "办件 {编号} 到 {期限} 为止。" };
  expect((await change(2 ** 40, good)).status).toBe(400);
  const twice = await Promise.all([change(before.length, good), change(before.length, good)]);
  expect(twice.map(({ status }) => status).sort()).toEqual([200, 409]);
  const stale = twice.find(({ status }) => status === 409)!;
  expect(stale.body.error.message).toMatch(/由 苏明远 在 .+ 改动（改得更清楚）/);
});

test("B-14 every shipped wording passes the check that others must pass, and leaves no placeholder unfilled", () => {
  for (const [kind, text] of Object.entries(shippedTexts)) {
    expect([kind, wordingFaults(kind as keyof typeof shippedTexts, text)]).toEqual([kind, {}]);
    const { title, body } = fillWording(text, sampleParams);
    expect(`${title}${body}`).not.toMatch(/[{}]/);
  }
});
