import * as asn1js from "asn1js";
import * as pkijs from "pkijs";
import {
  buildContainer,
  dataType,
  namesCertificate,
  readContainer,
  timeStampType,
  type Container,
} from "./signature-container.ts";

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

/** What our seals are known by; all in DER. */
export interface TrustedCertificates {
  /** A signer is ours if its certificate is one of these, present or earlier, or was issued by an authority among them. */
  ours: readonly Buffer[];
  /** What stands beside the signer's certificate: those that issued it. Whoever else they issued one to is not ours. */
  chain: readonly Buffer[];
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
 * that nothing can be appended, hidden or read in two ways; and that string must be, byte for byte, the one container
 * that its checked parts can stand in. Earlier signatures must cover the file as it was then.
 */
export async function checkSignature(pdf: Buffer, trusted: TrustedCertificates): Promise<SignatureCheck> {
  const ranges = signedRanges(pdf);
  if (ranges.length === 0) return { verdict: hasTraceOfSignature(pdf) ? "altered" : "unsigned" };
  const results: SignatureCheck[] = [];
  for (const range of ranges) results.push(await checkRange(pdf, range, trusted));
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

async function checkRange(pdf: Buffer, range: SignedRange, trusted: TrustedCertificates): Promise<SignatureCheck> {
  const { start, gapStart, gapEnd, end } = range;
  if (start !== 0 || gapStart >= gapEnd || gapEnd > end || end > pdf.length) return { verdict: "altered" };
  // The end of a signed revision is the end of a file, never somewhere inside.
  if (!/%%EOF\s*$/.test(pdf.subarray(Math.max(0, end - 16), end).toString("latin1"))) return { verdict: "altered" };
  try {
    const bytes = signatureOf(pdf.subarray(gapStart, gapEnd).toString("latin1"));
    if (!bytes) return { verdict: "altered" };
    const container = readContainer(bytes);
    // Content carried inside would be checked instead of the file: anything could then be shown around an old signature.
    if (container.content) return { verdict: "altered" };
    const [signer, ...others] = container.certificates;
    const named = namesCertificate(container.signerInfo, signer);
    const data = Buffer.concat([pdf.subarray(0, gapStart), pdf.subarray(gapEnd, end)]);
    if (named === false || !(await isSigned(container, data))) return { verdict: "altered" };
    const said = { signer: commonName(container.signer), signedAt: signingTime(container.signerInfo) };
    if (!(await isOurs(container.signer, signer, trusted))) return { verdict: "unknown-signer", ...said };
    const plain =
      named === true &&
      others.every((one) => isAmong(one, [...trusted.chain, ...trusted.ours])) &&
      (!container.timeStamp || (await isTimeStamped(container.timeStamp, container.signature))) &&
      buildContainer({ ...container, contentType: dataType }).equals(bytes);
    return plain ? { verdict: "intact", ...said } : { verdict: "altered" };
  } catch {
    // Whatever cannot be read or checked is not what was signed.
    return { verdict: "altered" };
  }
}

/**
 * The CMS structure of `<3082…00>`: nothing but hexadecimal digits of one case, so that not even one letter can be
 * written differently, and nothing but zeros behind the structure.
 */
function signatureOf(gap: string): Buffer | undefined {
  if (!/^<([0-9A-F]*|[0-9a-f]*)>$/.test(gap) || gap.length % 2 !== 0) return undefined;
  const bytes = Buffer.from(gap.slice(1, -1), "hex");
  const { offset } = asn1js.fromBER(new Uint8Array(bytes));
  if (offset <= 0) return undefined;
  return bytes.subarray(offset).every((byte) => byte === 0) ? bytes.subarray(0, offset) : undefined;
}

async function isSigned(container: Container, data: Uint8Array): Promise<boolean> {
  const { signatureVerified } = await container.signed.verify(
    { signer: 0, data: new Uint8Array(data).buffer, checkChain: false, extendedMode: true },
    engine,
  );
  return signatureVerified === true;
}

/** A token (RFC 3161) on this very signature, in the plain form in which time-stamp.ts hands it over. */
async function isTimeStamped(token: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const container = readContainer(token);
  return (
    namesCertificate(container.signerInfo, container.certificates[0]) === true &&
    container.certificates.length === 1 &&
    (await isSigned(container, signature)) &&
    buildContainer({ ...container, contentType: timeStampType }).equals(token)
  );
}

function isAmong(der: Uint8Array, known: readonly Buffer[]): boolean {
  return known.some((one) => one.equals(der));
}

async function isOurs(
  certificate: pkijs.Certificate,
  der: Uint8Array,
  { ours }: TrustedCertificates,
): Promise<boolean> {
  if (isAmong(der, ours)) return true;
  for (const bytes of ours) {
    const authority = pkijs.Certificate.fromBER(new Uint8Array(bytes));
    if (!isAuthority(authority) || !certificate.issuer.isEqual(authority.subject)) continue;
    if (await certificate.verify(authority, engine)) return true;
  }
  return false;
}

/** Whether a certificate may issue others (X.509, basic constraints). */
export function isAuthority(certificate: pkijs.Certificate): boolean {
  const found = certificate.extensions?.find(({ extnID }) => extnID === "2.5.29.19")?.parsedValue;
  return found instanceof pkijs.BasicConstraints && found.cA;
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
