import { randomUUID } from "node:crypto";
import { rows } from "../db/connection.ts";
import { commandFingerprint } from "../engine/command-fingerprint.ts";
import type { Answered } from "../engine/engine.ts";
import { Refusal } from "../domain/refusal.ts";
import { absentEngine } from "../tests/test-api.ts";
import { createTestDatabase, type TestDatabase } from "../tests/test-database.ts";
import type { Command } from "../workflows/messages.ts";
import { askCase } from "./engine-answer.ts";

/** The answer to the first sending was lost, and the case writes it while the second sending is on its way. */
let given: TestDatabase;
beforeAll(async () => {
  given = await createTestDatabase();
});
afterAll(() => given.drop());
/** Of a case that has no row, and so is not open, the engine is asked nothing. */
const deps = () => ({ ...given, engine: absentEngine() });

const caseId = randomUUID();

function handIn(): Command {
  const who = { key: randomUUID(), accountId: randomUUID(), sessionId: null, receivedAt: Date.now() };
  return { ...who, kind: "hand-in", step: "declare", draftId: caseId, draftVersion: 2 };
}

async function write(command: Command): Promise<void> {
  const answer = JSON.stringify({ state: "done", asked: commandFingerprint(command) });
  await rows(given.database, "insert into commands (case_id, key, seq, answer, at) values ($1, $2, 1, $3, now())", [
    ...[caseId, command.key, answer],
  ]);
}

test("P2 a key written while it is sent again is accepted, although the rows now refuse what it asks", async () => {
  const command = handIn();
  const answer = await askCase(deps(), caseId, command, async () => {
    await write(command);
    throw new Refusal("open-case-exists", { caseId });
  });
  expect(answer).toEqual({ state: "accepted", caseId });
});

test("P2 a key written while it is sent again is accepted, although its case has ended meanwhile", async () => {
  const command = handIn();
  const answer = await askCase(deps(), caseId, command, async (): Promise<Answered> => {
    await write(command);
    return { state: "refused", code: "case-closed", params: {} };
  });
  expect(answer).toEqual({ state: "accepted", caseId });
});

test("P2 what was never written stays refused, before the engine and by it", async () => {
  const early = askCase(deps(), caseId, handIn(), async () => {
    throw new Refusal("not-now");
  });
  await expect(early).rejects.toMatchObject({ code: "not-now" });
  const late = askCase(deps(), caseId, handIn(), async () => ({
    state: "refused",
    code: "already-decided",
    params: {},
  }));
  await expect(late).rejects.toMatchObject({ code: "already-decided" });
});
