import type { Transaction } from "sequelize";
import { row, rows, type Database } from "../../db/connection.ts";
import { addDays, civilDateAt } from "../../domain/civil-date.ts";
import { Visitor } from "../demo-data/visitor.ts";
import type { Measured } from "./cases.ts";
import { percentile } from "./figures.ts";

const quiet = ["cases", "tasks", "case_events"];

/**
 * Cases of the last two years by number, each with three desks of 200 offices; one in eight tasks sends back, the newest
 * twentieth of the cases still lies at the last desk. Triggers stay quiet: nobody listens, nobody searches.
 */
export async function plantWork(database: Database, many: number): Promise<void> {
  await database.transaction(async (transaction) => {
    const run = (sql: string, bind: unknown[] = []) => database.query(sql, { bind, transaction });
    for (const table of quiet) await run(`alter table ${table} disable trigger user`);
    const indexes = await withoutIndexes(database, "tasks", transaction);
    await run(
      `insert into offices (id, kind, name, area_id) select gen_random_uuid(), 'department', '统计测算机构 ' || n, a.id
       from generate_series(1, 199) n, (select id from areas where code = '450200') a`,
    );
    await run(
      `insert into cases (id, number, matter, area_id, area_path, account_id, person_id, applicant_name, state, outcome, step, round,
         facts, opened_at, closed_at, last_seq)
       select uuidv7(), 'WORK-' || n, 'certificate-replacement', a.id, a.path, t.id, t.person_id, '测算申请人',
         case when n % 20 = 0 then 'open' else 'closed' end, case when n % 20 = 0 then null else 'completed' end,
         case when n % 20 = 0 then 'title-office' end, 1, '{}', now() - (n % 730) * interval '1 day', null, 9
       from generate_series(1, $1::int) n
       join (select id, path, row_number() over (order by code) - 1 as place, count(*) over () as many from areas
             where level in ('city', 'county')) a on a.place = n % a.many,
         (select id, person_id from accounts where person_id is not null limit 1) t`,
      [many],
    );
    await run(
      `insert into tasks (id, case_id, seq, kind, step, round, receiver_kind, receiver_id, receiver_name, area_path, area_name, matter,
         case_number, applicant_name, opened_at, due_at, due_in_working_days, state, outcome, opinion, decided_at)
       select uuidv7(), c.id, s, 'review', (array['employer', 'department', 'title-office'])[s], 1, 'office',
         o.ids[1 + (n * 7 + s * 3) % array_length(o.ids, 1)], '测算机构', c.area_path, '柳州市', c.matter, c.number, c.applicant_name,
         c.opened_at, c.opened_at + interval '7 days', 5,
         case when s = 3 and c.state = 'open' then 'open' else 'decided' end,
         case when s = 3 and c.state = 'open' then null else (array['approved', 'approved', 'approved', 'returned', 'approved',
           'approved', 'rejected', 'approved'])[1 + (n * 3 + s) % 8] end, '同意。',
         case when s = 3 and c.state = 'open' then null else least(now(), c.opened_at + ((n * 11 + s * 5) % 12) * interval '1 day') end
       from (select *, substr(number, 6)::bigint as n from cases where number like 'WORK-%') c, generate_series(1, 3) s,
         (select array_agg(id order by id) as ids from offices where kind in ('department', 'title-office')) o`,
    );
    await run(
      `insert into case_events (case_id, seq, part, type, step, round, actor_name, task_id, at, data)
       select case_id, seq, 0, 'task.returned', step, 1, '测算人员', id, decided_at,
         jsonb_build_object('defects', jsonb_build_array((array['证件照不合要求', '手机号无法联系', '材料不齐'])[1 + seq % 3]))
       from tasks where outcome = 'returned' and case_number like 'WORK-%'`,
    );
    for (const index of indexes) await run(index);
    for (const table of quiet) await run(`alter table ${table} enable trigger user`);
  });
  for (const table of ["cases", "tasks", "case_events"]) await database.query(`vacuum analyze ${table}`);
}

/** Takes the indexes away that no constraint stands on: built at the end they take seconds. Answers how to make them. */
async function withoutIndexes(database: Database, table: string, transaction: Transaction): Promise<string[]> {
  const found = await rows<{ name: string; sql: string }>(
    database,
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as sql from pg_index i
     where i.indrelid = $1::regclass and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
    [table],
    transaction,
  );
  for (const { name } of found) await database.query(`drop index ${name}`, { transaction });
  return found.map(({ sql }) => sql);
}

/** Milliseconds of the whole page of figures, and of the list behind its greatest number, through the API. */
export async function measureAnalytics(measured: Measured, times: number): Promise<string[]> {
  const counted = await row<{ cases: number; tasks: number }>(
    measured.database,
    "select (select count(*)::int from cases) as cases, (select count(*)::int from tasks) as tasks",
  );
  const to = civilDateAt(Date.now());
  const [quarter, year] = [90, 365].map((days) => `from=${addDays(to, 1 - days)}&to=${to}`);
  const administrator = await Visitor.logIn(measured.address, measured.origin, "guanli");
  const chief = await Visitor.logIn(measured.address, measured.origin, "shizhigaiban2");
  const lines = [
    `| analytics over ${counted!.cases} cases (${counted!.tasks} tasks, 200 offices, two years), one client, through the API | p50 ms | p95 ms |`,
    "|---|---|---|",
  ];
  for (const [name, reader, path] of [
    ["all figures of 90 days, all offices", administrator, `/api/analytics?${quarter}`],
    ["all figures of a year, all offices", administrator, `/api/analytics?${year}`],
    ["all figures of a year, a chief's offices", chief, `/api/analytics?${year}`],
    [
      "list of what was decided in a year, first page with its exact count",
      administrator,
      `/api/analytics/tasks?measure=decided&${year}`,
    ],
  ] as const) {
    const taken: number[] = [];
    for (let time = 0; time < times + 2; time++) {
      const from = performance.now();
      await reader.call("GET", path);
      if (time >= 2) taken.push(performance.now() - from);
    }
    lines.push(`| ${name} | ${percentile(taken, 50).toFixed(0)} | ${percentile(taken, 95).toFixed(0)} |`);
  }
  return lines;
}
