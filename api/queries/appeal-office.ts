import { row, type Database } from "../../db/connection.ts";
import type { CaseRow } from "../../db/rows.ts";

/** Where a result is reviewed (复核); `phone` is empty where none is known. */
export interface AppealOffice {
  name: string;
  phone: string;
}

/**
 * The title office above whoever ended the case: of a title office the next one upward, of an employer or a department
 * the title office of the case's own area. Undefined when the city's own title office decided: what stands above it is
 * not in this city's directory.
 */
export async function findAppealOffice(
  database: Database,
  { id, area_path: areaPath }: Pick<CaseRow, "id" | "area_path">,
): Promise<AppealOffice | undefined> {
  return row<AppealOffice>(
    database,
    `with decided as (
       select o.kind, a.path from tasks t left join offices o on o.id = t.receiver_id left join areas a on a.id = o.area_id
       where t.case_id = $1 and t.outcome in ('rejected', 'upheld') order by t.decided_at desc, t.seq desc limit 1
     ), upward as (
       select area.id, area.place from decided d, unnest(case when d.kind = 'title-office' then d.path[2:] else $2::uuid[] end)
         with ordinality as area (id, place))
     select o.name, o.phone from upward u join offices o on o.area_id = u.id
     where o.kind = 'title-office' and o.series is null and o.ended_at is null order by u.place, o.id limit 1`,
    [id, areaPath],
  );
}
