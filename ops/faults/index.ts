import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { rows } from "../../db/connection.ts";
import { keepFigures } from "../bench/figures.ts";
import { accountOf } from "./account.ts";
import { run, type RunResult } from "./run.ts";
import { openStage, type Stage } from "./stage.ts";

/**
 * Kills the running product at random while people work with it, then settles the account. `npm run faults -- --kills
 * 1000 --cases 300 --lanes 10 --seed 42`; `--minutes 30` ends
 * the mishaps earlier; with `--keep` the account goes into docs/figures.md. The seed decides what
 * people and mishaps choose; when each choice falls due is the machine's.
 */
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "100" },
    cases: { type: "string", default: "50" },
    lanes: { type: "string", default: "8" },
    minutes: { type: "string", default: "600" },
    seed: { type: "string", default: String(randomInt(1_000_000)) },
    keep: { type: "boolean", default: false },
  },
});
const { seed } = values;
const [kills, cases, lanes, minutes] = (["kills", "cases", "lanes", "minutes"] as const).map((name) =>
  readCount(name, values[name]),
) as [number, number, number, number];
/** From the last healing until rows and engine agree on every open case (P4), in ms. */
const longestDisagreement = 10_000;
const startedAt = Date.now();
const report = (sentence: string) =>
  console.log(`  · ${((Date.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${sentence}`);

report(`种子 ${seed}（再跑一次：npm run faults -- --kills ${kills} --cases ${cases} --lanes ${lanes} --seed ${seed}）`);
const stage = await openStage({ report });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => void stage.stop().finally(() => process.exit(130)));
try {
  const result = await run(stage, {
    seed,
    kills,
    cases,
    lanes,
    until: startedAt + minutes * 60_000,
    report,
  });
  const lines = accountOf(seed, result);
  console.log(lines.join("\n"));
  await printDifferences(stage, result);
  if (values.keep) keepFigures("killed", lines);
  const killed = result.happened.filter(({ mishap }) => mishap.kind === "kill").length;
  if (killed < kills) report(`时间到了：要强制结束 ${kills} 次，只做了 ${killed} 次`);
  if (result.agreedAfterMilliseconds > longestDisagreement)
    report(`恢复后 ${longestDisagreement / 1000} 秒内，引擎与数据应当一致，这次没有做到`);
  const passed =
    killed >= kills && result.agreedAfterMilliseconds <= longestDisagreement && result.differences.length === 0;
  process.exitCode = passed ? 0 : 1;
} finally {
  await stage.stop();
}

/** @throws Error for what is no whole number: `1,000` would end at once, having proven nothing. */
function readCount(name: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`--${name} ${text}：请写正整数，不带逗号`);
  return Number(text);
}

/** For each case that differs: what its people were told, what its timeline says, and what the engine is about. */
async function printDifferences(
  { database, engine: { client } }: Stage,
  { differences, ledger }: RunResult,
): Promise<void> {
  for (const { what, caseId, detail } of differences) console.log(`✗ ${what} · ${caseId ?? "-"} · ${detail}`);
  for (const caseId of new Set(differences.flatMap((difference) => difference.caseId ?? []).slice(0, 5))) {
    console.log(`\n${caseId}`);
    for (const press of ledger.of(caseId)) console.log(`  ${JSON.stringify(press)}`);
    const events = await rows<{ line: string }>(
      database,
      "select concat_ws(' ', seq, part, type, step, round, actor_name, at, data) as line from case_events where case_id = $1 order by seq, part",
      [caseId],
    );
    for (const { line } of events) console.log(`  ${line}`);
    const { raw } = await client.workflow.getHandle(caseId).describe();
    const { pendingWorkflowTask, pendingActivities, workflowExtendedInfo } = raw;
    console.log(`  ${JSON.stringify({ pendingWorkflowTask, pendingActivities, workflowExtendedInfo })}`);
    const history = await client.workflow.getHandle(caseId).fetchHistory();
    for (const event of history.events?.slice(-40) ?? []) console.log(`  ${JSON.stringify(event).slice(0, 600)}`);
  }
}
