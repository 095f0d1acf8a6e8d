import { rows } from "../db/connection.ts";
import { openCaseDesk, type CaseDesk } from "../tests/case-desk.ts";
import { object, onNotice, sendBack, inReview, runningNotice } from "../tests/paths.ts";

let desk: CaseDesk;
beforeEach(async () => {
  desk = await openCaseDesk();
});
afterEach(() => desk.stop());

test("B-18 an objection finds the fallback office when nobody sits in the one that decides it", async () => {
  const theCase = await onNotice(desk, "13900000001", "06000116");
  await rows(
    desk.database,
    "update memberships set valid_to = '2024-12-31' where office_id = (select id from offices where name = '柳州市职改办（演示）')",
  );
  await object(theCase);
  expect(await theCase.openTask("loss")).toMatchObject({ kind: "objection", receiver_name: "柳州市人才中心（演示）" });
});

test("S2-09 sent straight back to the declaration, the corrected loss is published again for its five days", async () => {
  const theCase = await inReview(desk, "13900000001", "06000116");
  expect(await theCase.decide("danwei", sendBack(true, "declare"))).toEqual({ state: "accepted" });
  const declared = { circumstances: "stolen", occasion: "travel", lostInMonth: "2026-02", truthful: true };
  expect(await theCase.handIn("declare", declared)).toEqual({ state: "accepted" });
  expect(await runningNotice(theCase)).toMatchObject({ working_days: 5 });
});

test("B-08 a declaration that was objected to cannot be recalled past the objection", async () => {
  const theCase = await onNotice(desk, "13900000001", "06000116");
  await object(theCase);
  const recall = theCase.command("recall", { reason: "写错了" });
  expect(await desk.engine.command(theCase.id, recall)).toMatchObject({ state: "refused", code: "nothing-to-recall" });
  expect((await runningNotice(theCase)).state).toBe("running");
});
