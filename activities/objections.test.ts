import { rows } from "../db/connection.ts";
import { openCaseDesk, type CaseDesk } from "../tests/case-desk.ts";
import { object, onNotice, sendBack, inReview, runningNotice } from "../tests/paths.ts";
import { deliverNext, phoneOf } from "./deliveries.ts";

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

/** What went out by SMS to whoever objected: number and text. */
async function objectorsRead(): Promise<{ phone: string; text: string }[]> {
  const read: { phone: string; text: string }[] = [];
  const send = {
    mail: async () => undefined,
    sms: async ({ owner, text }: Parameters<Parameters<typeof deliverNext>[1]["sms"]>[0]) => {
      const phone = await phoneOf(desk.database, desk.encryption, owner);
      if (owner.kind === "objection") read.push({ phone, text });
    },
  };
  while (await deliverNext(desk.database, send, "https://rct.example"));
  return read;
}

test.each([
  ["dismissed", "经柳州市职改办（演示）审查不成立，公示照常进行。"],
  ["upheld", "经柳州市职改办（演示）审查成立，公示已经终止，本次补办不再进行。"],
  ["closed", "所涉公示已经终止，本次补办不再进行，异议不再审查。"],
] as const)(
  "D3 whoever objected is told once, by SMS, that it was %s, and nobody is named in it",
  async (result, words) => {
    desk.deps.sms = true;
    const theCase = await onNotice(desk, "13900000001", "06000116");
    await object(theCase);
    const opinion = "与存档记录核对过";
    if (result === "dismissed") await theCase.decide("shizhigaiban", { outcome: "dismiss", opinion });
    if (result === "upheld") await theCase.decide("shizhigaiban", { outcome: "uphold", opinion });
    if (result === "closed") await desk.engine.command(theCase.id, theCase.command("withdraw", { reason: "找到了" }));
    if (result !== "dismissed") await theCase.closed();
    const read = await objectorsRead();
    expect(read).toEqual([{ phone: "13900000099", text: expect.stringContaining(words) }]);
    expect(read[0]!.text).toMatch(/^【人才通】你 \d{4}年\d+月\d+日对一则证书遗失公示提出的异议/);
    expect(read[0]!.text).not.toMatch(/覃|志远|某人|06000116|核对过/);
  },
);

test("D3 without a gateway nothing is written for whoever objected", async () => {
  const theCase = await onNotice(desk, "13900000001", "06000116");
  await object(theCase);
  await theCase.decide("shizhigaiban", { outcome: "dismiss", opinion: "不成立" });
  expect(await rows(desk.database, "select 1 from deliveries where objection_id is not null")).toEqual([]);
});
