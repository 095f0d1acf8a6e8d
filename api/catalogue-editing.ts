import type { Transaction } from "sequelize";
import type { z } from "zod";
import { officesAlone } from "../db/case-events.ts";
import { row, rows, type Database } from "../db/connection.ts";
import type { CatalogueDetails, CatalogueName } from "../domain/catalogue-entry.ts";
import { findCatalogue, remarkableFields } from "../domain/catalogues.ts";
import { civilDateAt, endOfDay, parseCivilDate, startOfDay } from "../domain/civil-date.ts";
import { Refusal } from "../domain/refusal.ts";
import { titleLevels } from "../domain/titles.ts";
import { writeAudit } from "./audit.ts";
import { BadInput } from "./bad-input.ts";
import type { addCatalogueEntry, changeCatalogueEntry, endCatalogueEntry } from "./contracts/catalogues.ts";
import { writeOfficeAudit, type Doing } from "./office-editing.ts";
import { findNewestVersions, type CatalogueVersionRow } from "./queries/catalogues.ts";

type Wanted = Omit<z.output<typeof addCatalogueEntry.body>, "key">;
interface List {
  catalogue: CatalogueName;
  matter: string | null;
}

/** One lock over each list: two who edit it do so one after the other. */
const listAlone = "select pg_advisory_xact_lock(hashtextextended('catalogue ' || $1, 0))";

/** The same press again answers with the entry it made. @throws Refusal not-found · catalogue-name-taken */
export async function addEntry(
  database: Database,
  doing: Doing,
  catalogue: CatalogueName,
  { key, ...wanted }: z.output<typeof addCatalogueEntry.body>,
): Promise<{ code: string }> {
  const list = { catalogue, matter: wanted.matter };
  const checked = check(list, wanted);
  return editing(database, list, async (newest, transaction) => {
    const made = await row<{ code: string }>(
      database,
      "select code from catalogue_entries where key = $1",
      [key],
      transaction,
    );
    if (made) return made;
    refuseName(newest, wanted.name);
    const local = newest.filter((one) => one.code.startsWith("local-")).length;
    const code = `local-${local + 1}`;
    await write(database, doing, { ...list, code, version: 1, key, ...checked }, "catalogue-entry.added", transaction);
    return { code };
  });
}

/**
 * A new version. An office set up for a series is called after it: it follows a new name.
 * @throws Refusal not-found · stale-version · catalogue-name-taken
 */
export async function changeEntry(
  database: Database,
  doing: Doing,
  { catalogue, code }: { catalogue: CatalogueName; code: string },
  { version, ...wanted }: z.output<typeof changeCatalogueEntry.body>,
): Promise<void> {
  const list = { catalogue, matter: wanted.matter };
  const checked = check(list, wanted);
  await editing(database, list, async (newest, transaction) => {
    const before = getEntry(newest, code, version);
    refuseName(
      newest.filter((one) => one !== before),
      wanted.name,
    );
    const written = { ...list, code, version: version + 1, key: null, ...checked };
    await write(database, doing, written, "catalogue-entry.changed", transaction);
    if (catalogue === "title-series" && before.name !== wanted.name)
      await renameOffices(database, doing, [before.name, wanted.name], transaction);
  });
}

async function renameOffices(
  database: Database,
  doing: Doing,
  names: readonly [before: string, after: string],
  transaction: Transaction,
): Promise<void> {
  await rows(database, officesAlone, [], transaction);
  const renamed = await rows<{ id: string }>(
    database,
    "update offices set series = $2, version = version + 1 where series = $1 and ended_at is null returning id",
    names,
    transaction,
  );
  for (const { id } of renamed)
    await writeOfficeAudit(database, doing, id, "office.changed", { fields: "series" }, transaction);
}

/** From now on it is not offered; ended already, it stays so. @throws Refusal not-found · stale-version */
export async function endEntry(
  database: Database,
  doing: Doing,
  { catalogue, code }: { catalogue: CatalogueName; code: string },
  { matter, version, note }: z.output<typeof endCatalogueEntry.body>,
): Promise<void> {
  const list = { catalogue, matter };
  await editing(database, list, async (newest, transaction) => {
    const { name, details, place } = getEntry(newest, code, version);
    const now = new Date();
    const ended = { name, details, place, validFrom: now, validTo: now, note };
    const written = { ...list, code, version: version + 1, key: null, ...ended };
    await write(database, doing, written, "catalogue-entry.ended", transaction);
  });
}

