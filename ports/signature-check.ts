import * as asn1js from "asn1js";
import * as pkijs from "pkijs";

/**
 * What a PDF's signatures say:
 * - `intact`: every byte is as it was when one of our seals signed the whole file, and all earlier signatures hold too;
 * - `altered`: it has been signed, but not a single byte may be added, removed or changed since, and one was;
 * - `unsigned`: there is no trace of a signature;
 * - `unknown-signer`: signed, unaltered since, but by a certificate that is not ours.
 */
export interface SignatureCheck {
  verdict: "intact" | "altered" | "unsigned" | "unknown-signer";
  /** The common name of the last signer; only with `intact` and `unknown-signer`. */
  signer?: string;
  /** The signing time that the last signature carries. */
  signedAt?: Date;
}

interface SignedRange {
  start: number;
  /** Between the two covered parts lies the signature itself, `<hex>`. */
  gapStart: number;
  gapEnd: number;
  end: number;
}

const engine = new pkijs.CryptoEngine({ name: "node", crypto });

/**
 * Checks without parsing the PDF: the last signature must cover the whole file except its own hexadecimal string, so
 * that nothing can be appended, hidden or read in two ways. Earlier signatures must cover the file as it was then.
 * @param trusted DER certificates: a signer is ours if its certificate is one of them or was issued by one of them.
 */
export async function checkSignature(pdf: Buffer, trusted: readonly Buffer[]): Promise<SignatureCheck> {
  const ranges = signedRanges(pdf);
  if (ranges.length === 0) return { verdict: hasTraceOfSignature(pdf) ? "altered" : "unsigned" };
  const authorities = trusted.map((der) => pkijs.Certificate.fromBER(new Uint8Array(der)));
  const results: SignatureCheck[] = [];
  for (const range of ranges) results.push(await checkRange(pdf, range, authorities));
  if (ranges.at(-1)?.end !== pdf.length || results.some(({ verdict }) => verdict === "altered"))
    return { verdict: "altered" };
  const stranger = results.findLast(({ verdict }) => verdict === "unknown-signer");
  return stranger ?? results.at(-1)!;
}

/** By the end of what they cover, shortest first. */
function signedRanges(pdf: Buffer): SignedRange[] {
  const text = pdf.toString("latin1");
  const ranges = [...text.matchAll(/\/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]/g)].map(
    (match) => {
      const [start, first, second, length] = match.slice(1).map(Number) as [number, number, number, number];
      return { start, gapStart: start + first, gapEnd: second, end: second + length };
    },
  );
  return ranges.sort((left, right) => left.end - right.end);
}

/** Words of a signature dictionary: one damaged place cannot make a signed file look unsigned. */
function hasTraceOfSignature(pdf: Buffer): boolean {
  return ["/ByteRange", "ETSI.CAdES.detached", "adbe.pkcs7", "Adobe.PPKLite", "/SigFlags"].some((word) =>
    pdf.includes(word, 0, "latin1"),
  );
}

