import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "../../db/connection.ts";
import type { TaskRow } from "../../db/rows.ts";
import { getStep } from "../../domain/matters/index.ts";
import * as acts from "./acts.ts";
import type { Scene } from "./acts.ts";
import { lookAt, type Seen } from "./seen.ts";

/** After so many acts a case is only brought forward: the run has an end. */
const mostActs = 30;
/** Between two looks at a case that works by itself. */
const pause = 250;

export type Desks = ReadonlyMap<string, readonly string[]>;
type Act = () => Promise<void>;

/**
 * Drives one case with random acts of everybody who may act (and some who may not), until it has ended, works by itself
 * or `stop` says so. Answers its id; undefined when it never began.
 */
export async function driveCase(
  database: Database,
  desks: Desks,
  scene: Scene,
  stop: () => boolean,
): Promise<string | undefined> {
  const caseId = await acts.declare(scene);
  if (!caseId) return undefined;
  for (let count = 0; !stop();) {
    const seen = await lookAt(database, caseId);
    if (!seen || seen.case.state === "closed" || worksByItself(seen)) return caseId;
    const choose = () => (count < mostActs ? chooseAct(scene, desks, seen) : chooseForward(scene, desks, seen));
    const act = choose();
    if (!act) {
      await delay(pause);
      continue;
    }
    count += 1;
    // Two people at once, now and then: one of them is told that somebody was faster.
    const other = scene.chance.happens(0.08) ? choose() : undefined;
    await Promise.all([act(), other?.()]);
  }
  return caseId;
}

/** Work that cannot be taken back: nobody has anything to do but to wait for the certificate. */
function worksByItself({ case: { matter, step } }: Seen): boolean {
  return step !== null && getStep(matter, step).kind === "effect";
}

/** Brings an open case to its end by what each of its people would do next. */
export async function finishCase(
  database: Database,
  desks: Desks,
  scene: Scene,
  caseId: string,
  withinMilliseconds: number,
): Promise<boolean> {
  const end = Date.now() + withinMilliseconds;
  while (Date.now() < end) {
    const seen = await lookAt(database, caseId);
    if (!seen || seen.case.state === "closed") return true;
    const act = chooseForward(scene, desks, seen);
    if (act) await act();
    else await delay(pause);
  }
  return false;
}

function chooseForward(scene: Scene, desks: Desks, seen: Seen): Act | undefined {
  const [task] = seen.tasks;
  if (!task) return seen.notice ? () => acts.fastForward(scene, seen.case.id) : undefined;
  if (task.kind === "ask") return () => acts.handIn(scene, seen.case.id);
  const outcome = task.kind === "objection" ? "dismiss" : "approve";
  return () => acts.decide(scene, task, holderOf(scene, desks, task), outcome);
}

function chooseAct(scene: Scene, desks: Desks, seen: Seen): Act | undefined {
  const { id } = seen.case;
  const { chance } = scene;
  const anybody = { withdraw: 3, recall: seen.lastActor ? 5 : 0, read: 5 };
  const [task] = seen.tasks;
  if (task?.kind === "review" || task?.kind === "objection") {
    const [forward, other] =
      task.kind === "review" ? (["approve", "return"] as const) : (["dismiss", "uphold"] as const);
    const name = chance.weighted({
      ...anybody,
      forward: 70,
      other: 14,
      reject: task.kind === "review" ? 4 : 0,
      release: 8,
      transfer: 8,
    });
    const who = chance.happens(0.85) ? holderOf(scene, desks, task) : someone(scene, desks, task);
    if (name === "forward") return () => acts.decide(scene, task, who, forward);
    if (name === "other") return () => acts.decide(scene, task, who, other);
    if (name === "reject") return () => acts.decide(scene, task, who, "reject");
    if (name === "release") return () => acts.release(scene, task, who);
    if (name === "transfer") return () => acts.transfer(scene, task, who);
    return common(name, scene, seen);
  }
  if (task?.kind === "ask") {
    const name = chance.weighted({ ...anybody, handIn: 70, prepare: 12 });
    if (name === "handIn") return () => acts.handIn(scene, id);
    if (name === "prepare") return async () => void (await acts.prepare(scene, id));
    return common(name, scene, seen);
  }
  if (!seen.notice) return undefined;
  const name = chance.weighted({ ...anybody, fastForward: 50, object: 12, prepare: 14, handIn: 6 });
  if (name === "fastForward") return () => acts.fastForward(scene, id);
  if (name === "object") return () => acts.object(scene, seen);
  if (name === "prepare") return async () => void (await acts.prepare(scene, id));
  if (name === "handIn") return () => acts.handIn(scene, id);
  return common(name, scene, seen);
}

function common(name: "withdraw" | "recall" | "read", scene: Scene, seen: Seen): Act {
  const { id } = seen.case;
  switch (name) {
    case "withdraw":
      return () => acts.withdraw(scene, id);
    case "recall":
      return () => acts.recall(scene, id, seen.lastActor ?? scene.applicant);
    case "read":
      return () => acts.read(scene, id);
  }
}

/** Whoever holds it, else whoever of its desk is drawn. */
function holderOf(scene: Scene, desks: Desks, task: TaskRow): string {
  return desks.get(task.holder_id ?? "")?.[0] ?? someone(scene, desks, task);
}

function someone(scene: Scene, desks: Desks, task: TaskRow): string {
  const members = desks.get(task.receiver_id);
  if (!members) throw new Error(`nobody sits at ${task.receiver_name}`);
  return scene.chance.pick(members);
}
