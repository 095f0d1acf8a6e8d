import { randomUUID } from "node:crypto";
import { deliverNext, phoneOf, type SendSms } from "../../activities/deliveries.ts";
import { sweepDueTasks } from "../../activities/due-sweep.ts";
import { row, rows } from "../../db/connection.ts";
import { allNews, newsDefinitions } from "../../domain/news.ts";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { openCaseDesk, type CaseDesk } from "../../tests/case-desk.ts";
import { inReview, onNotice, sendBack } from "../../tests/paths.ts";
import { openTestApi, type TestApi, type TestBrowser } from "../../tests/test-api.ts";
import type { TestCase } from "../../tests/test-case.ts";

let desk: CaseDesk;
let api: TestApi;
beforeAll(async () => {
  desk = await openCaseDesk({ sms: true });
  api = await openTestApi({
    ...{ database: desk.database, url: desk.databaseUrl, encryption: desk.encryption, engine: desk.engine },
  });
});
afterAll(async () => {
  await api.close();
  await desk.stop();
});

const path = "/api/notifications/choices";
const as = (loginName: string) => api.browser().signIn(loginName, demoPassword);
const choose = (browser: TestBrowser, news: string, channel: string, wanted: boolean) =>
  browser.send("PUT", path, { body: { news, channel, wanted } });

/** What went out about a case, `channel kind address`, each once. */
async function deliveriesOf(theCase: TestCase, loginName: string): Promise<string[]> {
  const found = await rows<{ line: string }>(
    desk.database,
    `select d.channel || ' ' || n.kind as line from deliveries d join notifications n on n.id = d.notification_id
     join accounts a on a.id = n.account_id where n.case_id = $1 and a.login_name = $2 order by n.at, n.id, d.channel`,
    [theCase.id, loginName],
  );
  return found.map(({ line }) => line);
}

test("B-14 each chooses channels by kind of news; the page has every message, SMS goes to the person's phone", async () => {
  const applicant = await as("13900000001");
  const read = (await applicant.get(path)).body;
  expect([read.mailTo, read.smsTo]).toEqual(["qin@rencaitong.example", "139****0001"]);
  expect(
    read.choices.map(({ news, mail, sms }: { news: string; mail: boolean; sms: boolean }) => [news, mail, sms]),
  ).toEqual(["results", "terms", "your-turn", "progress"].map((news) => [news, true, false]));
  expect((await choose(applicant, "progress", "mail", false)).body).toEqual({ done: true });
  expect((await choose(applicant, "your-turn", "sms", true)).body).toEqual({ done: true });
  const theCase = await onNotice(desk, "13900000001", "06000116");
  await theCase.passNotice();
  expect(await deliveriesOf(theCase, "13900000001")).toEqual(["mail notice-ended", "sms notice-ended"]);
  const page = (await applicant.get("/api/notifications")).body.notifications as { kind: string }[];
  expect(page.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["declared", "notice-ended"]));
  const sent: string[] = [];
  const senders = {
    mail: async ({ to }: { to: string }) => void sent.push(`mail ${to}`),
    sms: async ({ owner, text }: Parameters<SendSms>[0]) =>
      void sent.push(`${await phoneOf(desk.database, desk.encryption, owner)} ${text.slice(0, 5)}`),
  };
  while (await deliverNext(desk.database, senders, "https://rct.example"));
  expect(sent.sort()).toEqual(["13900000001 【人才通】", "mail qin@rencaitong.example"]);
  const stored = await row(desk.database, "select 1 from deliveries where address like '%13900000001%'");
  expect(stored).toBeUndefined();
});

test("B-14 what must reach cannot be switched off; without an address it goes by SMS", async () => {
  const mustReach = allNews.filter((news) => newsDefinitions[news].mustReach !== null);
  expect(mustReach).toEqual(["results", "terms"]);
  const applicant = await as("13900000002");
  for (const news of mustReach) {
    const refused = await choose(applicant, news, "mail", false);
    expect([refused.status, refused.body.error.code]).toEqual([422, "news-must-reach"]);
  }
  // Even a row that says otherwise is not obeyed.
  const { id } = (await row<{ id: string }>(
    desk.database,
    "select id from accounts where login_name = '13900000002'",
  ))!;
  await rows(desk.database, "insert into notification_choices values ($1, 'results', 'mail', false, now())", [id]);
  const theCase = await inReview(desk, "13900000002", "06000215");
  await theCase.decide("danwei", sendBack(false));
  expect(await deliveriesOf(theCase, "13900000002")).toContain("mail returned");
  await rows(desk.database, "update accounts set email = null where id = $1", [id]);
  expect(await theCase.handIn()).toEqual({ state: "accepted" });
  await theCase.decide("danwei", sendBack(false));
  expect((await deliveriesOf(theCase, "13900000002")).filter((line) => line.endsWith("returned"))).toEqual([
    "mail returned",
    "sms returned",
  ]);
  const unavailable = await choose(applicant, "progress", "mail", true);
  expect([unavailable.status, unavailable.body.error.code]).toEqual([422, "channel-unavailable"]);
  // An office's account has no phone of its own.
  const { smsTo, choices } = (await (await as("zhuguan")).get(path)).body;
  expect([smsTo, choices.map(({ news }: { news: string }) => news)]).toEqual([null, ["results", "new-work", "digest"]]);
});

test("B-14 B-05 the daily digest can be switched off, and a substitute gets it for whom they stand in", async () => {
  const theCase = await inReview(desk, "13900000003", "06000317");
  await theCase.approve("danwei");
  const task = await theCase.claim("zhuguan");
  await rows(
    desk.database,
    `insert into substitutes (id, account_id, substitute_id, valid_from, valid_to, reason, made_by, made_at)
     values ($1, $2, $3, (now() at time zone 'Asia/Shanghai')::date, (now() at time zone 'Asia/Shanghai')::date, '参加培训', $2, now())`,
    [randomUUID(), theCase.account("zhuguan"), theCase.account("shizhigaiban")],
  );
  expect((await choose(await as("zhuguan"), "digest", "mail", false)).body).toEqual({ done: true });
  const dueDay = task.due_at!.getTime() - task.clock_ahead - 6 * 3_600_000;
  await sweepDueTasks(desk.deps, { at: dueDay });
  const told = (kind: string) =>
    rows<{ login_name: string; channel: string | null }>(
      desk.database,
      `select a.login_name, d.channel from notifications n join accounts a on a.id = n.account_id
       left join deliveries d on d.notification_id = n.id
       where n.kind = $1 and a.login_name in ('zhuguan', 'shizhigaiban') order by a.login_name`,
      [kind],
    );
  expect(await told("due-today")).toEqual([
    { login_name: "shizhigaiban", channel: null },
    { login_name: "zhuguan", channel: null },
  ]);
  expect(await told("digest")).toEqual([
    { login_name: "shizhigaiban", channel: "mail" },
    { login_name: "zhuguan", channel: null },
  ]);
});
