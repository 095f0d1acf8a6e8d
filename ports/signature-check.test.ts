import "reflect-metadata";
import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CryptoKeySigner, PDF } from "@libpdf/core";
import * as x509 from "@peculiar/x509";
import * as asn1js from "asn1js";
import fc from "fast-check";
import * as pkijs from "pkijs";
import { hasTools } from "../ops/test-tools.ts";
import { createDevelopmentSeal } from "./seal-development.ts";
import { sealPicture } from "./seal-picture.ts";
import { signWithSeal, type SealProvider, type SealRequest } from "./seal.ts";
import { openTimeStampAuthority } from "../tests/time-stamp-authority.ts";
import { checkSignature, type TrustedCertificates } from "./signature-check.ts";
import { createTimeStamp } from "./time-stamp.ts";

let directory: string;
let seal: SealProvider;
let trusted: TrustedCertificates;
let paper: Buffer;
let sealed: Buffer;
let twice: Buffer;

const request = (officeName: string, page = 1): SealRequest => ({
  place: { page, left: 140, top: 207, size: 42 },
  officeName,
  reason: "签发职称电子证书",
  at: new Date("2026-12-16T01:02:03Z"),
});

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "signature-check-"));
  seal = createDevelopmentSeal({ mode: "test", directory: join(directory, "secrets") });
  trusted = await seal.trusted();
  const pdf = PDF.create();
  pdf.addPage({ size: "a4" }).drawText("450200198609120039", { x: 60, y: 700, size: 14 });
  pdf.addPage({ size: "a4" });
  paper = Buffer.from(await pdf.save());
  sealed = await seal.seal(paper, request("柳州市人力资源和社会保障局（演示）"));
  twice = await seal.seal(sealed, request("柳州市工业和信息化局（演示）", 2));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const verdictOf = async (pdf: Buffer, ours = trusted) => (await checkSignature(pdf, ours)).verdict;
