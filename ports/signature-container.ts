import { createHash } from "node:crypto";
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";

/**
 * What the container of a signature (CMS SignedData, RFC 5652) is made of. Everything else in it is fixed, so that the
 * container can be built again from these parts and compared byte for byte with what a file holds.
 */
export interface ContainerParts {
  /** Object identifier of what is signed: plain data for a document, TSTInfo for a time stamp. */
  contentType: string;
  /** Carried inside by a time stamp only; a document lies outside its signature. */
  content?: Uint8Array;
  signer: pkijs.Certificate;
  /** DER; the signer's first. */
  certificates: readonly [Uint8Array, ...Uint8Array[]];
  /** As they were signed: DER of a SET OF. */
  signedAttributes: Uint8Array;
  digestAlgorithm: string;
  signature: Uint8Array;
  /** DER of the token. */
  timeStamp?: Uint8Array;
}

export interface Container extends ContainerParts {
  signed: pkijs.SignedData;
  signerInfo: pkijs.SignerInfo;
}

export const dataType = "1.2.840.113549.1.7.1";
export const timeStampType = "1.2.840.113549.1.9.16.1.4";
const signedDataType = "1.2.840.113549.1.7.2";
const timeStampAttribute = "1.2.840.113549.1.9.16.2.14";
const rsaKey = "1.2.840.113549.1.1.1";

/**
 * RFC 5754: which signature goes with a digest. Nothing else is ever written, and so nothing else is read. RSA alone:
 * of a signature by an elliptic curve (r, s) anybody can make a second one, (r, n − s), that holds as well, and then a
 * file with other bytes would pass for the one that was sealed.
 */
const signatures: Readonly<Record<string, string>> = {
  "2.16.840.1.101.3.4.2.1": "1.2.840.113549.1.1.11",
  "2.16.840.1.101.3.4.2.2": "1.2.840.113549.1.1.12",
  "2.16.840.1.101.3.4.2.3": "1.2.840.113549.1.1.13",
};

/** Whether what this certificate signs can be told from every other signature. */
export function hasRsaKey(certificate: pkijs.Certificate): boolean {
  return certificate.subjectPublicKeyInfo.algorithm.algorithmId === rsaKey;
}

/** @throws Error for what is no container with one signer, its certificate and signed attributes. */
export function readContainer(bytes: Uint8Array): Container {
  const info = pkijs.ContentInfo.fromBER(new Uint8Array(bytes));
  if (info.contentType !== signedDataType) throw new Error("not a signature");
  const signed = new pkijs.SignedData({ schema: info.content });
  const [signerInfo, ...others] = signed.signerInfos;
  if (!signerInfo?.signedAttrs || others.length > 0) throw new Error("not one signer with signed attributes");
  const all = rawCertificates(info.content);
  const certificates = signed.certificates ?? [];
  const at = certificates.findIndex((one) => one instanceof pkijs.Certificate && isNamed(signerInfo, one));
  const [signer, bytesOfSigner] = [certificates[at], all[at]];
  if (!(signer instanceof pkijs.Certificate) || !bytesOfSigner || all.length !== certificates.length)
    throw new Error("the signer's certificate is missing");
  const stamp = signerInfo.unsignedAttrs?.attributes.find(({ type }) => type === timeStampAttribute)?.values[0];
  const content = signed.encapContentInfo.eContent?.getValue();
  return {
    signed,
    signerInfo,
    signer,
    contentType: signed.encapContentInfo.eContentType,
    ...(content ? { content: new Uint8Array(content) } : {}),
    certificates: [bytesOfSigner, ...all.filter((_, index) => index !== at)],
    signedAttributes: new Uint8Array(signerInfo.signedAttrs.encodedValue),
    digestAlgorithm: signerInfo.digestAlgorithm.algorithmId,
    signature: signerInfo.signature.valueBlock.valueHexView,
    ...(stamp ? { timeStamp: new Uint8Array(stamp.toBER()) } : {}),
  };
}

