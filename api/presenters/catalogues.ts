import { catalogueDefinitions, remarkableFields } from "../../domain/catalogues.ts";
import { civilDateAt } from "../../domain/civil-date.ts";
import { findMatter } from "../../domain/matters/index.ts";
import type { CatalogueEntryView, CatalogueView } from "../contracts/catalogues.ts";
import type { CatalogueVersionRow } from "../queries/catalogues.ts";

/** The lists with their entries in order, from all versions newest first. */
export function presentCatalogues(versions: readonly CatalogueVersionRow[], now: number): CatalogueView[] {
  return catalogueDefinitions.flatMap(({ catalogue, title, use, matters }) =>
    matters.map((matter) => {
      const own = versions.filter((one) => one.catalogue === catalogue && one.matter === matter);
      const codes = [...new Set(own.map(({ code }) => code))];
      return {
        ...{ catalogue, matter, title, use, matterTitle: matter && (findMatter(matter)?.title ?? matter) },
        fields: catalogue === "defects" && matter ? [...remarkableFields(matter)] : [],
        entries: codes
          .map((code) =>
            presentEntry(
              own.filter((one) => one.code === code),
              now,
            ),
          )
          .toSorted((one, other) => one.place - other.place || one.code.localeCompare(other.code)),
      };
    }),
  );
}

function presentEntry(versions: readonly CatalogueVersionRow[], now: number): CatalogueEntryView {
  const newest = versions[0]!;
  return {
    ...{ code: newest.code, version: newest.version, ...presentWords(newest) },
    state: stateOf(newest, now),
    unconfirmed: newest.details.unconfirmed === true,
    versions: versions.map((one) => ({
      ...{ version: one.version, ...presentWords(one), who: one.author, at: one.at.toISOString(), note: one.note },
    })),
  };
}

function stateOf({ valid_from: from, valid_to: to }: CatalogueVersionRow, now: number): CatalogueEntryView["state"] {
  if (to && to.getTime() <= now) return "ended";
  return from && from.getTime() > now ? "coming" : "current";
}

function presentWords({ name, details, place, valid_from: from, valid_to: to }: CatalogueVersionRow) {
  const titles = details.titles;
  return {
    ...{ name, place, field: details.field ?? null },
    titles: titles
      ? {
          ...{ member: [...titles.member], assistant: [...titles.assistant], middle: [...titles.middle] },
          ...{ "deputy-senior": [...titles["deputy-senior"]], senior: [...titles.senior] },
        }
      : null,
    from: from && civilDateAt(from.getTime()),
    // The instant it ends at is the first one without it.
    to: to && civilDateAt(to.getTime() - 1),
  };
}
