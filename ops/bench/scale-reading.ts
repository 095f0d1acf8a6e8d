import { row } from "../../db/connection.ts";
import { Visitor } from "../demo-data/visitor.ts";
import type { Measured } from "./cases.ts";
import { percentile } from "./figures.ts";
import { plantOpenTasks } from "./scale.ts";

/**
 * Milliseconds through the API, one client, for the reader with the largest desk. A database that holds as many already
 * is measured as it is: planting a million takes longer than all of this.
 */
export async function measureScale(measured: Measured, many: number): Promise<string[]> {
  const planted = await row<{ count: number }>(
    measured.database,
    "select count(*)::int as count from cases where number like 'YS-LZ-2026-9%'",
  );
  if (planted!.count < many) await plantOpenTasks(measured.database, many);
  const reader = await Visitor.logIn(measured.address, measured.origin, "shizhigaiban");
  const asked = (text: string) => `/api/search?text=${encodeURIComponent(text)}`;
  const lines = [
    `| ${Math.max(many, planted!.count)} open tasks of as many cases, 200 offices, the reader's with every sixth | p50 ms | p95 ms |`,
    "|---|---|---|",
  ];
  for (const [name, path] of [
    ["inbox: page of 50 (to claim)", "/api/inbox?queue=to-claim&limit=50"],
    ["inbox: page of 50 (overdue)", "/api/inbox?queue=overdue&limit=50"],
    ["inbox: counts of all queues", "/api/inbox/counts"],
    ["search: newest cases of the desk, count to 1000", "/api/search"],
    ["search: a case number", asked("90001230")],
    ["search: a whole name (333 hits)", asked("覃雨桐")],
    ["search: two characters of a name (3,333 hits)", asked("覃雨")],
    ["search: nothing there", asked("没有此人")],
  ] as const) {
    const taken: number[] = [];
    for (let time = 0; time < 45; time++) {
      const from = performance.now();
      await reader.call("GET", path);
      if (time >= 5) taken.push(performance.now() - from);
    }
    lines.push(`| ${name} | ${percentile(taken, 50).toFixed(1)} | ${percentile(taken, 95).toFixed(1)} |`);
  }
  return lines;
}
