import { uuidv7 } from "uuidv7";
import { row } from "../../db/connection.ts";
import { civilDateAt } from "../../domain/civil-date.ts";
import { plantCertificateLike } from "../demo-data/further-certificates.ts";
import { Visitor } from "../demo-data/visitor.ts";
import type { Measured } from "./cases.ts";

const atOnce = 8;

/** Seconds from an administrator's change of the calendar until every running notice counts with it, old → new written. */
export async function measureRecomputation(measured: Measured, many: number): Promise<string[]> {
  const { database, address, origin } = measured;
  const applicant = await Visitor.logIn(address, origin, "13900000001");
  let left = many;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) {
        const certificateId = await plantCertificateLike(database, "06000116", `BENCH-${uuidv7()}`);
        const lost = { circumstances: "lost", occasion: "moving", lostInMonth: "2026-03", truthful: true };
        await applicant.declare(certificateId, lost);
      }
    }),
  );
  const notice = await row<{ ends_at: Date }>(database, "select ends_at from notices where state = 'running' limit 1");
  const administrator = await Visitor.logIn(address, origin, "guanli");
  const from = performance.now();
  await administrator.call("POST", "/api/admin/calendar/days", {
    ...{ layer: "CN", date: civilDateAt(notice!.ends_at.getTime() - 1), kind: "off", name: "测算" },
    sourceDocument: "测算文件",
  });
  const told = performance.now() - from;
  for (;;) {
    const state = await row<{ open: number }>(
      database,
      `select (select count(*)::int from recomputed_cases where done_at is null)
         + (select count(*)::int from notices where state = 'running' and calendar_version < (select max(version) from calendar_versions)) as open`,
    );
    if (state!.open === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const seconds = (performance.now() - from) / 1000;
  const moved = await row<{ count: number }>(
    database,
    "select count(*)::int as count from case_events where type = 'notice.recomputed'",
  );
  return [
    "| a day of the calendar becomes a day off | |",
    "|---|---|",
    `| until the administrator is answered | ${(told / 1000).toFixed(1)} s |`,
    `| until all ${moved!.count} running notices have moved, each applicant told | ${seconds.toFixed(0)} s, ${(moved!.count / seconds).toFixed(0)} cases/s |`,
  ];
}
