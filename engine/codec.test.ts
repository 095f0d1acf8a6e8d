import fc from "fast-check";
import { defaultPayloadConverter, toPayloads } from "@temporalio/common";
import { EncryptionCodec } from "./codec.ts";

const ring = { current: "b", keys: { a: Buffer.alloc(32, 1), b: Buffer.alloc(32, 2) }, lookupKey: Buffer.alloc(32, 3) };

test("B-27 what goes to the engine is sealed and comes back as it was, also after the key has changed", async () => {
  const codec = new EncryptionCodec(ring);
  const older = new EncryptionCodec({ ...ring, current: "a" });
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), async (text) => {
      const payloads = toPayloads(defaultPayloadConverter, `意见：${text}`)!;
      for (const writer of [codec, older]) {
        const sealed = await writer.encode(payloads);
        expect(Buffer.from(sealed[0]!.data!).toString("utf8")).not.toContain("意见");
        const [opened] = await codec.decode(sealed);
        expect(Buffer.from(opened!.data!)).toEqual(Buffer.from(payloads[0]!.data!));
      }
    }),
  );
});

test("B-27 a changed payload does not open", async () => {
  const codec = new EncryptionCodec(ring);
  const [sealed] = await codec.encode(toPayloads(defaultPayloadConverter, "意见")!);
  const data = Buffer.from(sealed!.data!);
  data[data.length - 1]! ^= 1;
  await expect(codec.decode([{ ...sealed, data }])).rejects.toThrow();
});
