import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { inReview } from "../../tests/paths.ts";
import { openTestApi, type TestApi } from "../../tests/test-api.ts";

let desk: CaseDesk;
let api: TestApi;
beforeAll(async () => {
  desk = await openCaseDesk();
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
});
afterAll(async () => {
  await api?.close();
  await desk?.stop();
});

test("B-09 at the desk: find an office, add it to the running step, see who signs, take it out again", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  await theCase.approve("danwei");
  const { id } = await theCase.openTask("department");
  const browser = await api.browser().signIn("zhuguan", demoPassword);
  const reason = "涉及存档，请一并审核";
  const early = await browser.get(`/api/tasks/${id}/possible-signers`);
  expect([early.status, early.body.error.code]).toEqual([409, "not-claimed"]);
  await browser.post(`/api/tasks/${id}/claim`);
  const { offices } = (await browser.get(`/api/tasks/${id}/possible-signers?text=${encodeURIComponent("人才")}`)).body;
  expect(offices).toMatchObject([{ name: "柳州市人才中心（演示）", areaName: "柳州市" }]);
  const [{ id: officeId }] = offices;
  const mute = await browser.post(`/api/tasks/${id}/signers`, { key: randomUUID(), officeId, reason: "" });
  expect([mute.status, mute.body.error.fields[0].message]).toEqual([400, "请填写原因"]);
  const key = randomUUID();
  const added = await browser.post(`/api/tasks/${id}/signers`, { key, officeId, reason });
  expect(added.body).toEqual({ state: "accepted", caseId: theCase.id });
  // The same press again is the same command.
  expect((await browser.post(`/api/tasks/${id}/signers`, { key, officeId, reason })).body).toEqual(added.body);
  const other = await browser.post(`/api/tasks/${id}/signers`, { key: randomUUID(), officeId, reason });
  expect([other.status, other.body.error.code]).toEqual([422, "signer-not-possible"]);
  const { signing } = (await browser.get(`/api/tasks/${id}`)).body;
  expect(signing).toMatchObject({
    ...{ mode: "all", needed: 2, given: 0 },
    signers: [
      { office: "柳州市示例工业主管局", state: "open", added: false, removable: false },
      { office: "柳州市人才中心（演示）", state: "open", added: true, removable: true },
    ],
  });
  const inbox = (await browser.get("/api/inbox?queue=mine")).body.tasks;
  expect(inbox.find(({ taskId }: { taskId: string }) => taskId === id).signing).toEqual({ given: 0, needed: 2 });
  expect((await browser.get(`/api/tasks/${id}/possible-signers?text=${encodeURIComponent("人才")}`)).body).toEqual({
    offices: [],
  });
  const signer = signing.signers[1].taskId;
  const stranger = await api.browser().signIn("xianzhigaiban", demoPassword);
  expect((await stranger.post(`/api/tasks/${signer}/removal`, { key: randomUUID(), reason })).status).toBe(404);
  const removed = await browser.post(`/api/tasks/${signer}/removal`, { key: randomUUID(), reason });
  expect(removed.body).toEqual({ state: "accepted", caseId: theCase.id });
  expect((await browser.get(`/api/tasks/${id}`)).body.signing).toMatchObject({ needed: 1, signers: [{}] });
  const gone = await browser.post(`/api/tasks/${signer}/removal`, { key: randomUUID(), reason });
  expect([gone.status, gone.body.error.code]).toEqual([409, "already-decided"]);
});
