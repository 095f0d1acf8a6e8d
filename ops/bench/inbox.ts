import { rows } from "../../db/connection.ts";
import { Visitor } from "../demo-data/visitor.ts";
import type { Measured } from "./cases.ts";
import { percentile } from "./figures.ts";

/** Open tasks of 200 offices by number; the reader's own office has a fair share of them. */
export async function plantTasks(measured: Measured, many: number): Promise<void> {
  await rows(
    measured.database,
    `insert into offices (id, kind, name, area_id)
     select gen_random_uuid(), 'department', '测算机构 ' || n, (select id from areas where code = '450200') from generate_series(1, 199) n`,
  );
  await rows(
    measured.database,
    `insert into tasks (id, case_id, seq, kind, step, round, receiver_kind, receiver_id, receiver_name, area_path, area_name, matter,
       case_number, applicant_name, organisation_name, organisation_id, certificate_number, opened_at, due_at, due_in_working_days)
     select gen_random_uuid(), c.id, 100000 + n, 'review', 'title-office', 1, 'office', o.ids[1 + n % array_length(o.ids, 1)], '测算机构',
       c.area_path, '柳州市', c.matter, 'YS-LZ-2026-' || n, '测算申请人', '测算单位', null, null,
       now() - n * interval '1 second', now() + (n % 40 - 10) * interval '1 day', 5
     from generate_series(1, $1::int) n, (select * from cases limit 1) c,
       (select array_agg(id order by id) as ids from offices where kind in ('department', 'title-office')) o`,
    [many],
  );
  await rows(measured.database, "vacuum analyze tasks");
}

/** Milliseconds per request, one client, after a warm-up. */
export async function readInbox(measured: Measured, times: number): Promise<{ page: number[]; count: number[] }> {
  const reader = await Visitor.logIn(measured.address, measured.origin, "shizhigaiban");
  const timed = async (path: string) => {
    const taken: number[] = [];
    for (let index = 0; index < times + 20; index++) {
      const from = performance.now();
      await reader.call("GET", path);
      if (index >= 20) taken.push(performance.now() - from);
    }
    return taken;
  };
  return { page: await timed("/api/inbox?queue=to-claim&limit=50"), count: await timed("/api/inbox/counts") };
}

export function inboxLine(name: string, taken: readonly number[]): string {
  return `| ${name} | ${percentile(taken, 50).toFixed(1)} | ${percentile(taken, 95).toFixed(1)} |`;
}
