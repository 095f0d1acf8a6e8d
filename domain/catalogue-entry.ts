import type { TitleLevel } from "./titles.ts";

/** Lists that administrators keep as rows (db/catalogues.ts). Codes are what programs keep, names what people read. */
export const catalogueNames = ["defects", "loss-occasions", "title-series"] as const;
export type CatalogueName = (typeof catalogueNames)[number];

/** What each level of a series is called. */
export type SeriesTitles = Readonly<Record<TitleLevel, readonly string[]>>;

/** What an entry says beside its name. */
export interface CatalogueDetails {
  /** Of a defect: the field or material of the matter's forms that it stands beside. */
  field?: string;
  /** Of a series. */
  titles?: SeriesTitles;
  /** Shipped without having been read in a text of the ministry. */
  unconfirmed?: boolean;
}
