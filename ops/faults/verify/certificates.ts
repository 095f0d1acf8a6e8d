import { rows, type Database } from "../../../db/connection.ts";
import type { Difference } from "./difference.ts";

const rules: readonly { what: string; sql: string }[] = [
  {
    what: "certificate number given twice",
    sql: `select null::uuid as case_id, number || ': ' || count(*) as detail from certificates where origin = 'issued'
          group by issuer_office_id, number having count(*) > 1
          union all
          select null, management_number || ': ' || count(*) from certificates where origin = 'issued'
          group by management_number having count(*) > 1`,
  },
  {
    what: "completed case without exactly one certificate in force",
    sql: `select c.id as case_id, count(n.id)::text as detail from cases c
          left join certificates n on n.case_id = c.id and n.state = 'valid' and n.replaces_id = c.certificate_id
          where c.outcome = 'completed' group by c.id having count(n.id) <> 1`,
  },
  {
    what: "completed case whose old certificate is not replaced",
    sql: `select c.id as case_id, o.number as detail from cases c join certificates o on o.id = c.certificate_id
          where c.outcome = 'completed' and o.state <> 'replaced'`,
  },
  {
    what: "certificate issued for a case that did not complete",
    sql: `select n.case_id, n.number as detail from certificates n left join cases c on c.id = n.case_id
          where n.origin = 'issued' and c.outcome is distinct from 'completed'`,
  },
  {
    what: "certificate replaced without a completed case",
    sql: `select null::uuid as case_id, o.number as detail from certificates o where o.state = 'replaced'
          and not exists (select from cases c where c.certificate_id = o.id and c.outcome = 'completed')`,
  },
  {
    what: "completed case without its two documents",
    sql: `select c.id as case_id, string_agg(d.kind, ', ') as detail from cases c left join documents d on d.case_id = c.id
          where c.outcome = 'completed' group by c.id
          having array_agg(d.kind order by d.kind) is distinct from array['archive-form', 'certificate']`,
  },
];

/** One certificate for each completed case, and numbers without a gap or a double for each issuer and year. */
export async function verifyCertificates(database: Database): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const { what, sql } of rules)
    for (const { case_id: caseId, detail } of await rows<{ case_id: string | null; detail: string }>(database, sql))
      differences.push({ what, caseId, detail });
  return [...differences, ...(await verifyCounters(database))];
}

/** Before its check character a number carries its place in the year's counter, six digits (D14). */
async function verifyCounters(database: Database): Promise<Difference[]> {
  const issued = await rows<{ number: string }>(
    database,
    "select number from certificates where origin = 'issued' order by number",
  );
  const [counted] = await rows<{ last: number }>(
    database,
    "select coalesce(sum(last_number), 0)::int as last from certificate_counters where kind = 'certificate'",
  );
  const byYear = new Map<string, number[]>();
  for (const { number } of issued) {
    const year = number.slice(0, -7);
    byYear.set(year, [...(byYear.get(year) ?? []), Number(number.slice(-7, -1))]);
  }
  const differences: Difference[] = [];
  for (const [year, places] of byYear)
    for (let place = 1; place <= Math.max(...places); place++)
      if (!places.includes(place))
        differences.push({ what: "certificate number missing", caseId: null, detail: `${year} ${place}` });
  if (counted?.last !== issued.length)
    differences.push({
      what: "certificate counter beyond the certificates",
      caseId: null,
      detail: `${counted?.last} counted, ${issued.length} issued`,
    });
  return differences;
}
