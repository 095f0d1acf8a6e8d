import { rows, type Database } from "../../db/connection.ts";

/**
 * Open cases by number, each with one open task: 200 offices, the largest (the city's title office) with every sixth of
 * them, as many names, employers and numbers as a city has. Written past the triggers, and what they keep beside it.
 */
export async function plantOpenTasks(database: Database, many: number): Promise<void> {
  await database.transaction(async (transaction) => {
    const run = (sql: string, bind: readonly unknown[] = []) => rows(database, sql, bind, transaction);
    const tables = ["cases", "tasks", "desk_cases"];
    for (const table of tables) await run(`alter table ${table} disable trigger user`);
    await run(
      `insert into offices (id, kind, name, area_id)
       select gen_random_uuid(), 'department', '测算机构 ' || n, (select id from areas where code = '450200') from generate_series(1, 199) n`,
    );
    await run(
      `insert into cases (id, number, matter, area_id, area_path, account_id, person_id, applicant_name, organisation_name,
         state, step, round, facts, opened_at, last_seq)
       select gen_random_uuid(), 'YS-LZ-2026-9' || lpad(n::text, 7, '0'), 'certificate-replacement', a.id, a.path, t.id, t.person_id,
         substr('覃韦黄莫蒙罗梁陆农甘', 1 + n % 10, 1) || substr('雨晓文志建秀玉海国春', 1 + n / 10 % 10, 1)
           || substr('桐辰华明芳军燕林英平', 1 + n / 100 % 10, 1),
         '柳州测算' || (n % 2000) || '厂', 'open', 'title-office', 1, '{"level": "middle"}', now() - n % 1000000 * interval '10 seconds', 1
       from generate_series(1, $1::int) n, (select id, path from areas where code = '450200') a,
         (select id, person_id from accounts where person_id is not null order by id limit 1) t`,
      [many],
    );
    await run(
      `insert into tasks (id, case_id, seq, kind, step, round, receiver_kind, receiver_id, receiver_name, area_path, area_name, matter,
         case_number, applicant_name, organisation_name, opened_at, due_at, due_in_working_days, rule_version)
       select gen_random_uuid(), c.id, 1, 'review', 'title-office', 1, 'office',
         case when c.n % 6 = 0 then largest.id else others.ids[1 + c.n % array_length(others.ids, 1)] end, '测算机构', c.area_path, '柳州市',
         c.matter, c.number, c.applicant_name, c.organisation_name, c.opened_at, (date_trunc('day', now() at time zone 'Asia/Shanghai') + (c.n % 40 - 10) * interval '1 day') at time zone 'Asia/Shanghai', 5, 1
       from (select *, right(number, 7)::int as n from cases where number like 'YS-LZ-2026-9%') c,
         (select m.office_id as id from memberships m join accounts a on a.id = m.account_id and a.login_name = 'shizhigaiban' limit 1) largest,
         (select array_agg(id order by id) as ids from offices where name like '测算机构 %') others`,
    );
    await run(
      `insert into desk_cases (receiver_id, case_id, came_at, words)
       select receiver_id, case_id, opened_at, lower(concat_ws(' ', case_number, applicant_name, organisation_name))
       from tasks where case_number like 'YS-LZ-2026-9%'`,
    );
    await run(
      `insert into desk_open_cases (receiver_id, came_at, case_id)
       select receiver_id, opened_at, case_id from tasks where case_number like 'YS-LZ-2026-9%'`,
    );
    for (const table of tables) await run(`alter table ${table} enable trigger user`);
  });
  await rows(database, "vacuum analyze");
}
