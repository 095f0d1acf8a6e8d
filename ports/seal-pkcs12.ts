import { readFile } from "node:fs/promises";
import { P12Signer, type TimestampAuthority } from "@libpdf/core";
import * as x509 from "@peculiar/x509";
import * as pkijs from "pkijs";
import { signWithSeal, type SealProvider } from "./seal.ts";
import { sealPicture } from "./seal-picture.ts";
import { hasRsaKey } from "./signature-container.ts";
import { isAuthority, type TrustedCertificates } from "./signature-check.ts";

export interface Pkcs12SealOptions {
  file: string;
  password: string;
  /** PEM: the certificates that sealed before this one, with those that issued them. What they sealed stays ours. */
  earlierFile?: string | undefined;
  timeStamp?: TimestampAuthority | undefined;
}

/**
 * Seals with a certificate in a PKCS#12 file, issued by an accredited authority. One certificate signs for every office
 * of the installation; the seal's words and the signature's place name the office, the certificate names its owner.
 * The chain is the one in the file: nothing is fetched, so that every container can be built again.
 * @throws Error when a file cannot be opened, or the certificate has no RSA key or is not in force.
 */
export async function createPkcs12Seal(options: Pkcs12SealOptions): Promise<SealProvider> {
  const bytes = await readFile(options.file);
  const signer = await P12Signer.create(bytes, options.password).catch((error: Error) => {
    throw new Error(`签章证书文件 ${options.file} 打不开：口令不对，或不是 PKCS#12 文件（${error.message}）。`);
  });
  refuseUnusable(signer.certificate, options.file);
  const earlier = options.earlierFile ? await readEarlier(options.earlierFile) : { ours: [], chain: [] };
  const trusted: TrustedCertificates = {
    ours: [Buffer.from(signer.certificate), ...earlier.ours],
    chain: [...(signer.certificateChain ?? []).map((der) => Buffer.from(der)), ...earlier.chain],
  };
  return {
    kind: "pkcs12",
    caution: "",
    async seal(pdf, request) {
      const picture = await sealPicture({ upper: request.officeName, middle: ["电子", "印章"], lower: "" });
      return signWithSeal(pdf, request, { signer, picture, timeStamp: options.timeStamp });
    },
    trusted: async () => trusted,
  };
}

async function readEarlier(file: string): Promise<TrustedCertificates> {
  const refused = (why: string) => new Error(`以前的签章证书 ${file} 读不出来：${why}。`);
  const pem = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw refused(error.code ?? error.message);
  });
  try {
    const all = x509.PemConverter.decode(pem).map((der) => Buffer.from(der));
    const issues = (der: Buffer) => isAuthority(pkijs.Certificate.fromBER(new Uint8Array(der)));
    const ours = all.filter((der) => !issues(der));
    if (ours.length === 0) throw new Error("里面只有颁发机构的证书，没有签章用的证书");
    return { ours, chain: all.filter(issues) };
  } catch (error) {
    throw refused(error instanceof Error ? error.message : String(error));
  }
}

/** A seal made with a certificate that has run out, or that no check would accept, proves nothing: better not to start. */
function refuseUnusable(der: Uint8Array, file: string): void {
  const certificate = pkijs.Certificate.fromBER(new Uint8Array(der));
  if (!hasRsaKey(certificate)) {
    throw new Error(`签章证书 ${file} 的密钥不是 RSA：本系统只用 RSA 证书签章，请向颁发机构申领 RSA 证书。`);
  }
  const { notBefore, notAfter } = certificate;
  const now = Date.now();
  if (now < notBefore.value.getTime() || now > notAfter.value.getTime()) {
    const days = `${notBefore.value.toISOString().slice(0, 10)} 至 ${notAfter.value.toISOString().slice(0, 10)}`;
    throw new Error(`签章证书 ${file} 不在有效期内（${days}）。`);
  }
}