const flipped = (pdf: Buffer, position: number, mask: number) => {
  const copy = Buffer.from(pdf);
  copy[position] = copy[position]! ^ mask;
  return copy;
};
/** Where the signature of the first seal lies, `<` and `>` counted in. */
function gapOf(pdf: Buffer): [number, number] {
  const match = /\/ByteRange\s*\[\s*0+\s+(\d+)\s+(\d+)\s/.exec(pdf.toString("latin1"))!;
  return [Number(match[1]), Number(match[2])];
}
async function walkContainer(pdf: Buffer, step = 1): Promise<{ untouched: string; used: number; unseen: unknown[] }> {
  const [file, known] = [join(directory, "walk.pdf"), join(directory, "walk.json")];
  const encode = (list: readonly Buffer[]) => list.map((one) => one.toString("base64"));
  await writeFile(file, pdf);
  await writeFile(known, JSON.stringify({ ours: encode(trusted.ours), chain: encode(trusted.chain) }));
  const program = fileURLToPath(new URL("../tests/container-walk.ts", import.meta.url));
  return JSON.parse((await promisify(execFile)(process.execPath, [program, file, known, String(step)])).stdout);
}

describe("signature check", () => {
  it("P8 S2-12 a sealed document is intact and says who sealed it and when", async () => {
    expect(await checkSignature(sealed, trusted)).toEqual({
      verdict: "intact",
      signer: "柳州市人力资源和社会保障局（演示）",
      signedAt: new Date("2026-12-16T01:02:03Z"),
    });
    expect(sealed.subarray(0, paper.length).equals(paper)).toBe(true);
  });

  it("P8 one flipped byte anywhere is refused, with one seal and with two", async () => {
    for (const pdf of [sealed, twice]) {
      const anywhere = fc.tuple(fc.nat({ max: pdf.length - 1 }), fc.integer({ min: 1, max: 255 }));
      await fc.assert(
        fc.asyncProperty(anywhere, async ([position, mask]) => {
          expect(await verdictOf(flipped(pdf, position, mask))).toBe("altered");
        }),
        { numRuns: 60 },
      );
    }
  });

  it("P8 each byte of the signature's own container counts, the certificates in it and the padding behind it", async () => {
    expect(await walkContainer(sealed)).toEqual({ untouched: "intact", used: expect.any(Number), unseen: [] });
  });

  it("P8 the bytes of a time stamp count as well, its authority's certificate included", async () => {
    const authority = await openTimeStampAuthority();
    try {
      const timeStamp = createTimeStamp(authority.url).authority;
      const stamping = createDevelopmentSeal({ mode: "test", directory: join(directory, "secrets"), timeStamp });
      const stamped = await stamping.seal(paper, request("柳州市人力资源和社会保障局（演示）"));
      const walked = await walkContainer(stamped, 6);
      expect(walked).toEqual({ untouched: "intact", used: expect.any(Number), unseen: [] });
      expect(walked.used).toBeGreaterThan(3500);
    } finally {
      await new Promise((resolve) => authority.server.close(resolve));
    }
  });

  it("P8 signatures by elliptic curves, of which anybody can make a second one, are none of ours", async () => {
    const elliptic = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    const keys = (await crypto.subtle.generateKey(elliptic, true, ["sign", "verify"])) as CryptoKeyPair;
    const made = await x509.X509CertificateGenerator.createSelfSigned({
      ...{ name: "CN=椭圆曲线", keys, signingAlgorithm: elliptic },
      notBefore: new Date("2026-01-01T00:00:00Z"),
      notAfter: new Date("2046-01-01T00:00:00Z"),
    });
    const signer = new CryptoKeySigner(keys.privateKey, new Uint8Array(made.rawData), "EC", "ECDSA");
    const picture = await sealPicture({ upper: "椭圆", middle: [], lower: "" });
    const signed = await signWithSeal(paper, request("柳州市（演示）"), { signer, picture });
    expect(await verdictOf(signed, { ours: [Buffer.from(made.rawData)], chain: [] })).toBe("altered");
    const authority = await openTimeStampAuthority(elliptic);
    try {
      const timeStamp = createTimeStamp(authority.url).authority;
      const stamping = createDevelopmentSeal({ mode: "test", directory: join(directory, "secrets"), timeStamp });
      await expect(stamping.seal(paper, request("柳州市（演示）"))).rejects.toThrow("不是 RSA 密钥");
    } finally {
      await new Promise((resolve) => authority.server.close(resolve));
    }
  });

  it("P8 not even the letters of the signature's own digits may change their case", async () => {
    const [start, end] = gapOf(sealed);
    const letters = [...sealed.toString("latin1", start, end).matchAll(/[a-f]/gi)].slice(0, 20);
    expect(letters.length).toBe(20);
    for (const { index } of letters) expect(await verdictOf(flipped(sealed, start + index, 0x20))).toBe("altered");
  });

  it("P8 each byte of the dictionary that names the covered range is covered itself", async () => {
    const at = sealed.indexOf("/ByteRange");
    for (let position = at - 20; position < at + 60; position++) {
      expect([position, await verdictOf(flipped(sealed, position, 1))]).toEqual([position, "altered"]);
    }
  });

  it("P8 nothing may be added, taken away or cut off", async () => {
    for (const tail of ["\n", "%", "\n%%EOF\n", "1 0 obj\n<<>>\nendobj\n"]) {
      expect(await verdictOf(Buffer.concat([sealed, Buffer.from(tail)]))).toBe("altered");
    }
    expect(await verdictOf(sealed.subarray(0, sealed.length - 1))).toBe("altered");
    expect(await verdictOf(Buffer.concat([Buffer.from("%"), sealed]))).toBe("altered");
    const later = await PDF.load(sealed);
    later.getPage(0)?.drawText("changed", { x: 60, y: 600 });
    expect(await verdictOf(Buffer.from(await later.save({ incremental: true })))).toBe("altered");
  });

  it("P8 a later seal keeps the earlier one, and what was sealed before can still be checked", async () => {
    expect(await checkSignature(twice, trusted)).toMatchObject({
      verdict: "intact",
      signer: "柳州市工业和信息化局（演示）",
    });
    expect(twice.subarray(0, sealed.length).equals(sealed)).toBe(true);
    expect(await verdictOf(flipped(twice, 20, 1))).toBe("altered");
  });

  it("P8 knows a stranger's seal from ours, also when the stranger seals after us", async () => {
    const stranger = createDevelopmentSeal({ mode: "test", directory: join(directory, "stranger") });
    const foreign = await stranger.seal(paper, request("柳州市人力资源和社会保障局（演示）"));
    expect(await verdictOf(foreign)).toBe("unknown-signer");
    expect(await verdictOf(await stranger.seal(sealed, request("路人")))).toBe("unknown-signer");
    expect(await verdictOf(await seal.seal(foreign, request("柳州市（演示）")))).toBe("unknown-signer");
  });

  it("P8 an old signature that carries its own content covers nothing else", async () => {
    const [start, end] = gapOf(sealed);
    const covered = Buffer.concat([sealed.subarray(0, start), sealed.subarray(end)]);
    const der = Buffer.from(sealed.toString("latin1", start + 1, end - 1), "hex");
    const content = pkijs.ContentInfo.fromBER(new Uint8Array(der));
    const signed = new pkijs.SignedData({ schema: content.content });
    signed.encapContentInfo = new pkijs.EncapsulatedContentInfo({
      eContentType: signed.encapContentInfo.eContentType,
      eContent: new asn1js.OctetString({ valueHex: new Uint8Array(covered).buffer }),
    });
    content.content = signed.toSchema(true);
    const cms = Buffer.from(content.toSchema().toBER()).toString("hex");
    const body = "%PDF-1.7\nforged\n/ByteRange [0 ";
    const build = (first: number, second: number, length: number) =>
      [
        `${body}${String(first).padStart(8)} ${String(second).padStart(8)} ${String(length).padStart(8)}]`,
        "\n%%EOF\n",
      ] as const;
    const [head] = build(0, 0, 0);
    const gap = `<${cms}>`;
    const [real, tail] = build(head.length, head.length + gap.length, "\n%%EOF\n".length);
    const forged = Buffer.from(real + gap + tail, "latin1");
    expect(await verdictOf(forged)).toBe("altered");
  });

  it("P8 a document without any seal is unsigned", async () => {
    expect(await verdictOf(paper)).toBe("unsigned");
    for (const other of ["", "no pdf at all", "%PDF-1.7\n%%EOF"])
      expect(await verdictOf(Buffer.from(other))).toBe("unsigned");
  });

  it("P8 nonsense where the signature should be is no reason to fall over", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.nat(400), fc.nat(400), async (bytes, first, second) => {
        const text = `%PDF-1.7\n/ByteRange [0 ${first} ${second} 12]<${Buffer.from(bytes).toString("hex")}>\n%%EOF`;
        expect(await verdictOf(Buffer.from(text))).toBe("altered");
      }),
    );
  });

  (hasTools("office") ? it : it.skip)("P8 pdfsig comes to the same result", async () => {
    const pdfsig = async (pdf: Buffer) => {
      const file = join(directory, "check.pdf");
      await writeFile(file, pdf);
      return execFileSync("pdfsig", ["-nocert", file], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    };
    const good = await pdfsig(twice);
    expect(good.match(/Signature is Valid/g)).toHaveLength(2);
    expect(good.match(/ETSI\.CAdES\.detached/g)).toHaveLength(2);
    expect(good).toContain("Total document signed");
    for (const position of [sealed.indexOf("/Producer") + 12, paper.length + 200, gapOf(sealed)[1] + 100])
      expect(await pdfsig(flipped(sealed, position, 1))).toContain("Digest Mismatch");
    // In the signature itself.
    const [start] = gapOf(sealed);
    const digits = sealed.toString("latin1", start + 1, gapOf(sealed)[1] - 1);
    const used = Buffer.from(digits, "hex").findLastIndex((byte) => byte !== 0);
    expect(await pdfsig(flipped(sealed, start + 1 + used * 2, 1))).toContain("Signature is Invalid");
  });
});

