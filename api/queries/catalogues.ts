import type { Transaction } from "sequelize";
import { rows, type Database } from "../../db/connection.ts";
import type { CatalogueDetails } from "../../domain/catalogue-entry.ts";

export interface CatalogueVersionRow {
  catalogue: string;
  matter: string | null;
  code: string;
  version: number;
  name: string;
  details: CatalogueDetails;
  place: number;
  valid_from: Date | null;
  valid_to: Date | null;
  note: string;
  author: string | null;
  at: Date;
}

const columns = "catalogue, matter, code, version, name, details, place, valid_from, valid_to, note, author, at";

/** Every version of every entry, newest first. */
export function findCatalogueVersions(database: Database): Promise<CatalogueVersionRow[]> {
  return rows(database, `select ${columns} from catalogue_entries order by version desc`);
}

/** The newest version of each entry of one list. */
export function findNewestVersions(
  database: Database,
  list: { catalogue: string; matter: string | null },
  transaction: Transaction,
): Promise<CatalogueVersionRow[]> {
  return rows(
    database,
    `select distinct on (code) ${columns} from catalogue_entries where catalogue = $1 and matter is not distinct from $2
     order by code, version desc`,
    [list.catalogue, list.matter],
    transaction,
  );
}
