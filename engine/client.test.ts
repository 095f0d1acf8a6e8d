import { randomUUID } from "node:crypto";
import { createServer, type Http2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { absentEngine } from "../tests/test-api.ts";
import { connectEngine } from "./client.ts";
import type { Engine } from "./engine.ts";

const keyRing = { current: "a", keys: { a: Buffer.alloc(32, 1) }, lookupKey: Buffer.alloc(32, 2) };

test("S2-09 the client itself refuses to move a case's clock where skipping is not allowed", async () => {
  const engine = await connectEngine({ address: "127.0.0.1:1", namespace: "none", keyRing, timeSkipping: false });
  try {
    const tomorrow = Date.now() + 86_400_000;
    await expect(engine.fastForward(randomUUID(), tomorrow)).rejects.toMatchObject({ code: "demo-only" });
  } finally {
    await engine.close();
  }
});

const caseId = randomUUID();
const withdraw = {
  kind: "withdraw",
  key: randomUUID(),
  accountId: randomUUID(),
  sessionId: null,
  receivedAt: 0,
  reason: "",
} as const;
const begun = { caseId, matter: "certificate-replacement" };

/** Every question that can be asked of the engine; the compiler misses the one that is not here. */
const questions: Record<Exclude<keyof Engine, "close">, (engine: Engine) => Promise<unknown>> = {
  begin: (engine) => engine.begin(begun, withdraw),
  command: (engine) => engine.command(caseId, withdraw),
  lookAgain: (engine) => engine.lookAgain(caseId, "operator"),
  fastForward: (engine) => engine.fastForward(caseId, Date.now() + 86_400_000),
  retryEffect: (engine) => engine.retryEffect(caseId),
  changeCalendar: (engine) => engine.changeCalendar({ version: 2, date: "2026-12-01", reason: "" }),
  decideBatch: (engine) => engine.decideBatch(randomUUID()),
  inspect: (engine) => engine.inspect(caseId),
  listRunning: (engine) => engine.listRunning(),
  beginAgain: (engine) => engine.beginAgain(begun),
  reconcile: (engine) => engine.reconcile({ scope: "all" }),
  listEvents: (engine) => engine.listEvents(caseId),
  ping: (engine) => engine.ping(),
};
const names = Object.keys(questions) as (keyof typeof questions)[];

test("P1 P3 whatever is asked of an engine that is away, the answer is that nothing was sent, as the tests' absent engine says", async () => {
  const engine = await connectEngine({ address: "127.0.0.1:1", namespace: "none", keyRing, timeSkipping: true });
  try {
    for (const asked of [engine, absentEngine()]) {
      const answers = await Promise.all(names.map((name) => questions[name](asked).catch((error) => error.code)));
      expect(Object.fromEntries(names.map((name, at) => [name, answers[at]]))).toEqual(
        Object.fromEntries(names.map((name) => [name, "engine-unreachable"])),
      );
    }
  } finally {
    await engine.close();
  }
});

test("P2 whatever is asked of an engine that is reached and says nothing, the question ends: not known yet, or that it was silent", async () => {
  const sessions = new Set<Http2Session>();
  const silent = createServer().on("session", (session) => sessions.add(session));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const address = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const engine = await connectEngine({ address, namespace: "none", keyRing, timeSkipping: true, deadline: 200 });
  const said: Partial<Record<keyof Engine, unknown>> = {
    ...{ begin: { state: "unknown" }, command: { state: "unknown" }, inspect: { state: "silent", failure: null } },
  };
  try {
    const answers = await Promise.all(
      names.map(async (name) => [name, await questions[name](engine).catch((error) => error.code)]),
    );
    for (const [name, answer] of answers)
      expect([name, answer]).toEqual([name, said[name as keyof Engine] ?? "engine-silent"]);
  } finally {
    await engine.close();
    for (const session of sessions) session.destroy();
    await new Promise((resolve) => silent.close(resolve));
  }
});
