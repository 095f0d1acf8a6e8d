import type { Transaction } from "sequelize";
import type { z } from "zod";
import { entriesInForce } from "../db/catalogues.ts";
import { officesAlone } from "../db/case-events.ts";
import { row, rows, type Database } from "../db/connection.ts";
import type { Actor } from "../domain/actor.ts";
import { authorize } from "../domain/policy/index.ts";
import { Refusal } from "../domain/refusal.ts";
import { officeActSentence } from "../domain/texts/offices.ts";
import { writeAudit } from "./audit.ts";
import { BadInput } from "./bad-input.ts";
import type { changeOffice, createOffice } from "./contracts/offices.ts";
import { findOfficeActs, findOffices, notOver, today, type OfficeRow } from "./queries/offices.ts";

/** Who acts, and in which request. */
export interface Doing {
  actor: Actor;
  requestId: string;
}

export async function writeOfficeAudit(
  database: Database,
  { actor, requestId }: Doing,
  officeId: string,
  action: string,
  data: Record<string, string | number | null>,
  transaction: Transaction,
): Promise<void> {
  const about = { subjectKind: "office", subjectId: officeId, data, requestId };
  await writeAudit(database, { accountId: actor.accountId, action, ...about }, transaction);
}

/** @throws Refusal not-found */
export async function getOffice(database: Database, id: string, transaction?: Transaction): Promise<OfficeRow> {
  const [office] = await findOffices(database, id, transaction);
  if (!office) throw new Refusal("not-found");
  return office;
}

/** Says who changed what since the form was read. */
export async function staleOffice(
  database: Database,
  officeId: string,
  membershipId: string | null = null,
): Promise<Refusal> {
  const [last] = await findOfficeActs(database, officeId, { membershipId, most: 1 });
  if (!last) return new Refusal("stale-version");
  const what = officeActSentence(last.action, last.data);
  return new Refusal("stale-version", { who: last.who, at: last.at.toISOString(), what });
}

/** The same press again answers with the office it made. @throws Refusal office-name-taken · office-misplaced */
export async function makeOffice(
  database: Database,
  doing: Doing,
  wanted: z.output<typeof createOffice.body>,
): Promise<{ id: string }> {
  await refuseSeries(database, wanted);
  return database.transaction(async (transaction) => {
    await rows(database, officesAlone, [], transaction);
    if (await row(database, "select 1 as one from offices where id = $1", [wanted.key], transaction))
      return { id: wanted.key };
    if (!(await row(database, "select 1 as one from areas where id = $1", [wanted.areaId], transaction)))
      throw new BadInput([{ path: "areaId", message: "没有这个地区，请重新选择" }]);
    await refuseNameAndPlace(database, { id: wanted.key, ...wanted }, transaction);
    await rows(
      database,
      `insert into offices (id, kind, name, area_id, series, parent_id, phone, valid_from)
       values ($1, $2, $3, $4, $5, $6, $7, ${today})`,
      [...[wanted.key, wanted.kind, wanted.name, wanted.areaId, wanted.series, wanted.parentId], wanted.phone ?? ""],
      transaction,
    );
    await writeOfficeAudit(database, doing, wanted.key, "office.created", {}, transaction);
    return { id: wanted.key };
  });
}

/** Kind and area stay: they say whose cases the office receives. @throws Refusal stale-version · office-name-taken · office-misplaced */
export async function editOffice(
  database: Database,
  doing: Doing,
  id: string,
  wanted: z.output<typeof changeOffice.body>,
): Promise<void> {
  await database.transaction(async (transaction) => {
    await rows(database, officesAlone, [], transaction);
    const office = await getOffice(database, id, transaction);
    authorize("change-office", doing.actor, office);
    if (office.version !== wanted.version) throw await staleOffice(database, id);
    // A series that ended stays with the offices it was set for.
    if (wanted.series !== office.series)
      await refuseSeries(database, { kind: office.kind, series: wanted.series }, transaction);
    await refuseNameAndPlace(database, { id, ...wanted }, transaction);
    const fields = [
      ...(office.name === wanted.name ? [] : ["name"]),
      ...(office.phone === (wanted.phone ?? "") ? [] : ["phone"]),
      ...(office.series === wanted.series ? [] : ["series"]),
      ...(office.parent_id === wanted.parentId ? [] : ["parent"]),
    ].join(" ");
    if (!fields) return;
    await rows(
      database,
      "update offices set name = $2, phone = $3, series = $4, parent_id = $5, version = version + 1 where id = $1",
      [id, wanted.name, wanted.phone ?? "", wanted.series, wanted.parentId],
      transaction,
    );
    await writeOfficeAudit(database, doing, id, "office.changed", { fields }, transaction);
  });
}

