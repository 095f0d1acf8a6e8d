import { uuidv7 } from "uuidv7";
import type { Draft } from "../../api/contracts/drafts.ts";
import type { Decision } from "../../api/contracts/tasks.ts";
import type { TaskRow } from "../../db/rows.ts";
import type { Chance } from "./chance.ts";
import type { Door, Person } from "./door.ts";
import type { Ledger, Press } from "./ledger.ts";
import type { Papers } from "./papers.ts";
import type { Seen } from "./seen.ts";

/** One case's people at the door, with the chance that this case draws from. */
export interface Scene {
  door: Door;
  ledger: Ledger;
  papers: Papers;
  chance: Chance;
  applicant: string;
  certificateId: string;
}

const declaration = { circumstances: "lost", occasion: "moving", lostInMonth: "2026-03", truthful: true };
const materials = {
  phone: "13900000001",
  position: "工程师",
  yearsInProfession: 10,
  statement: "今年搬迁办公室时，证书与部分档案一起遗失，多次寻找未能找到。",
  delivery: "electronic",
  truthful: true,
};

function open(scene: Scene, person: Person, press: Pick<Press, "caseId" | "kind" | "about">): Press {
  const { accountId, loginName } = person;
  return scene.ledger.open({ ...press, key: uuidv7(), accountId, loginName, pressedAt: Date.now() });
}

/** Declares the loss; answers the id of the case it began, or would have begun. */
export async function declare(scene: Scene): Promise<string | undefined> {
  const person = await scene.door.as(scene.applicant);
  const matter = { matter: "certificate-replacement", certificateId: scene.certificateId };
  const started = await person.ask("POST", "/api/drafts", matter);
  if (started.status !== 200) return undefined;
  const draft: Draft = started.body;
  await handOver(scene, person, draft, draft.id, declaration);
  return draft.id;
}

/** Fills in what the case asks for now, or will ask after its notice. */
export async function prepare(scene: Scene, caseId: string): Promise<Draft | undefined> {
  const person = await scene.door.as(scene.applicant);
  const opened = await person.ask("POST", `/api/cases/${caseId}/draft`);
  if (opened.status !== 200) return undefined;
  const draft: Draft = opened.body;
  if (draft.step === "declare") return draft;
  const { photo, scan, pdf } = scene.papers;
  const wanted: Record<string, [string, Buffer]> = {
    photo: ["证件照.jpg", scene.chance.pick(photo)],
    identity: ["身份证.jpg", scan],
    "loss-statement": scene.chance.happens(0.1) ? ["说明.pdf", pdf] : ["说明.jpg", scan],
  };
  for (const [kind, [name, content]] of Object.entries(wanted)) {
    if (draft.materials.some((material) => material.kind === kind)) continue;
    const query = new URLSearchParams({ kind, name });
    const kept = await person.ask("POST", `/api/drafts/${draft.id}/materials?${query}`, content);
    if (kept.status === 200) scene.ledger.uploads.add(kept.body.id);
  }
  return draft;
}

export async function handIn(scene: Scene, caseId: string): Promise<void> {
  const draft = await prepare(scene, caseId);
  if (!draft) return;
  const form = draft.step === "declare" ? declaration : materials;
  await handOver(scene, await scene.door.as(scene.applicant), draft, caseId, form);
}

async function handOver(scene: Scene, person: Person, draft: Draft, caseId: string, form: object): Promise<void> {
  const saved = await person.ask("PATCH", `/api/drafts/${draft.id}`, { version: draft.version, form });
  // Saved, and the answer was lost: the page would read the draft again.
  const version = saved.body.version ?? (await person.ask("GET", `/api/drafts/${draft.id}`)).body.version;
  if (version === undefined) return;
  const press = open(scene, person, { caseId, kind: "hand-in", about: { draftId: draft.id, step: draft.step } });
  await person.press(scene.ledger, press, `/api/drafts/${draft.id}/submission`, { version }, scene.chance);
}

