import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { rows } from "../../db/connection.ts";
import {
  buildApplicant,
  buildAccount,
  buildArea,
  buildCase,
  buildMembership,
  buildNotification,
  buildOffice,
  testPassword,
} from "../../tests/factories.ts";
import { openTestApi, type TestApi, type TestBrowser } from "../../tests/test-api.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/test-database.ts";
import { uuidv7 } from "uuidv7";

let db: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  db = await createTestDatabase();
  api = await openTestApi(db);
});
afterAll(async () => {
  await api?.close();
  await db?.drop();
});

interface Stream {
  messages: { topic: string; id?: string }[];
  /** Resolves when a message of that kind has come. */
  heard(topic: string): Promise<void>;
  ended: Promise<void>;
  close(): void;
}

async function follow(browser: TestBrowser): Promise<Stream> {
  const abort = new AbortController();
  const answer = await fetch(`${api.origin}/api/events`, { headers: { Cookie: browser.cookie }, signal: abort.signal });
  expect(answer.headers.get("Content-Type")).toMatch(/^text\/event-stream/);
  const messages: Stream["messages"] = [];
  const waiting: { topic: string; resolve: () => void }[] = [];
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await reader.read();
  expect(value).toContain("retry:");
  const ended = (async () => {
    try {
      for (;;) {
        const { done, value: text } = await reader.read();
        if (done) return;
        for (const [, data] of text.matchAll(/^data: (.+)$/gm)) {
          messages.push(JSON.parse(data!));
          for (const one of waiting.filter(({ topic }) => messages.some((message) => message.topic === topic)))
            one.resolve();
        }
      }
    } catch {
      // Closed by us.
    }
  })();
  return {
    messages,
    ended,
    heard: (topic) =>
      messages.some((message) => message.topic === topic)
        ? Promise.resolve()
        : new Promise((resolve) => waiting.push({ topic, resolve })),
    close: () => abort.abort(),
  };
}

async function taskFor(receiver: { kind: string; id: string }, caseId: string): Promise<void> {
  await rows(
    db.database,
    `insert into tasks (id, case_id, seq, kind, step, round, receiver_kind, receiver_id, receiver_name, area_path, area_name, matter,
       case_number, applicant_name, opened_at)
     values ($1, $2, 3, 'review', 'employer', 1, $3, $4, '某处', '{}', '示例市', 'certificate-replacement', 'YS-1', '覃示例', now())`,
    [uuidv7(), caseId, receiver.kind, receiver.id],
  );
}

test("B-14 messages are one's own, newest first, page by page, and marked read once", async () => {
  const [account, other] = [await buildApplicant(db), await buildApplicant(db)];
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 1, minute));
  for (let index = 0; index < 32; index++)
    await buildNotification(db, { account_id: account.id, at: at(Math.floor(index / 2)), title: `第${index}条` });
  const foreign = await buildNotification(db, { account_id: other.id });
  const browser = await api.browser().signIn(account.login_name);
  const { body: first } = await browser.get("/api/notifications");
  expect(first.unread).toBe(32);
  expect(first.notifications).toHaveLength(30);
  expect(first.notifications[0].title).toMatch(/第3[01]条/);
  const { body: second } = await browser.get(`/api/notifications?after=${first.next}`);
  expect(second.next).toBeNull();
  const titles = [...first.notifications, ...second.notifications].map(({ title }: { title: string }) => title);
  expect(new Set(titles).size).toBe(32);
  const { id } = first.notifications[0];
  expect((await browser.post(`/api/notifications/${id}/read`)).body).toEqual({ done: true });
  expect((await browser.post(`/api/notifications/${id}/read`)).status).toBe(200);
  expect((await browser.get("/api/notifications")).body.unread).toBe(31);
  expect((await browser.post(`/api/notifications/${foreign.id}/read`)).status).toBe(404);
});

test("B-14 P9 a page is told of its own offices' tasks, its own cases and its own messages, and of nobody else's", async () => {
  const [applicant, stranger] = [await buildApplicant(db), await buildApplicant(db)];
  const reviewer = await buildAccount(db);
  const office = await buildOffice(db, { area_id: (await buildArea(db)).id });
  await buildMembership(db, { account_id: reviewer.id, role: "reviewer", office_id: office.id });
  const browsers = await Promise.all(
    [applicant, reviewer, stranger].map(({ login_name }) => api.browser().signIn(login_name, testPassword)),
  );
  const [own, desk, foreign] = await Promise.all(browsers.map(follow));
  const theCase = await buildCase(db, { account_id: applicant.id, person_id: applicant.person.id });
  await taskFor({ kind: "office", id: office.id }, theCase.id);
  await rows(
    db.database,
    "insert into case_events (case_id, seq, type, round, actor_name, at) values ($1, 1, 'case.opened', 1, '覃示例', now())",
    [theCase.id],
  );
  await buildNotification(db, { account_id: applicant.id });
  // The stranger's own message comes last: whatever else was for them would have come before it.
  await Promise.all([own!.heard("case"), own!.heard("notifications"), desk!.heard("inbox"), desk!.heard("case")]);
  await buildNotification(db, { account_id: stranger.id });
  await foreign!.heard("notifications");
  expect(own!.messages).toContainEqual({ topic: "case", id: theCase.id });
  expect(own!.messages.map(({ topic }) => topic)).not.toContain("inbox");
  expect(desk!.messages).toContainEqual({ topic: "inbox" });
  expect(desk!.messages.map(({ topic }) => topic)).not.toContain("notifications");
  expect(foreign!.messages).toEqual([{ topic: "notifications" }]);
  for (const stream of [own, desk, foreign]) stream!.close();
});

test("B-14 when the database cuts the listening connection it comes back and tells every page to look again", async () => {
  const account = await buildApplicant(db);
  const stream = await follow(await api.browser().signIn(account.login_name));
  await rows(
    db.database,
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rencaitong-listen' and datname = current_database()",
  );
  await Promise.all(["inbox", "case", "notifications"].map((topic) => stream.heard(topic)));
  stream.messages.length = 0;
  await buildNotification(db, { account_id: account.id });
  await stream.heard("notifications");
  stream.close();
});

test("streams end when the process stops, so that it can", async () => {
  const other = await openTestApi(db);
  const account = await buildApplicant(db);
  const browser = await other.browser().signIn(account.login_name);
  const answer = await fetch(`${other.origin}/api/events`, { headers: { Cookie: browser.cookie } });
  const reader = answer.body!.getReader();
  await other.deps.events.close();
  for (;;) if ((await reader.read()).done) break;
  await other.close();
});