describe("development seal", () => {
  it("S2-12 keeps its keys to itself and makes them once", async () => {
    const secrets = join(directory, "secrets");
    const before = (await readdir(secrets)).sort();
    for (const file of before) expect((await stat(join(secrets, file))).mode & 0o777).toBe(0o600);
    const again = createDevelopmentSeal({ mode: "test", directory: secrets });
    expect(await again.trusted()).toEqual(trusted);
    expect(await verdictOf(await again.seal(paper, request("柳州市人力资源和社会保障局（演示）")))).toBe("intact");
    expect((await readdir(secrets)).sort()).toEqual(before);
  });

  it("S2-12 several processes that begin at once agree on one authority", async () => {
    const shared = join(directory, "shared");
    const made = await Promise.all(
      Array.from({ length: 4 }, () => createDevelopmentSeal({ mode: "test", directory: shared }).trusted()),
    );
    expect(new Set(made.map(({ ours }) => ours[0]?.toString("hex"))).size).toBe(1);
  });

  it("S2-12 refuses to work in production, in a sentence", () => {
    expect(() => createDevelopmentSeal({ mode: "production", directory })).toThrow("开发环境电子印章不能用于正式环境");
  });

  it("S2-12 says on its face that it is none", () => {
    expect(seal.kind).toBe("development");
    expect(seal.caution).toContain("不具法律效力");
  });
});
