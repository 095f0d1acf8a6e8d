import { createHash } from "node:crypto";
import {
  PDF,
  PdfArray,
  PdfDict,
  PdfName,
  PdfNumber,
  type PdfRef,
  type Signer,
  type TimestampAuthority,
} from "@libpdf/core";
import type { TrustedCertificates } from "./signature-check.ts";

/** A square place on a page, from the upper left corner of the page, in millimetres. */
export interface SealPlace {
  /** 1 is the first page. */
  page: number;
  left: number;
  top: number;
  size: number;
}

export interface SealRequest {
  place: SealPlace;
  officeName: string;
  /** Shown in the reader's signature panel: 签发职称电子证书. */
  reason: string;
  /** The business time of the act (architecture.md, Now); the signature carries it as its signing time. */
  at: Date;
}

/**
 * Sets a visible seal and signs the whole document as it then is (PAdES B-B; B-T where a time-stamp authority is
 * given). Each seal is an incremental update, so that the earlier ones stay valid. The official e-seal (GB/T 38540,
 * SM2) is another provider behind the same interface.
 */
export interface SealProvider {
  kind: "development" | "pkcs12";
  /** What people are told beside a sealed document; empty for a seal with legal force. */
  caution: string;
  /** Retrying is safe: what comes back is a new document, the given one is left alone. */
  seal(pdf: Buffer, request: SealRequest): Promise<Buffer>;
  /** What `checkSignature` knows our seals by. */
  trusted(): Promise<TrustedCertificates>;
}

const pointsPerMillimetre = 72 / 25.4;

/** The widget that the seal is shown in: clicking it opens the signature in the reader. */
export async function signWithSeal(
  pdf: Buffer,
  request: SealRequest,
  tools: { signer: Signer; picture: Buffer; timeStamp?: TimestampAuthority | undefined },
): Promise<Buffer> {
  const document = await PDF.load(pdf);
  const page = document.getPage(request.place.page - 1);
  if (!page) throw new Error(`the document has no page ${request.place.page}`);
  const side = request.place.size * pointsPerMillimetre;
  const left = request.place.left * pointsPerMillimetre;
  const bottom = page.height - request.place.top * pointsPerMillimetre - side;

  const field = document.getOrCreateForm().createSignatureField(fieldName(document, request));
  const widget = field.getDict();
  const widgetRef = field.getRef();
  if (!widgetRef) throw new Error("the signature field has no place in the document");
  widget.set("AP", PdfDict.of({ N: appearance(document, tools.picture, side) }));
  keepPlace(widget, page.ref, [left, bottom, left + side, bottom + side]);
  const annotations = page.dict.get("Annots", (ref) => document.getObject(ref));
  page.dict.set("Annots", new PdfArray([...(annotations instanceof PdfArray ? [...annotations] : []), widgetRef]));

  const signed = await document.sign({
    signer: tools.signer,
    fieldName: field.name,
    reason: request.reason,
    location: request.officeName,
    signingTime: request.at,
    ...(tools.timeStamp ? { level: "B-T", timestampAuthority: tools.timeStamp } : { level: "B-B" }),
  });
  return Buffer.from(signed.bytes);
}

/** One field for each office and act, so that a document is never sealed twice for the same thing. */
function fieldName(document: PDF, request: SealRequest): string {
  const taken = document.getForm()?.getFields().length ?? 0;
  const act = createHash("sha256").update(`${request.officeName}\n${request.reason}`).digest("hex").slice(0, 12);
  return `seal-${taken + 1}-${act}`;
}

/** The seal multiplied onto the page, as ink lies on paper: the words under it stay readable. */
function appearance(document: PDF, picture: Buffer, side: number): PdfRef {
  const image = document.embedImage(picture);
  const form = {
    Type: PdfName.of("XObject"),
    Subtype: PdfName.of("Form"),
    BBox: new PdfArray([0, 0, side, side].map((value) => PdfNumber.of(value))),
    Resources: PdfDict.of({
      XObject: PdfDict.of({ Seal: image.ref }),
      ExtGState: PdfDict.of({ Ink: PdfDict.of({ BM: PdfName.of("Multiply") }) }),
    }),
  };
  const length = side.toFixed(3);
  return document.createStream(form, Buffer.from(`q /Ink gs ${length} 0 0 ${length} 0 0 cm /Seal Do Q`, "latin1"));
}

/** The library signs with an invisible widget on the first page; this keeps ours where the seal belongs. */
function keepPlace(widget: PdfDict, page: PdfRef, rectangle: readonly number[]): void {
  const place = new PdfArray(rectangle.map((value) => PdfNumber.of(value)));
  const set = widget.set.bind(widget);
  widget.set = (key, value) => {
    const name = typeof key === "string" ? key : key.value;
    set(key, name === "Rect" ? place : name === "P" ? page : value);
  };
}
