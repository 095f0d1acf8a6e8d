import { readFileSync } from "node:fs";
import { checkSignature, type TrustedCertificates } from "../ports/signature-check.ts";

/**
 * Changes each byte of the last signature's container in turn, and some of the padding behind it; prints how many there
 * were and which of them went unseen. A program of its own, because inside Jest the same takes four times as long.
 * Arguments: a sealed PDF; a file of JSON with the trusted certificates in Base64; how many bytes on to the next one.
 */
const masks = [0x01, 0x20, 0x80, 0x10, 0xff];
const [pdfFile, trustedFile, step] = process.argv.slice(2) as [string, string, string];
const pdf = readFileSync(pdfFile);
const given = JSON.parse(readFileSync(trustedFile, "utf8")) as Record<keyof TrustedCertificates, string[]>;
const decode = (list: string[]) => list.map((one) => Buffer.from(one, "base64"));
const trusted = { ours: decode(given.ours), chain: decode(given.chain) };

const [, start, end] = [...pdf.toString("latin1").matchAll(/\/ByteRange\s*\[\s*0+\s+(\d+)\s+(\d+)\s/g)]
  .at(-1)!
  .map(Number) as [number, number, number];
const digits = pdf.toString("latin1", start + 1, end - 1);
const container = Buffer.from(digits, "hex");
const written = (bytes: Buffer) => (/[A-F]/.test(digits) ? bytes.toString("hex").toUpperCase() : bytes.toString("hex"));
const used = container.findLastIndex((byte) => byte !== 0) + 1;
const unseen: [number, number, string][] = [];
for (let at = 0; at < used + 3; at += Number(step)) {
  const mask = masks[at % masks.length]!;
  const changed = Buffer.from(container);
  changed[at] = changed[at]! ^ mask;
  const copy = Buffer.from(pdf);
  copy.write(written(changed), start + 1, "latin1");
  const { verdict } = await checkSignature(copy, trusted);
  if (verdict !== "altered") unseen.push([at, mask, verdict]);
}
process.stdout.write(JSON.stringify({ untouched: (await checkSignature(pdf, trusted)).verdict, used, unseen }));