async function editing<Result>(
  database: Database,
  list: List,
  work: (newest: CatalogueVersionRow[], transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  refuseUnknown(list);
  return database.transaction(async (transaction) => {
    await rows(database, listAlone, [`${list.catalogue} ${list.matter ?? ""}`], transaction);
    return work(await findNewestVersions(database, list, transaction), transaction);
  });
}

function refuseUnknown({ catalogue, matter }: List): void {
  if (!findCatalogue(catalogue, matter)) throw new Refusal("not-found");
}

function getEntry(newest: readonly CatalogueVersionRow[], code: string, version: number): CatalogueVersionRow {
  const found = newest.find((one) => one.code === code);
  if (!found) throw new Refusal("not-found");
  if (found.version === version) return found;
  if (found.author === null) throw new Refusal("stale-version");
  throw new Refusal("stale-version", { who: found.author, at: found.at.toISOString(), what: found.note });
}

/** Among what is offered, or will be, a name says one thing. */
function refuseName(others: readonly CatalogueVersionRow[], name: string): void {
  const now = Date.now();
  const same = others.find((one) => one.name === name && (one.valid_to === null || one.valid_to.getTime() > now));
  if (same) throw new Refusal("catalogue-name-taken", { name });
}

interface Checked {
  name: string;
  details: CatalogueDetails;
  place: number;
  validFrom: Date;
  validTo: Date | null;
  note: string;
}

/** @throws Refusal not-found · BadInput with the fields that do not go with the list, or with today. */
function check(list: List, wanted: Wanted): Checked {
  refuseUnknown(list);
  const { name, place, note, field, titles } = wanted;
  const faults: { path: string; message: string }[] = [];
  const now = Date.now();
  const today = civilDateAt(now);
  if (wanted.from && wanted.from < today) faults.push({ path: "from", message: "从今天或以后开始" });
  if (wanted.to && wanted.to < (wanted.from ?? today)) faults.push({ path: "to", message: "不早于开始的日子" });
  const ofSeries = list.catalogue === "title-series";
  if (ofSeries !== (titles !== null) || (ofSeries && titleLevels.every((level) => titles![level].length === 0)))
    faults.push({ path: "titles", message: ofSeries ? "请至少填写一级的职称名称" : "这个目录没有职称名称" });
  const fields = list.catalogue === "defects" && list.matter ? remarkableFields(list.matter) : [];
  if (field !== null && !fields.some((one) => one.field === field))
    faults.push({ path: "field", message: "没有这一项内容，请重新选择" });
  if (faults.length > 0) throw new BadInput(faults);
  return {
    ...{ name, place, note },
    details: { ...(field === null ? {} : { field }), ...(titles ? { titles } : {}) },
    validFrom: wanted.from ? new Date(startOfDay(parseCivilDate(wanted.from))) : new Date(now),
    validTo: wanted.to ? new Date(endOfDay(parseCivilDate(wanted.to))) : null,
  };
}

async function write(
  database: Database,
  { actor, requestId }: Doing,
  entry: List & Checked & { code: string; version: number; key: string | null },
  action: string,
  transaction: Transaction,
): Promise<void> {
  await rows(
    database,
    `insert into catalogue_entries
       (catalogue, matter, code, version, name, details, place, valid_from, valid_to, note, author_id, author, at, key)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now(), $13)`,
    [
      ...[entry.catalogue, entry.matter, entry.code, entry.version, entry.name, JSON.stringify(entry.details)],
      ...[entry.place, entry.validFrom, entry.validTo, entry.note, actor.accountId, actor.displayName, entry.key],
    ],
    transaction,
  );
  const about = { subjectKind: "catalogue-entry", subjectId: `${entry.catalogue}/${entry.code}`, requestId };
  const data = { matter: entry.matter, version: entry.version };
  await writeAudit(database, { accountId: actor.accountId, action, ...about, data }, transaction);
}
