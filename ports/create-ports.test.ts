import "reflect-metadata";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PDF } from "@libpdf/core";
import * as x509 from "@peculiar/x509";
import * as pkijs from "pkijs";
import { createPorts, type PortsConfiguration } from "./create-ports.ts";
import type { MailMessage } from "./mail.ts";
import { checkSignature } from "./signature-check.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "create-ports-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const standIns = (): PortsConfiguration => ({
  mode: "demo",
  fileStoreDirectory: join(directory, "files"),
  sofficePath: join(directory, "no-such-program"),
  signing: { kind: "development", directory: join(directory, "secrets") },
  mail: { kind: "stand-in" },
  scanner: { kind: "stand-in" },
  sms: { kind: "stand-in" },
  timeStampUrl: undefined,
});
const keeping = { storeMail: async () => undefined };

const rsa = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};
const engine = new pkijs.CryptoEngine({ name: "test", crypto });

/** A file as an authority would hand it out: a certificate with its key, locked with `password`. */
async function makePkcs12(
  name: string,
  password: string,
  notAfter = new Date(Date.now() + 86_400_000),
  algorithm: RsaHashedKeyGenParams | (EcKeyGenParams & { hash: string }) = rsa,
): Promise<string> {
  const keys = (await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as CryptoKeyPair;
  const notBefore = new Date("2026-01-01T00:00:00Z");
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    notBefore,
    notAfter,
    keys,
    signingAlgorithm: algorithm,
  });
  const key = pkijs.PrivateKeyInfo.fromBER(new Uint8Array(await crypto.subtle.exportKey("pkcs8", keys.privateKey)));
  const shrouded = new pkijs.PKCS8ShroudedKeyBag({ parsedValue: key });
  const secret = new TextEncoder().encode(password).buffer;
  const encryption = { name: "AES-CBC", length: 256, iv: crypto.getRandomValues(new Uint8Array(16)) };
  await shrouded.makeInternalValues(
    { password: secret, contentEncryptionAlgorithm: encryption, hmacHashAlgorithm: "SHA-256", iterationCount: 2048 },
    engine,
  );
  const safeBags = [
    new pkijs.SafeBag({ bagId: "1.2.840.113549.1.12.10.1.2", bagValue: shrouded }),
    new pkijs.SafeBag({
      bagId: "1.2.840.113549.1.12.10.1.3",
      bagValue: new pkijs.CertBag({ parsedValue: pkijs.Certificate.fromBER(new Uint8Array(certificate.rawData)) }),
    }),
  ];
  const authenticatedSafe = new pkijs.AuthenticatedSafe({
    parsedValue: { safeContents: [{ privacyMode: 0, value: new pkijs.SafeContents({ safeBags }) }] },
  });
  await authenticatedSafe.makeInternalValues({ safeContents: [{}] }, engine);
  const pfx = new pkijs.PFX({ parsedValue: { integrityMode: 0, authenticatedSafe } });
  const integrity = {
    password: secret,
    iterations: 2048,
    pbkdf2HashAlgorithm: { name: "SHA-256" },
    hmacHashAlgorithm: "SHA-256",
  };
  await pfx.makeInternalValues(integrity, engine);
  const file = join(directory, `${name}.p12`);
  await writeFile(file, Buffer.from(pfx.toSchema().toBER()));
  return file;
}

