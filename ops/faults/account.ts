import { percentile } from "../bench/figures.ts";
import type { Happened } from "./mishaps.ts";
import type { RunResult } from "./run.ts";
import type { Ledger } from "./ledger.ts";

/** From each kill to the first command that was pressed after it and accepted, in ms: how long people waited. */
export function recoveryTimes(happened: readonly Happened[], ledger: Ledger): number[] {
  const accepted = ledger.accepted.filter(({ kind }) => kind !== "object");
  return happened
    .filter(({ mishap }) => mishap.kind === "kill")
    .flatMap(({ at }) => {
      const answers = accepted.filter(({ pressedAt }) => pressedAt >= at).map(({ answeredAt }) => answeredAt! - at);
      return answers.length > 0 ? [Math.min(...answers)] : [];
    });
}

/** The account of a run as lines of Markdown. */
export function accountOf(seed: string, result: RunResult): string[] {
  const { ledger, happened } = result;
  const recovery = recoveryTimes(happened, ledger);
  const refused = ledger.presses.filter(({ answer }) => typeof answer === "object").length;
  const unfinished = result.differences.filter(({ what }) => what === "case cannot be finished").length;
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
  const kills = countBy(happened, ({ mishap }) => (mishap.kind === "kill" ? mishap.victim : undefined));
  const others = countBy(happened, ({ mishap }) => (mishap.kind === "kill" ? undefined : mishap.kind));
  const rows: [string, string][] = [
    ["seed", seed],
    ["killed (`kill -9`)", `${sum(kills)}: ${listed(kills)}`],
    [
      "beside the cases",
      `${ledger.handovers.filter(({ answered }) => answered).length} tasks put back or given to colleagues, ${ledger.calendarDays.filter(({ answered }) => answered).length} days of the calendar changed`,
    ],
    ["otherwise", `${listed(others)}, ${result.brokenLines} lines of people broken in the middle of a request`],
    [
      "cases",
      `${ledger.cases.size}, ${result.openWhenHealed} of them open when everything was healed, ${unfinished === 0 ? "all" : `all but ${unfinished}`} brought to their end`,
    ],
    ["commands", `${ledger.presses.length} pressed, ${ledger.accepted.length} accepted, ${refused} refused`],
    [
      "sent again with the same key",
      `${ledger.presses.filter(({ attempts }) => attempts > 1).length} commands, at most ${Math.max(0, ...ledger.presses.map(({ attempts }) => attempts))} times`,
    ],
    [
      "from a kill to the next command that was pressed after it and accepted",
      `p50 ${seconds(percentile(recovery, 50))}, p95 ${seconds(percentile(recovery, 95))}, longest ${seconds(Math.max(0, ...recovery))}`,
    ],
    ["from the last healing until engine and rows agreed on every open case", seconds(result.agreedAfterMilliseconds)],
    ["differences", String(result.differences.length)],
    ...[...countBy(result.differences, ({ what }) => what)].map(([what, count]): [string, string] => [
      what,
      String(count),
    ]),
  ];
  return ["| | |", "| --- | --- |", ...rows.map(([name, value]) => `| ${name} | ${value} |`)];
}

function countBy<Item>(items: readonly Item[], nameOf: (item: Item) => string | undefined): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    const name = nameOf(item);
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

function listed(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, count]) => `${name} ${count}`).join(", ");
}
