import "reflect-metadata";
import { createHash, randomUUID } from "node:crypto";
import { chmod, link, mkdir, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CryptoKeySigner, type TimestampAuthority } from "@libpdf/core";
import * as x509 from "@peculiar/x509";
import { signWithSeal, type SealProvider } from "./seal.ts";
import { developmentSealWords, sealPicture } from "./seal-picture.ts";

/** A certificate with its key, as this program keeps it: PEM, readable by its owner only. */
interface Identity {
  certificate: x509.X509Certificate;
  key: CryptoKey;
}

const algorithm = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};
const tenYears = 10 * 365 * 24 * 3600 * 1000;
const organisationalUnit = "开发环境，不具法律效力";

/**
 * Stand-in for an e-seal service: a certificate authority and one certificate per office, made under `directory` on
 * first use. Its picture, its certificates and its caution say that it proves nothing.
 * @throws Error when asked for in production.
 */
export function createDevelopmentSeal(options: {
  mode: string;
  directory: string;
  timeStamp?: TimestampAuthority | undefined;
}): SealProvider {
  if (options.mode === "production") {
    throw new Error("开发环境电子印章不能用于正式环境：请配置正式的印章证书（PKCS#12）。");
  }
  const offices = new Map<string, Promise<Identity>>();
  let authority: Promise<Identity> | undefined;
  let picture: Promise<Buffer> | undefined;

  const getAuthority = () => (authority ??= keep(options.directory, "development-authority", () => makeAuthority()));
  const getOffice = (officeName: string) => {
    const file = `development-seal-${createHash("sha256").update(officeName).digest("hex").slice(0, 24)}`;
    const known =
      offices.get(officeName) ??
      keep(options.directory, file, async () => makeOffice(officeName, await getAuthority()));
    offices.set(officeName, known);
    return known;
  };

  return {
    kind: "development",
    caution: "这是开发环境的演示印章，不具法律效力。",
    async seal(pdf, request) {
      picture ??= sealPicture(developmentSealWords);
      const [issuer, office] = [await getAuthority(), await getOffice(request.officeName)];
      const signer = new CryptoKeySigner(
        office.key,
        new Uint8Array(office.certificate.rawData),
        "RSA",
        "RSASSA-PKCS1-v1_5",
        [new Uint8Array(issuer.certificate.rawData)],
      );
      return signWithSeal(pdf, request, { signer, picture: await picture, timeStamp: options.timeStamp });
    },
    async trusted() {
      return { ours: [Buffer.from((await getAuthority()).certificate.rawData)], chain: [] };
    },
  };
}

async function makeAuthority(): Promise<Identity> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: ["人才通开发环境印章根证书"] }, { OU: [organisationalUnit] }],
    serialNumber: serialNumber(),
    notBefore: new Date(Date.now() - 3600_000),
    notAfter: new Date(Date.now() + tenYears),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate, key: keys.privateKey };
}

async function makeOffice(officeName: string, issuer: Identity): Promise<Identity> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [{ CN: [officeName] }, { OU: [organisationalUnit] }],
    issuer: issuer.certificate.subjectName,
    serialNumber: serialNumber(),
    notBefore: issuer.certificate.notBefore,
    notAfter: issuer.certificate.notAfter,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: issuer.key,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation, true),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.certificate),
    ],
  });
  return { certificate, key: keys.privateKey };
}

/** Positive, at most 16 bytes. */
function serialNumber(): string {
  return `01${randomUUID().replaceAll("-", "").slice(0, 30)}`;
}

/** Reads what was made before, or makes it. Of several processes that make it at once the first one wins. */
async function keep(directory: string, name: string, make: () => Promise<Identity>): Promise<Identity> {
  const file = join(directory, `${name}.pem`);
  const known = await read(file);
  if (known) return known;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const made = await make();
  const key = x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", made.key), "PRIVATE KEY");
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, `${made.certificate.toString("pem")}\n${key}\n`, { mode: 0o600 });
  await chmod(temporary, 0o600);
  try {
    await link(temporary, file);
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const winner = await read(file);
    if (!winner) throw error;
    return winner;
  } finally {
    await unlink(temporary);
  }
}

async function read(file: string): Promise<Identity | undefined> {
  const pem = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (pem === undefined) return undefined;
  const [certificate, key] = x509.PemConverter.decode(pem);
  if (!certificate || !key) throw new Error(`${file} does not hold a certificate and its key`);
  return {
    certificate: new x509.X509Certificate(certificate),
    key: await crypto.subtle.importKey("pkcs8", key, algorithm, true, ["sign"]),
  };
}