/** The only container that these parts can stand in. @throws Error for algorithms that no seal of ours uses. */
export function buildContainer(parts: ContainerParts): Buffer {
  const signature = signatures[parts.digestAlgorithm];
  if (!signature)
    throw new Error(`签名的摘要算法 ${parts.digestAlgorithm} 不受支持：只接受 SHA-256、SHA-384 和 SHA-512。`);
  if (!hasRsaKey(parts.signer)) throw new Error("签名所用的不是 RSA 密钥：签章和时间戳只接受 RSA。");
  const { issuer, serialNumber } = parts.signer;
  const name = new pkijs.IssuerAndSerialNumber({ issuer, serialNumber }).toSchema().toBER();
  const digest = der(tags.sequence, identifier(parts.digestAlgorithm));
  const content = parts.content ? [der(tags.first, der(tags.octets, parts.content))] : [];
  const stamp = parts.timeStamp
    ? [der(tags.second, der(tags.sequence, identifier(timeStampAttribute), der(tags.set, parts.timeStamp)))]
    : [];
  const signerInfo = der(
    tags.sequence,
    ...[der(tags.integer, Buffer.from([1])), new Uint8Array(name), digest],
    // The same set as was signed, under the tag it has here.
    Buffer.concat([Buffer.from([tags.first]), parts.signedAttributes.subarray(1)]),
    der(tags.sequence, identifier(signature)),
    der(tags.octets, parts.signature),
    ...stamp,
  );
  const signed = der(
    tags.sequence,
    der(tags.integer, Buffer.from([parts.contentType === dataType ? 1 : 3])),
    der(tags.set, digest),
    der(tags.sequence, identifier(parts.contentType), ...content),
    der(tags.first, ...parts.certificates),
    der(tags.set, signerInfo),
  );
  return der(tags.sequence, identifier(signedDataType), der(tags.first, signed));
}

/**
 * Whether the signed attributes name this very certificate by its digest (RFC 5035; RFC 2634 in older time stamps);
 * undefined when they name none.
 */
export function namesCertificate(signerInfo: pkijs.SignerInfo, certificate: Uint8Array): boolean | undefined {
  for (const { type, values } of signerInfo.signedAttrs?.attributes ?? []) {
    const first = type === essV1 || type === essV2 ? blocksOf(blocksOf(blocksOf(values[0])[0])[0]) : undefined;
    if (!first) continue;
    const digest = first.find((block) => block instanceof asn1js.OctetString);
    const algorithm = type === essV1 ? sha1 : first[0] instanceof asn1js.OctetString ? sha256 : blocksOf(first[0])[0];
    const name = digestNames[algorithm instanceof asn1js.ObjectIdentifier ? algorithm.getValue() : String(algorithm)];
    if (!digest || !name) return false;
    return createHash(name).update(certificate).digest().equals(Buffer.from(digest.getValue()));
  }
  return undefined;
}
const essV1 = "1.2.840.113549.1.9.16.2.12";
const essV2 = "1.2.840.113549.1.9.16.2.47";
const sha1 = "1.3.14.3.2.26";
const sha256 = "2.16.840.1.101.3.4.2.1";
const digestNames: Readonly<Record<string, string>> = {
  [sha1]: "sha1",
  [sha256]: "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};

function isNamed({ sid }: pkijs.SignerInfo, { issuer, serialNumber }: pkijs.Certificate): boolean {
  return (
    sid instanceof pkijs.IssuerAndSerialNumber && sid.issuer.isEqual(issuer) && sid.serialNumber.isEqual(serialNumber)
  );
}

/** As they stand in the file, not as a library would write them again. */
function rawCertificates(signedData: unknown): Uint8Array[] {
  const set = blocksOf(signedData).find(({ idBlock }) => idBlock.tagClass === 3 && idBlock.tagNumber === 0);
  return blocksOf(set).map((block) => new Uint8Array(block.valueBeforeDecodeView));
}

function blocksOf(block: unknown): asn1js.BaseBlock[] {
  return block instanceof asn1js.Constructed ? (block.valueBlock.value as asn1js.BaseBlock[]) : [];
}

const tags = { integer: 0x02, octets: 0x04, sequence: 0x30, set: 0x31, first: 0xa0, second: 0xa1 } as const;

function identifier(oid: string): Uint8Array {
  return new Uint8Array(new asn1js.ObjectIdentifier({ value: oid }).toBER());
}

/** One element in DER (X.690, 8.1.3): tag, the shortest length, contents. */
function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const hex = body.length.toString(16);
  const length = Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body]);
}