export async function object(scene: Scene, { notice }: Seen): Promise<void> {
  if (!notice) return;
  const person = scene.door.stranger(scene.chance);
  const press = open(scene, person, { caseId: notice.case_id, kind: "object", about: { noticeId: notice.id } });
  const words = { name: "示例异议人", phone: "13900000099", reason: "该证书目前在我单位档案室保管，并未遗失。" };
  await person.press(scene.ledger, press, `/api/public/notices/${notice.id}/objections`, words, scene.chance);
}

/** Asked once: whether the notice has ended is seen by its rows, and who finds it running asks again. */
export async function fastForward(scene: Scene, caseId: string): Promise<void> {
  const person = await scene.door.as(scene.applicant);
  await person.send("POST", `/api/cases/${caseId}/fast-forward`);
}

export async function withdraw(scene: Scene, caseId: string): Promise<void> {
  const person = await scene.door.as(scene.applicant);
  const press = open(scene, person, { caseId, kind: "withdraw", about: {} });
  await person.press(scene.ledger, press, `/api/cases/${caseId}/withdrawal`, { reason: "证书找到了" }, scene.chance);
}

export async function recall(scene: Scene, caseId: string, loginName: string): Promise<void> {
  const person = await scene.door.as(loginName);
  const press = open(scene, person, { caseId, kind: "recall", about: {} });
  await person.press(scene.ledger, press, `/api/cases/${caseId}/recall`, { reason: "填错了" }, scene.chance);
}

/** Takes it and puts it back. */
export async function release(scene: Scene, task: TaskRow, loginName: string): Promise<void> {
  const person = await scene.door.as(loginName);
  await person.ask("POST", `/api/tasks/${task.id}/claim`);
  const handover = { caseId: task.case_id, taskId: task.id, accountId: person.accountId, answered: false };
  scene.ledger.handovers.push(handover);
  const { status } = await person.ask("POST", `/api/tasks/${task.id}/release`, { reason: "先放回，请别人办。" });
  handover.answered = status === 200;
}

/** Takes it and gives it to a colleague, when there is one who may have it. */
export async function transfer(scene: Scene, task: TaskRow, loginName: string): Promise<void> {
  const person = await scene.door.as(loginName);
  const claimed = await person.ask("POST", `/api/tasks/${task.id}/claim`);
  const { body } = await person.ask("GET", `/api/tasks/${task.id}/colleagues`);
  const colleagues: { accountId: string }[] = body?.colleagues ?? [];
  if (claimed.status !== 200 || colleagues.length === 0) return;
  const to = scene.chance.pick(colleagues).accountId;
  const handover = { caseId: task.case_id, taskId: task.id, accountId: person.accountId, answered: false };
  scene.ledger.handovers.push(handover);
  const given = { version: claimed.body.version, to, reason: "外出办事，请代为办理。" };
  const { status } = await person.ask("POST", `/api/tasks/${task.id}/transfer`, given);
  handover.answered = status === 200;
}

export type Outcome = Decision["outcome"];

/** Claims, reads, enters the password again where a seal is set, and decides. */
export async function decide(scene: Scene, task: TaskRow, loginName: string, outcome: Outcome): Promise<void> {
  const person = await scene.door.as(loginName);
  const claimed = await person.ask("POST", `/api/tasks/${task.id}/claim`);
  if (claimed.status !== 200) return;
  await person.ask("GET", `/api/tasks/${task.id}`);
  if (outcome === "approve") await person.stepUp();
  const about = { taskId: task.id, outcome };
  const press = open(scene, person, { caseId: task.case_id, kind: "decide", about });
  const body = { version: claimed.body.version, decision: decisionOf(outcome, scene.chance) };
  await person.press(scene.ledger, press, `/api/tasks/${task.id}/decision`, body, scene.chance);
}

function decisionOf(outcome: Outcome, chance: Chance): Decision {
  const opinion = "情况已核对。";
  if (outcome !== "return") return { outcome, opinion };
  return {
    outcome,
    opinion,
    to: chance.happens(0.2) ? "declare" : "materials",
    straightBack: chance.happens(0.5),
    defects: ["statement"],
    remarks: [],
  };
}

/** Somebody only looks. */
export async function read(scene: Scene, caseId: string): Promise<void> {
  const person = await scene.door.as(scene.applicant);
  await person.ask("GET", scene.chance.happens(0.5) ? `/api/cases/${caseId}` : "/api/my/cases");
}
