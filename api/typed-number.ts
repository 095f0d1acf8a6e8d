import type { FieldEncryption } from "../db/field-encryption.ts";

/** A whole identity number that was typed into a search is looked for by its keyed hash; part of one finds nothing (B-27). */
export function hashOfDocumentNumber(
  encryption: Pick<FieldEncryption, "hash">,
  text: string | undefined,
): string | undefined {
  const number = text?.toUpperCase();
  return number && /^\d{17}[\dX]$/.test(number) ? encryption.hash("document-number", number) : undefined;
}
