import { PDF, PdfArray, PdfDict, PdfName, PdfNumber, PdfRef, PdfString, type PdfObject } from "@libpdf/core";
import type { SealPlace } from "./seal.ts";

const prefix = "seal-";
/** Every seal of ours is as wide and high as the issuer's on the certificate (look.md). */
const sealSize = 42;
const millimetresPerPoint = 25.4 / 72;

/**
 * Where a rendered document wants its seals: the template marks each place by a bookmark `seal-<name>`, which comes out
 * of LibreOffice as a named destination. The answer is by name, without the prefix: `{ issuer: { page: 1, left: 140 … } }`.
 */
export async function findSealPlaces(pdf: Buffer): Promise<Record<string, SealPlace>> {
  const document = await PDF.load(pdf);
  const pages = document.getPages();
  const places: Record<string, SealPlace> = {};
  for (const [name, destination] of destinations(document)) {
    if (!name.startsWith(prefix)) continue;
    const [pageRef, , x, y] = [0, 1, 2, 3].map((index) => destination.at(index));
    const index = pages.findIndex(({ ref }) => pageRef instanceof PdfRef && ref.objectNumber === pageRef.objectNumber);
    const page = pages[index];
    if (!page || !(x instanceof PdfNumber) || !(y instanceof PdfNumber)) continue;
    places[name.slice(prefix.length)] = {
      page: index + 1,
      left: x.value * millimetresPerPoint,
      top: (page.height - y.value) * millimetresPerPoint,
      size: sealSize,
    };
  }
  return places;
}

/** Named destinations stand in the catalog's /Dests dictionary, or in the /Dests name tree under /Names. */
function destinations(document: PDF): [string, PdfArray][] {
  const resolve = (value: PdfObject | undefined): PdfObject | undefined =>
    value instanceof PdfRef ? (document.getObject(value) ?? undefined) : value;
  const arrayOf = (value: PdfObject | undefined): PdfArray | undefined => {
    const found = resolve(value);
    if (found instanceof PdfArray) return found;
    return found instanceof PdfDict ? arrayOf(found.get("D")) : undefined;
  };
  const found: [string, PdfArray][] = [];
  const add = (name: string, value: PdfObject | undefined) => {
    const array = arrayOf(value);
    if (array) found.push([name, array]);
  };
  const walk = (node: PdfObject | undefined, depth: number): void => {
    const tree = resolve(node);
    if (!(tree instanceof PdfDict) || depth > 20) return;
    const names = resolve(tree.get("Names"));
    for (let index = 0; names instanceof PdfArray && index + 1 < names.length; index += 2) {
      const name = names.at(index);
      if (name instanceof PdfString) add(name.asString(), names.at(index + 1));
    }
    const kids = resolve(tree.get("Kids"));
    for (let index = 0; kids instanceof PdfArray && index < kids.length; index++) walk(kids.at(index), depth + 1);
  };
  const catalog = document.getCatalog();
  const direct = resolve(catalog.get("Dests"));
  if (direct instanceof PdfDict)
    for (const [key, value] of direct) add(key instanceof PdfName ? key.value : String(key), value);
  const names = resolve(catalog.get("Names"));
  if (names instanceof PdfDict) walk(names.get("Dests"), 0);
  return found;
}
