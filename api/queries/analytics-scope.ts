import { rows, type Database } from "../../db/connection.ts";

/**
 * The offices themselves and those below them: by their parent, and below a title office for all series those of the
 * areas in its own and its own area's series offices (按层级管理). An office that ended counts where its successor does.
 */
export async function listScope(
  database: Database,
  officeIds: readonly string[] | "everybody",
): Promise<{ id: string; name: string }[]> {
  if (officeIds === "everybody")
    return rows(
      database,
      "select o.id, o.name from offices o join areas a on a.id = o.area_id order by cardinality(a.path), o.name",
    );
  return rows(
    database,
    `with recursive scope as (
       select o.id, o.kind, o.area_id, o.series from offices o where o.id = any($1::uuid[])
       union
       select o.id, o.kind, o.area_id, o.series from scope s join offices o on o.parent_id = s.id or o.successor_id = s.id
         or (o.kind = 'title-office' and s.kind = o.kind and s.series is null and (o.area_id <> s.area_id or o.series is not null)
           and exists (select from areas a where a.id = o.area_id and s.area_id = any(a.path)))
     )
     select o.id, o.name from scope s join offices o on o.id = s.id join areas a on a.id = o.area_id order by cardinality(a.path), o.name`,
    [officeIds],
  );
}

/** Areas in which work can lie, for the choices of the filter. */
export async function listAreas(database: Database): Promise<{ id: string; name: string }[]> {
  return rows(database, "select id, name from areas where level in ('city', 'county') order by code");
}