async function checkRange(
  pdf: Buffer,
  range: SignedRange,
  authorities: readonly pkijs.Certificate[],
): Promise<SignatureCheck> {
  const { start, gapStart, gapEnd, end } = range;
  if (start !== 0 || gapStart >= gapEnd || gapEnd > end || end > pdf.length) return { verdict: "altered" };
  // The end of a signed revision is the end of a file, never somewhere inside.
  if (!/%%EOF\s*$/.test(pdf.subarray(Math.max(0, end - 16), end).toString("latin1"))) return { verdict: "altered" };
  try {
    const cms = signatureOf(pdf.subarray(gapStart, gapEnd).toString("latin1"));
    if (!cms) return { verdict: "altered" };
    const content = pkijs.ContentInfo.fromBER(cms);
    const signed = new pkijs.SignedData({ schema: content.content });
    const signerInfo = signed.signerInfos[0];
    if (
      content.contentType !== pkijs.ContentInfo.SIGNED_DATA ||
      signed.signerInfos.length !== 1 ||
      !signerInfo?.signedAttrs
    ) {
      return { verdict: "altered" };
    }
    // Content carried inside would be checked instead of the file: anything could then be shown around an old signature.
    if (signed.encapContentInfo.eContent) return { verdict: "altered" };
    const data = Buffer.concat([pdf.subarray(0, gapStart), pdf.subarray(gapEnd, end)]);
    const result = await signed.verify(
      { signer: 0, data: new Uint8Array(data).buffer, checkChain: false, extendedMode: true },
      engine,
    );
    const certificate = result.signerCertificate;
    if (!result.signatureVerified || !certificate) return { verdict: "altered" };
    const said = { signer: commonName(certificate), signedAt: signingTime(signerInfo) };
    const ours = (await isIssuedByOurs(certificate, authorities)) && isPlain(signed, certificate, authorities);
    return { verdict: ours ? "intact" : "unknown-signer", ...said };
  } catch {
    // Whatever cannot be read or checked is not what was signed.
    return { verdict: "altered" };
  }
}

/**
 * The CMS structure of `<3082…00>`: nothing but hexadecimal digits of one case, so that not even one letter can be
 * written differently, and nothing but zeros behind the structure.
 */
function signatureOf(gap: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^<([0-9A-F]*|[0-9a-f]*)>$/.test(gap) || gap.length % 2 !== 0) return undefined;
  const bytes = Buffer.from(gap.slice(1, -1), "hex");
  const parsed = asn1js.fromBER(new Uint8Array(bytes));
  if (parsed.offset <= 0) return undefined;
  return bytes.subarray(parsed.offset).every((byte) => byte === 0)
    ? new Uint8Array(bytes.subarray(0, parsed.offset))
    : undefined;
}

/**
 * What a signature carries beside what it signs is as our seals write it: versions, one digest, no list of revocations,
 * nothing unsigned, and no certificate but the signer's and our own. Otherwise a changed byte there would go unseen.
 */
function isPlain(
  signed: pkijs.SignedData,
  signer: pkijs.Certificate,
  authorities: readonly pkijs.Certificate[],
): boolean {
  const [signerInfo] = signed.signerInfos;
  const known = new Set([signer, ...authorities].map((one) => Buffer.from(one.toSchema(true).toBER()).toString("hex")));
  const [digest, ...moreDigests] = signed.digestAlgorithms;
  return (
    signed.version === 1 &&
    signerInfo?.version === 1 &&
    moreDigests.length === 0 &&
    digest?.algorithmId === signerInfo.digestAlgorithm.algorithmId &&
    (signed.crls ?? []).length === 0 &&
    signer.signatureAlgorithm.isEqual(signer.signature) &&
    (signed.certificates ?? []).every(
      (one) => one instanceof pkijs.Certificate && known.has(Buffer.from(one.toSchema(true).toBER()).toString("hex")),
    )
  );
}

async function isIssuedByOurs(
  certificate: pkijs.Certificate,
  authorities: readonly pkijs.Certificate[],
): Promise<boolean> {
  const der = Buffer.from(certificate.toSchema(true).toBER());
  for (const authority of authorities) {
    if (Buffer.from(authority.toSchema(true).toBER()).equals(der)) return true;
    if (certificate.issuer.isEqual(authority.subject) && (await certificate.verify(authority, engine))) return true;
  }
  return false;
}

function commonName(certificate: pkijs.Certificate): string {
  const name = certificate.subject.typesAndValues.find(({ type }) => type === "2.5.4.3");
  return String(name?.value.valueBlock.value ?? "");
}

function signingTime(signerInfo: pkijs.SignerInfo): Date | undefined {
  const attribute = signerInfo.signedAttrs?.attributes.find(({ type }) => type === "1.2.840.113549.1.9.5");
  const value: unknown = attribute?.values[0];
  return value instanceof asn1js.UTCTime || value instanceof asn1js.GeneralizedTime ? value.toDate() : undefined;
}
