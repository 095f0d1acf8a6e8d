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
const startedAt = Date.now();
const report = (sentence: string) =>
  console.log(`  · ${((Date.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${sentence}`);

report(`种子 ${seed}（再跑一次：npm run faults -- --kills ${values.kills} --cases ${values.cases} --seed ${seed}）`);
const stage = await openStage({ report });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => void stage.stop().finally(() => process.exit(130)));
try {
  const [kills, cases, lanes] = [Number(values.kills), Number(values.cases), Number(values.lanes)];
  const result = await run(stage, {
    seed,
    kills,
    cases,
    lanes,
    until: startedAt + Number(values.minutes) * 60_000,
    report,
  });
  const lines = accountOf(seed, result);
  console.log(lines.join("\n"));
  await printDifferences(stage, result);
  if (values.keep) keepFigures("killed", lines);
  process.exitCode = result.differences.length === 0 ? 0 : 1;
} finally {
  await stage.stop();
}

/** For each case that differs: what its people were told, and what its timeline says. */
async function printDifferences({ database }: Stage, { differences, ledger }: RunResult): Promise<void> {
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
  }
}
