import { setTimeout as delay } from "node:timers/promises";
import { row } from "../../db/connection.ts";
import { apiNames, workerNames, type Stage } from "./stage.ts";

/** Until every process runs again and every part answers. @throws Error when that takes more than four minutes. */
export async function waitUntilHealed(stage: Stage): Promise<void> {
  const end = Date.now() + 240_000;
  for (let ailing = await findAiling(stage); ailing.length > 0; ailing = await findAiling(stage)) {
    if (Date.now() > end) throw new Error(`not healed after four minutes: ${ailing.join(", ")}`);
    await delay(100);
  }
}

async function findAiling(stage: Stage): Promise<string[]> {
  const pids = stage.supervisor.pids();
  const ailing: string[] = ["postgres", "temporal", ...apiNames, ...workerNames].filter((name) => !pids[name]);
  const answers = await Promise.all([
    ...stage.addresses.map((address, index) => isReady(address).then((ready) => ready || apiNames[index]!)),
    row(stage.database, "select 1 as one").then(...asAnswer("postgres")),
    stage.engine.ping().then(...asAnswer("temporal")),
    pollers(stage).then(
      (count) => count >= workerNames.length || "worker",
      () => "worker",
    ),
  ]);
  return [...ailing, ...answers.filter((answer): answer is string => answer !== true)];
}

async function isReady(address: string): Promise<boolean> {
  const response = await fetch(`${address}/health/ready`, { signal: AbortSignal.timeout(5_000) }).catch(
    () => undefined,
  );
  await response?.body?.cancel();
  return response?.ok ?? false;
}

function asAnswer(name: string): [() => true, () => string] {
  return [() => true, () => name];
}

/** Worker processes that asked the engine for work within the last minute and are alive: one identity each. */
async function pollers(stage: Stage): Promise<number> {
  const { client } = stage.engine;
  const answer = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: "cases" },
    taskQueueType: 1,
  });
  const alive = new Set(Object.values(stage.supervisor.pids()));
  const identities = (answer.pollers ?? []).map(({ identity }) => Number(identity?.split("@")[0]));
  return new Set(identities.filter((pid) => alive.has(pid))).size;
}
