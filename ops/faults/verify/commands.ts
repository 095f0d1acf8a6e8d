import { rows, type Database } from "../../../db/connection.ts";
import type { Ledger, Press } from "../ledger.ts";
import type { Difference } from "./difference.ts";

interface Written {
  key: string;
  case_id: string;
  seq: number;
}
interface PersonalEvent {
  case_id: string;
  seq: number;
  type: string;
  actor_id: string;
  task_id: string | null;
}

/** Every acknowledged command stands in the events and in the case exactly once, a refused one nowhere. */
export async function verifyCommands(database: Database, ledger: Ledger): Promise<Difference[]> {
  const written = new Map<string, Written[]>();
  for (const one of await rows<Written>(database, "select key, case_id, seq from commands"))
    written.set(one.key, [...(written.get(one.key) ?? []), one]);
  const events = await rows<PersonalEvent>(
    database,
    `select case_id, seq, type, actor_id, task_id from case_events where actor_id is not null and type not in ('case.opened', 'task.transferred')`,
  );
  const byAct = new Map<string, PersonalEvent[]>();
  for (const event of events) {
    const name = `${event.case_id} ${event.seq}`;
    byAct.set(name, [...(byAct.get(name) ?? []), event]);
  }
  const differences: Difference[] = [];
  for (const press of ledger.presses) {
    if (press.kind === "object") continue;
    const found = written.get(press.key) ?? [];
    written.delete(press.key);
    const differ = (what: string) =>
      differences.push({ what, caseId: press.caseId, detail: `${press.kind} ${press.key} of ${press.loginName}` });
    if (press.answer === "open") differ("command never answered");
    else if (press.answer !== "accepted") {
      if (found.length > 0) differ(`command refused (${press.answer.refused}) and written all the same`);
    } else if (found.length !== 1) differ(`command acknowledged and written ${found.length} times`);
    else {
      const name = `${press.caseId} ${found[0]!.seq}`;
      const told = (byAct.get(name) ?? []).filter((event) => fits(event, press));
      if (told.length !== 1) differ(`command acknowledged and told by ${told.length} events`);
      if (byAct.get(name)?.length === told.length) byAct.delete(name);
    }
  }
  for (const [key, found] of written)
    differences.push({ what: "command written that nobody pressed", caseId: found[0]!.case_id, detail: key });
  for (const left of byAct.values())
    for (const { case_id: caseId, type, seq } of left)
      differences.push({ what: "event of a person without a command", caseId, detail: `${type} at ${seq}` });
  return [...differences, ...(await verifyStates(database, ledger)), ...(await verifyObjections(database, ledger))];
}

function fits(event: PersonalEvent, press: Press): boolean {
  const { taskId } = press.about;
  return (
    event.type === eventOf(press) &&
    event.actor_id === press.accountId &&
    (taskId === undefined || event.task_id === taskId)
  );
}

const decided = {
  approve: "task.approved",
  return: "task.returned",
  reject: "task.rejected",
  dismiss: "objection.dismissed",
  uphold: "objection.upheld",
} as const;

function eventOf({ kind, about }: Press): string {
  switch (kind) {
    case "hand-in":
      return "form.handed-in";
    case "withdraw":
      return "case.withdrawn";
    case "recall":
      return "decision.recalled";
    case "object":
      return "objection.received";
    case "decide":
      return decided[about.outcome as keyof typeof decided];
  }
}

const outcomes = {
  approve: "approved",
  return: "returned",
  reject: "rejected",
  dismiss: "dismissed",
  uphold: "upheld",
} as const;
const endings = { withdraw: "withdrawn", reject: "rejected", uphold: "objection-upheld" } as const;

/** What the case, its tasks and its forms say of each acknowledged command. */
async function verifyStates(database: Database, ledger: Ledger): Promise<Difference[]> {
  const tasks = await byId<{ id: string; state: string; outcome: string; decided_by: string; holder_id: string }>(
    database,
    "select id, state, outcome, decided_by, holder_id from tasks",
  );
  const cases = await byId<{ id: string; outcome: string }>(database, "select id, outcome from cases");
  const revisions = new Map<string, number>();
  for (const { draft_id: id, times } of await rows<{ draft_id: string; times: number }>(
    database,
    "select draft_id, count(*)::int as times from form_revisions group by 1",
  ))
    revisions.set(id, times);
  const differences: Difference[] = [];
  for (const press of ledger.accepted) {
    const differ = (what: string, detail: string) => differences.push({ what, caseId: press.caseId, detail });
    const { taskId, draftId, outcome } = press.about;
    const task = taskId === undefined ? undefined : tasks.get(taskId);
    if (taskId !== undefined) {
      const kept =
        task?.outcome === outcomes[outcome as keyof typeof outcomes] &&
        task.decided_by === press.accountId &&
        task.holder_id === press.accountId &&
        (task.state === "decided" || task.state === "recalled");
      if (!kept)
        differ("decision acknowledged and not in its task", `${outcome} in ${taskId}: ${JSON.stringify(task)}`);
    }
    if (draftId !== undefined && revisions.get(draftId) !== 1)
      differ("form acknowledged and not kept once", `${draftId}: ${revisions.get(draftId) ?? 0}`);
    const ending = endings[(press.kind === "decide" ? outcome : press.kind) as keyof typeof endings];
    const ended = cases.get(press.caseId)?.outcome;
    if (ending && ended !== ending) differ("ending acknowledged and the case ended otherwise", `${ending}: ${ended}`);
  }
  return differences;
}

async function verifyObjections(database: Database, ledger: Ledger): Promise<Difference[]> {
  const found = new Map(
    (
      await rows<{ id: string; notice_id: string; state: string }>(
        database,
        "select id, notice_id, state from objections",
      )
    ).map((objection) => [objection.id, objection]),
  );
  const differences: Difference[] = [];
  for (const { key, caseId, kind, answer, about } of ledger.presses) {
    if (kind !== "object") continue;
    const kept = found.get(key);
    found.delete(key);
    if (answer === "accepted" && kept?.notice_id !== about.noticeId)
      differences.push({ what: "objection acknowledged and not kept", caseId, detail: key });
    if (answer !== "accepted" && kept)
      differences.push({ what: "objection kept and not acknowledged", caseId, detail: key });
    if (kept?.state === "pending") differences.push({ what: "objection undecided after the end", caseId, detail: key });
  }
  for (const key of found.keys())
    differences.push({ what: "objection kept that nobody filed", caseId: null, detail: key });
  return differences;
}

async function byId<Row extends { id: string }>(database: Database, sql: string): Promise<Map<string, Row>> {
  return new Map((await rows<Row>(database, sql)).map((found) => [found.id, found]));
}