/** Ends what nothing lies at, nobody sits in and no rule names. @throws Refusal office-in-use {what} · stale-version */
export async function closeOffice(
  database: Database,
  doing: Doing,
  id: string,
  wanted: { version: number },
): Promise<void> {
  await database.transaction(async (transaction) => {
    await rows(database, officesAlone, [], transaction);
    const office = await getOffice(database, id, transaction);
    authorize("end-office", doing.actor, office);
    if (office.version !== wanted.version) throw await staleOffice(database, id);
    const use = (await row<Record<"tasks" | "seats" | "rules" | "employers" | "children", number>>(
      database,
      `select (select count(*)::int from tasks where receiver_id = $1 and state in ('open', 'waiting')) as tasks,
         (select count(*)::int from memberships m where m.office_id = $1 and ${notOver}) as seats,
         (select count(*)::int from routing_rules r join rule_sets s on s.id = r.rule_set_id
          where s.version = (select max(version) from rule_sets) and r.rule::text like '%' || $1 || '%') as rules,
         (select count(*)::int from organisations where department_id = $1 and status <> 'ended') as employers,
         (select count(*)::int from offices where parent_id = $1 and ended_at is null) as children`,
      [id],
      transaction,
    ))!;
    const words = {
      tasks: "件在办",
      seats: "位在任人员",
      rules: "条规则",
      employers: "家所属单位",
      children: "个下级机构",
    };
    const what = Object.entries(words).flatMap(([name, word]) => {
      const count = use[name as keyof typeof words];
      return count > 0 ? [`${count} ${word}`] : [];
    });
    if (what.length > 0) throw new Refusal("office-in-use", { what: what.join("、") });
    await rows(database, "update offices set ended_at = now(), version = version + 1 where id = $1", [id], transaction);
    await writeOfficeAudit(database, doing, id, "office.ended", {}, transaction);
  });
}

async function refuseSeries(
  database: Database,
  { kind, series }: { kind: string; series: string | null },
  transaction?: Transaction,
): Promise<void> {
  if (series === null) return;
  if (kind !== "title-office") throw new BadInput([{ path: "series", message: "只有职改办可以按系列设置" }]);
  const offered = await entriesInForce(database, { catalogue: "title-series", matter: null }, Date.now(), transaction);
  if (!offered.some(({ name }) => name === series))
    throw new BadInput([{ path: "series", message: "没有这个系列，请重新选择" }]);
}

async function refuseNameAndPlace(
  database: Database,
  { id, name, parentId }: { id: string; name: string; parentId: string | null },
  transaction: Transaction,
): Promise<void> {
  const same = "select 1 as one from offices where name = $1 and id <> $2 and ended_at is null";
  if (await row(database, same, [name, id], transaction)) throw new Refusal("office-name-taken", { name });
  if (parentId === null) return;
  // From the parent upward: the office itself must not be met.
  const above = await rows<{ id: string; ended: boolean }>(
    database,
    `with recursive above as (
       select id, parent_id, ended_at is not null as ended from offices where id = $1
       union select o.id, o.parent_id, o.ended_at is not null from offices o join above on o.id = above.parent_id)
     select id, ended from above`,
    [parentId],
    transaction,
  );
  const parent = above.find((one) => one.id === parentId);
  if (!parent || parent.ended || above.some((one) => one.id === id)) throw new Refusal("office-misplaced");
}
