import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { row } from "../db/connection.ts";
import { openCaseDesk, type CaseDesk } from "../tests/case-desk.ts";
import { onNotice, runningNotice } from "../tests/paths.ts";
import { openTestApi, type TestApi } from "../tests/test-api.ts";

let desk: CaseDesk;
let api: TestApi;
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({ ...desk, url: desk.databaseUrl });
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

const objection = () => ({
  key: randomUUID(),
  name: "韦示例",
  phone: "13900000099",
  reason: "这本证书并没有遗失，仍在原单位保管。",
});

test("D3 B-11 an objection from the public page becomes a task of the final office, and the notice goes on", async () => {
  const theCase = await onNotice(desk, "13900000001", "06000116");
  const notice = await runningNotice(theCase);
  const given = objection();
  const answer = await api.browser().post(`/api/public/notices/${notice.id}/objections`, given);
  expect(answer.status).toBe(200);
  const task = await theCase.openTask("loss");
  expect(task).toMatchObject({ kind: "objection", objection_id: given.key, receiver_name: "柳州市职改办（演示）" });
  const { body } = await api.browser().get(`/api/public/notices/${notice.id}`);
  expect(body).toMatchObject({ running: true, mayObject: true });
  expect(JSON.stringify(body)).not.toMatch(/韦示例|13900000099|仍在原单位/);
});

test("D3 an objection filed while the engine is away is kept, and found when the notice would end", async () => {
  const theCase = await onNotice(desk, "13900000002", "06000215");
  const notice = await runningNotice(theCase);
  const away = await openTestApi({ database: desk.database, encryption: desk.encryption, url: desk.databaseUrl });
  const given = objection();
  try {
    expect((await away.browser().post(`/api/public/notices/${notice.id}/objections`, given)).status).toBe(200);
  } finally {
    await away.close();
  }
  await desk.engine.fastForward(theCase.id, notice.ends_at.getTime());
  const task = await theCase.openTask("loss");
  expect(task.objection_id).toBe(given.key);
  expect(await row(desk.database, "select state from notices where id = $1", [notice.id])).toEqual({
    state: "running",
  });
});
