import { randomUUID } from "node:crypto";
import { connectEngine } from "./client.ts";

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

test("P1 an engine that cannot be reached is said to be unreachable: nothing was sent, the same key may be sent again", async () => {
  const engine = await connectEngine({
    address: "127.0.0.1:1",
    namespace: "none",
    keyRing,
    timeSkipping: false,
  });
  const command = {
    kind: "withdraw",
    key: randomUUID(),
    accountId: randomUUID(),
    sessionId: null,
    receivedAt: 0,
    reason: "",
  } as const;
  try {
    await expect(engine.command(randomUUID(), command)).rejects.toMatchObject({ code: "engine-unreachable" });
    await expect(
      engine.begin({ caseId: randomUUID(), matter: "certificate-replacement" }, command),
    ).rejects.toMatchObject({ code: "engine-unreachable" });
  } finally {
    await engine.close();
  }
});
