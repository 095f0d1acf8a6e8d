import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { openSecrets, sealSecrets } from "./sealed-secrets.ts";
import { findWalChain, historyFile, parseLsn, parseSegmentName, segmentName } from "./wal-archive.ts";

const segmentBytes = 16 * 1024 * 1024;
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rencaitong-wal-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const keep = (...names: string[]) => names.forEach((name) => writeFileSync(join(directory, name), ""));
const segment = (timeline: number, number: number) => segmentName(timeline, BigInt(number), segmentBytes);
const chain = () => findWalChain([directory], { timeline: 1, offset: parseLsn("0/3000028") }, segmentBytes);

test("P7 a segment's name and its number say the same", () => {
  expect(segment(1, 3)).toBe("000000010000000000000003");
  expect(segmentName(2, parseLsn("1A/FF000000") / BigInt(segmentBytes), segmentBytes)).toBe("000000020000001A000000FF");
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999 }), fc.bigInt({ min: 0n, max: 1n << 39n }), (timeline, number) => {
      expect(parseSegmentName(segmentName(timeline, number, segmentBytes), segmentBytes)).toEqual({ timeline, number });
    }),
  );
});

test("P7 the log from the backup on is one row, whatever older and half-written files lie beside it", () => {
  keep(
    segment(1, 2),
    segment(1, 3),
    segment(1, 4),
    "archtemp.000000010000000000000005.1.2",
    "000000010000000000000003.00000028.backup",
  );
  expect(chain()).toEqual({ names: [segment(1, 3), segment(1, 4)], missing: undefined });
});

test("P7 a hole in the log is named; PostgreSQL would take it for the end", () => {
  keep(segment(1, 3), segment(1, 5));
  expect(chain().missing).toBe(segment(1, 4));
  rmSync(join(directory, segment(1, 3)));
  expect(chain().missing).toBe(segment(1, 3));
});

test("P7 after an earlier restore the log goes on in the timeline that grew out of it", () => {
  keep(segment(1, 3), segment(1, 4), segment(1, 5), segment(2, 4), segment(2, 5), segment(2, 6));
  writeFileSync(join(directory, historyFile(2)), "1\t0/4000100\tno recovery target specified\n");
  expect(chain()).toEqual({
    names: [historyFile(2), segment(1, 3), segment(2, 4), segment(2, 5), segment(2, 6)],
    missing: undefined,
  });
  rmSync(join(directory, segment(2, 5)));
  expect(chain().missing).toBe(segment(2, 5));
});

test("P7 sealed secrets open with their passphrase alone and show nothing of what they hold", async () => {
  const secrets = { "key-ring.json": Buffer.from('{"lookupKey":"…"}').toString("base64") };
  const sealed = await sealSecrets(secrets, "一句足够长的备份口令啊");
  expect(sealed).not.toContain(secrets["key-ring.json"].slice(0, 8));
  expect(await openSecrets(sealed, "一句足够长的备份口令啊")).toEqual(secrets);
  await expect(openSecrets(sealed, "另一句足够长的备份口令")).rejects.toThrow("备份口令不对");
  const turned = JSON.parse(sealed) as { content: string };
  turned.content = Buffer.from(turned.content, "base64").fill(1, 0, 1).toString("base64");
  await expect(openSecrets(JSON.stringify(turned), "一句足够长的备份口令啊")).rejects.toThrow("备份口令不对");
});
