import { row, rows } from "../db/connection.ts";
import { openCaseDesk, type CaseDesk } from "../tests/case-desk.ts";
import { onNotice } from "../tests/paths.ts";
import { deliverNext } from "./deliveries.ts";

let desk: CaseDesk;
beforeEach(async () => {
  desk = await openCaseDesk();
});
afterEach(() => desk.stop());

interface Sent {
  to: string;
  subject: string;
  text: string;
}

const noSms = async () => {
  throw new Error("no SMS was asked for");
};

async function deliverAll(send: (mail: Sent) => Promise<void>): Promise<void> {
  while (await deliverNext(desk.database, { mail: send, sms: noSms }, "https://rct.example"));
}

test("B-14 a message goes out once, without name, document number or phone in it", async () => {
  await onNotice(desk, "13900000001", "06000116");
  const sent: Sent[] = [];
  const send = async (mail: Sent) => void sent.push(mail);
  await Promise.all(Array.from({ length: 5 }, () => deliverAll(send)));
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ to: "qin@rencaitong.example", subject: "遗失声明已公示" });
  expect(sent[0]!.text).not.toMatch(/覃|志远|4502001986|13900000001/);
  const { id } = (await row<{ id: string }>(desk.database, "select id from cases"))!;
  expect(sent[0]!.text.match(/\S*:\/\/\S*/g)).toEqual([`https://rct.example/cases/${id}`]);
});

test("B-14 what cannot be sent waits longer each time, keeps the reason, and goes when it can", async () => {
  await onNotice(desk, "13900000001", "06000116");
  await deliverAll(async () => {
    throw new Error("mail server does not answer");
  });
  const waiting = () =>
    row<{ attempts: number; failure: string | null; state: string; pause: number }>(
      desk.database,
      "select attempts, failure, state, extract(epoch from next_attempt_at - now())::int as pause from deliveries",
    );
  const first = await waiting();
  expect(first).toMatchObject({ state: "waiting", attempts: 1, failure: "mail server does not answer" });
  await rows(desk.database, "update deliveries set next_attempt_at = now()");
  await deliverAll(async () => {
    throw new Error("mail server does not answer");
  });
  expect((await waiting())!.pause).toBeGreaterThan(first!.pause);
  await rows(desk.database, "update deliveries set next_attempt_at = now()");
  await deliverAll(async () => {});
  expect(await waiting()).toMatchObject({ state: "sent", failure: null });
});

test("B-14 an account without an address still has the message in the page", async () => {
  await rows(desk.database, "update accounts set email = null where id = $1", [desk.world.accounts["13900000001"]]);
  await onNotice(desk, "13900000001", "06000116");
  expect(await row(desk.database, "select count(*)::int as many from deliveries")).toEqual({ many: 0 });
  expect(await row(desk.database, "select count(*)::int as many from notifications")).toEqual({ many: 1 });
});
