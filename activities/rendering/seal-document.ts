import { findSealPlaces } from "../../ports/seal-places.ts";
import type { SealProvider } from "../../ports/seal.ts";
import type { SealName } from "./document-data.ts";

/** One seal on a rendered document. */
export interface Seal {
  /** Where the template has its place: `issuer` on a certificate, `employer` … on the archive form. */
  name: SealName;
  officeName: string;
  /** Shown in the reader's signature panel: 签发职称电子证书. */
  reason: string;
  at: Date;
}

/**
 * Sets the seals one after the other, each an incremental signature, and returns the signed PDF. Places are read from
 * the document as rendered, before the first seal.
 * @throws Error when the template has no place for one of them: a fault of the template, the same on every retry.
 */
export async function sealDocument(provider: SealProvider, pdf: Buffer, seals: readonly Seal[]): Promise<Buffer> {
  const places = await findSealPlaces(pdf);
  let sealed = pdf;
  for (const { name, officeName, reason, at } of seals) {
    const place = places[name];
    if (!place) throw new Error(`the template has no bookmark seal-${name}`);
    sealed = await provider.seal(sealed, { place, officeName, reason, at });
  }
  return sealed;
}
