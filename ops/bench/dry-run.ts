import { row, rows, type Database } from "../../db/connection.ts";
import { findRuleSet } from "../../db/rules.ts";
import { dryRun } from "../../api/rule-dry-run.ts";
import { percentile } from "./figures.ts";

/** Open cases by number: all areas, levels and steps, among 200 employers of many departments; for reading alone. */
export async function plantOpenCases(database: Database, many: number): Promise<void> {
  await rows(
    database,
    `insert into organisations (id, credit_code, name, nature, area_id, department_id, status)
     select gen_random_uuid(), 'BENCH' || n, '测算单位 ' || n, '企业', a.ids[1 + n % array_length(a.ids, 1)],
       d.ids[1 + n % array_length(d.ids, 1)], 'in-use'
     from generate_series(1, 200) n, (select array_agg(id) as ids from areas where level in ('city', 'county')) a,
       (select array_agg(id) as ids from offices where kind = 'department') d`,
  );
  await rows(
    database,
    `insert into cases (id, number, matter, area_id, area_path, account_id, person_id, applicant_name, organisation_id, organisation_name,
       state, step, round, facts, opened_at, last_seq)
     select gen_random_uuid(), 'BENCH-' || n, 'certificate-replacement', a.id, a.path, t.id, t.person_id, '测算申请人', o.id, o.name,
       'open', (array['declare', 'loss', 'materials', 'employer', 'department', 'title-office'])[1 + n % 6], 1,
       jsonb_build_object('level', (array['junior', 'middle'])[1 + n % 2], 'employerArea', case a.level when 'county' then 'county' else 'city' end,
         'employerInUse', (array['yes', 'yes', 'yes', 'no'])[1 + n % 4]),
       now() - (n % 300) * interval '1 day', 1
     from generate_series(1, $1::int) n
     join (select id, name, area_id, row_number() over (order by id) as place, count(*) over () as many from organisations) o
       on o.place = 1 + n % o.many
     join areas a on a.id = o.area_id, (select id, person_id from accounts where person_id is not null limit 1) t`,
    [many],
  );
  await rows(database, "vacuum analyze cases");
}

/** Milliseconds of a whole dry run: next steps of all open cases and last year's, with every change a draft can hold. */
export async function measureDryRun(database: Database, times: number): Promise<{ line: string; cases: number }> {
  const version = (await row<{ version: number }>(database, "select max(version) as version from rule_sets"))!.version;
  const base = await findRuleSet(database, version);
  const draft = {
    ...{ based_on: version, fallback_office_id: null },
    rules: base!.rules.map((rule) => ({
      ...rule,
      dueInWorkingDays: rule.dueInWorkingDays + 1,
      mayBeSameOffice: false,
    })),
  };
  const taken: number[] = [];
  let cases = 0;
  for (let time = 0; time < times; time++) {
    const from = performance.now();
    cases = (await dryRun(database, draft)).looked.open.cases;
    taken.push(performance.now() - from);
  }
  const line = `| dry run of a rule draft over ${cases} open cases and as many of last year, every step changed | ${percentile(taken, 50).toFixed(0)} | ${percentile(taken, 95).toFixed(0)} |`;
  return { line, cases };
}
