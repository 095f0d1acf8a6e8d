import pino from "pino";
import { reconcileAll } from "../activities/reconcile.ts";
import { readConfiguration } from "../config.ts";
import { connectDatabase, rows } from "../db/connection.ts";
import { driftSentence, isRepairable, type DriftKind, type DriftParams } from "../domain/texts/drift.ts";
import { connectEngine } from "../engine/client.ts";
import { endWithSentence } from "./operation-error.ts";
import { runningEnvironment } from "./running-environment.ts";

interface Finding {
  case_id: string;
  number: string | null;
  kind: DriftKind;
  params: DriftParams;
}

/**
 * `npm run reconcile`: compares every open case with the engine, prints each difference in a sentence, and ends with 0
 * when there is none. `-- --repair` has them written again from the engine first and prints what is left.
 */
async function main(): Promise<void> {
  const configuration = readConfiguration(runningEnvironment());
  const database = connectDatabase(configuration.databaseUrl, { max: 4 });
  const { temporalAddress: address, temporalNamespace: namespace, keyRing } = configuration;
  const engine = await connectEngine({ address, namespace, keyRing, timeSkipping: false });
  const deps = { database, log: pino({ level: "silent" }) };
  try {
    const from = performance.now();
    let told = await reconcileAll(deps, engine);
    const found = await listFindings();
    const repairable = [...new Set(found.filter(({ kind }) => isRepairable(kind)).map(({ case_id: id }) => id))];
    if (process.argv.includes("--repair") && repairable.length > 0) {
      say(`正在修复 ${repairable.length} 件……`);
      await engine.reconcile({ repair: repairable }, { untilDone: true });
      told = await reconcileAll(deps, engine);
    }
    for (const { number, case_id: id, kind, params } of await listFindings())
      say(`${number ?? id}：${driftSentence(kind, params)}`);
    const seconds = ((performance.now() - from) / 1000).toFixed(1);
    say(`核对 ${told.asked} 件，不一致 ${told.differing} 件，没有应答 ${told.unanswered} 件，用时 ${seconds} 秒。`);
    if (told.unanswered > 0) say("没有应答的：请确认办理进程（worker）在运行，再核对一次。");
    process.exitCode = told.differing + told.unanswered > 0 ? 1 : 0;
  } finally {
    await engine.close();
    await database.close();
  }

  function listFindings(): Promise<Finding[]> {
    return rows<Finding>(
      database,
      `select f.case_id, c.number, f.kind, f.params from drift_findings f left join cases c on c.id = f.case_id
       where f.healed_at is null order by f.first_seen_at, f.id`,
    );
  }
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

await main().catch(endWithSentence);