describe("ports", () => {
  it("S2-12 every stand-in in use says so", async () => {
    const sent: MailMessage[] = [];
    const ports = await createPorts(standIns(), { storeMail: async (message) => void sent.push(message) });
    await ports.mail.send({ to: "qin@example.test", subject: "公示开始", text: "……" });
    expect(sent).toEqual([{ to: "qin@example.test", subject: "公示开始", text: "……" }]);
    expect(ports.cautions.join("")).toMatch(/演示印章.*时间戳.*查毒.*邮件.*短信.*实名核验/);
    await ports.close();
  });

  it.each([
    ["seal", {}, "印章"],
    ["scanner", { signing: "pkcs12" }, "查毒"],
    ["mail", { signing: "pkcs12", scanner: { kind: "clamd", host: "127.0.0.1", port: 3310 } }, "邮箱"],
    [
      "sms",
      {
        signing: "pkcs12",
        scanner: { kind: "clamd", host: "127.0.0.1", port: 3310 },
        mail: { kind: "smtp", url: "smtp://127.0.0.1:2525", from: "rct@example.test" },
      },
      "短信",
    ],
  ] as const)("S2-12 the %s stand-in refuses production, in a sentence", async (_name, given, word) => {
    const file = await makePkcs12("authority", "right");
    const signing = "signing" in given ? { kind: "pkcs12" as const, file, password: "right" } : standIns().signing;
    const configuration = { ...standIns(), ...given, mode: "production" as const, signing };
    await expect(createPorts(configuration, keeping)).rejects.toThrow(word);
  });

  it("S2-12 seals with the office's own certificate, and refuses a wrong password or one that has run out", async () => {
    const file = await makePkcs12("owner", "right");
    const signing = { kind: "pkcs12" as const, file, password: "right" };
    const { seal, close } = await createPorts({ ...standIns(), signing }, keeping);
    const pdf = PDF.create();
    pdf.addPage({ size: "a4" });
    const place = { page: 1, left: 20, top: 20, size: 42 };
    const request = {
      place,
      officeName: "柳州市人力资源和社会保障局",
      reason: "签发",
      at: new Date("2026-12-16T00:00:00Z"),
    };
    const sealed = await seal.seal(Buffer.from(await pdf.save()), request);
    expect(await checkSignature(sealed, await seal.trusted())).toMatchObject({ verdict: "intact", signer: "owner" });
    expect(seal).toMatchObject({ kind: "pkcs12", caution: "" });
    await close();
    const wrong = { ...signing, password: "wrong" };
    await expect(createPorts({ ...standIns(), signing: wrong }, keeping)).rejects.toThrow("打不开");
    const old = await makePkcs12("old", "right", new Date("2026-02-01T00:00:00Z"));
    await expect(createPorts({ ...standIns(), signing: { ...signing, file: old } }, keeping)).rejects.toThrow(
      "不在有效期内",
    );
  });

  it("P8 a seal whose signatures can be rewritten and still hold is refused at the start, in a sentence", async () => {
    const elliptic = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    const file = await makePkcs12("elliptic", "right", undefined, elliptic);
    const signing = { kind: "pkcs12" as const, file, password: "right" };
    await expect(createPorts({ ...standIns(), signing }, keeping)).rejects.toThrow(/密钥不是 RSA.*申领 RSA 证书/);
  });

  it("P8 what an earlier certificate sealed stays ours once it is named, and only then", async () => {
    const request = {
      place: { page: 1, left: 20, top: 20, size: 42 },
      officeName: "柳州市人力资源和社会保障局",
      reason: "签发",
      at: new Date("2026-12-16T00:00:00Z"),
    };
    const pdf = PDF.create();
    pdf.addPage({ size: "a4" });
    const open = async (file: string, earlierFile?: string) => {
      const signing = { kind: "pkcs12" as const, file, password: "right", ...(earlierFile ? { earlierFile } : {}) };
      return createPorts({ ...standIns(), signing }, keeping);
    };
    const before = await open(await makePkcs12("before", "right"));
    const sealed = await before.seal.seal(Buffer.from(await pdf.save()), request);
    const earlierFile = join(directory, "earlier.pem");
    const [certificate] = (await before.seal.trusted()).ours;
    await writeFile(earlierFile, x509.PemConverter.encode(new Uint8Array(certificate!).buffer, "CERTIFICATE"));
    const renewed = await makePkcs12("renewed", "right");
    const verdict = async (ports: Awaited<ReturnType<typeof open>>) =>
      (await checkSignature(sealed, await ports.seal.trusted())).verdict;
    expect(await verdict(await open(renewed))).toBe("unknown-signer");
    expect(await verdict(await open(renewed, earlierFile))).toBe("intact");
    await expect(open(renewed, join(directory, "nowhere.pem"))).rejects.toThrow("以前的签章证书");
  });

  it("keeps files and finds no LibreOffice where there is none", async () => {
    const { files, converter, close } = await createPorts(standIns(), keeping);
    const { hash } = await files.put(Buffer.from("kept"));
    expect(await readFile(join(directory, "files", hash.slice(0, 2), hash.slice(2, 4), hash), "utf8")).toBe("kept");
    expect(converter.installed()).toBe(false);
    await expect(converter.convert(Buffer.from(""))).rejects.toMatchObject({ code: "converter-unavailable" });
    await close();
  });
});
