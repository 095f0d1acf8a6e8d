import { expect, test } from "@jest/globals";
import { harmless, listFile } from "./list-file.ts";

test("B-02 no cell of an export is a formula to a spreadsheet", () => {
  for (const text of ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1"]) expect(harmless(text)).toBe(`'${text}`);
  for (const text of ["覃志远", "YS-LZ-2026-000001", "", "a=b"]) expect(harmless(text)).toBe(text);
});

test("B-02 a CSV begins before the list is read to its end, and breaks off when a read fails", async () => {
  let read = 0;
  async function* pages() {
    for (; read < 50; read++) yield Array.from({ length: 500 }, (_, index) => String(index));
    throw new Error("the database went away");
  }
  const { content } = await listFile("表", "csv", [{ heading: "数", of: (row: string) => row }], pages());
  let early: number | undefined;
  const reading = async () => {
    for await (const _ of content as AsyncIterable<Buffer>) early ??= read;
  };
  await expect(reading()).rejects.toThrow("the database went away");
  expect(early).toBeLessThan(50);
});
