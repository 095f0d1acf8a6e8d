import type { Transaction } from "sequelize";
import type { CatalogueDetails, CatalogueName } from "../domain/catalogue-entry.ts";
import { selectsOf } from "../domain/matters/form-layout.ts";
import type { FormDefinition } from "../domain/matters/matter.ts";
import { row, rows, type Database } from "./connection.ts";

export interface CatalogueEntry {
  code: string;
  name: string;
  details: CatalogueDetails;
}

/** What a catalogue offers at an instant (epoch milliseconds), in its order: of each entry the newest version that has begun. */
export function entriesInForce(
  database: Database,
  { catalogue, matter }: { catalogue: CatalogueName; matter: string | null },
  at: number,
  transaction?: Transaction,
): Promise<CatalogueEntry[]> {
  return rows(
    database,
    `select code, name, details from (
       select distinct on (code) code, name, details, place, valid_to from catalogue_entries
       where catalogue = $1 and matter is not distinct from $2 and (valid_from is null or valid_from <= $3)
       order by code, version desc) begun
     where valid_to is null or valid_to > $3 order by place, code`,
    [catalogue, matter, new Date(at)],
    transaction,
  );
}

/** What an entry was called at an instant, also one that had ended by then; undefined for a code that was not there. */
export async function nameAt(
  database: Database,
  { catalogue, matter, code }: { catalogue: CatalogueName; matter: string | null; code: string },
  at: number,
  transaction?: Transaction,
): Promise<string | undefined> {
  const found = await row<{ name: string }>(
    database,
    `select name from catalogue_entries where catalogue = $1 and matter is not distinct from $2 and code = $3
     and (valid_from is null or valid_from <= $4) order by version desc limit 1`,
    [catalogue, matter, code, new Date(at)],
    transaction,
  );
  return found?.name;
}

/** What the form's fields offer that choose from a catalogue, by the field's name. */
export async function choicesAt(
  database: Database,
  { matter, form }: { matter: string; form: FormDefinition },
  at: number,
  transaction?: Transaction,
): Promise<Record<string, { value: string; label: string }[]>> {
  const choices: Record<string, { value: string; label: string }[]> = {};
  for (const { name, catalogue } of selectsOf(form.layout)) {
    const offered = await entriesInForce(database, { catalogue, matter }, at, transaction);
    choices[name] = offered.map((entry) => ({ value: entry.code, label: entry.name }));
  }
  return choices;
}
