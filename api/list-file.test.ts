import { expect, test } from "@jest/globals";
import JSZip from "jszip";
import { SaxesParser } from "saxes";
import { refusalSentence } from "../domain/texts/refusals.ts";
import { harmless, listFile } from "./list-file.ts";

test("B-02 no cell of an export is a formula to a spreadsheet", () => {
  for (const text of ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1"]) expect(harmless(text)).toBe(`'${text}`);
  for (const text of ["覃志远", "YS-LZ-2026-000001", "", "a=b"]) expect(harmless(text)).toBe(text);
});

test("B-02 S2-16 a formula that somebody wrote stays their text: in a CSV behind an apostrophe, in Excel as it was written", async () => {
  async function* pages() {
    yield ["=1+1", "@SUM(A1)"];
  }
  const bytes = async (format: "csv" | "xlsx") => {
    const { content } = await listFile("表", format, [{ heading: "文字", of: (row: string) => row }], pages());
    return Buffer.isBuffer(content) ? content : Buffer.concat(await Array.fromAsync(content as AsyncIterable<Buffer>));
  };
  expect((await bytes("csv")).toString()).toBe("\ufeff文字\r\n'=1+1\r\n'@SUM(A1)\r\n");
  const parts = (await JSZip.loadAsync(await bytes("xlsx"))).filter((path) => path.endsWith(".xml"));
  const text = (await Promise.all(parts.map((part) => part.async("string")))).join("");
  expect(text).toContain(">=1+1<");
  expect(text).toContain(">@SUM(A1)<");
  expect(text).not.toMatch(/<f[ >]/);
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

const hostile = [
  "||<w:br/>|| {=1+1} +++INS 1+++ {{=1+1}} </t></si><x>&amp;&#65;]]>",
  "<b>粗</b><script>window.ran=1</script>",
  "_x0041_ _x005F_ __x000D__",
  " 前后有空格 ",
  "第一行\n第二行",
  "بۇ يازما 123",
  "'=HYPERLINK(1)",
];

test("P9 hostile text, and a text of 10⁵ characters, are that text in Excel, in a workbook that is read whole", async () => {
  const long = "字".repeat(20_001) + "😀".repeat(80_000);
  const torn = "半\ud800个\u0000字\u0007";
  async function* pages() {
    yield [...hostile, torn, long, "末行"];
  }
  const { content } = await listFile("表", "xlsx", [{ heading: "列", of: (row: string) => row }], pages());
  const lines = await readColumn(content as Buffer);
  expect(lines.slice(0, hostile.length + 1)).toEqual(["列", ...hostile]);
  const [tornRead, cut, ...last] = lines.slice(hostile.length + 1);
  expect(tornRead).toBe("半个字");
  expect(cut!.length).toBeLessThanOrEqual(32_767);
  expect(cut!.length).toBeGreaterThan(32_700);
  expect(cut).toMatch(/^字{20001}(😀)+……（全文共 100001 字，超过表格一格的上限，请导出 CSV 查看）$/u);
  expect(last).toEqual(["末行"]);
});

/** The first column by the rules of the format: strings in their order, `_x0041_` read as the character it stands for. */
async function readColumn(content: Buffer): Promise<string[]> {
  const archive = await JSZip.loadAsync(content);
  const strings: string[] = [];
  await readElements(archive, "xl/sharedStrings.xml", "si", (text) => strings.push(text));
  const column: string[] = [];
  await readElements(archive, "xl/worksheets/sheet1.xml", "v", (place) => column.push(strings[Number(place)]!));
  return column.map((text) =>
    text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code) => String.fromCharCode(Number(`0x${code}`))),
  );
}

async function readElements(archive: JSZip, part: string, element: string, found: (text: string) => void) {
  const parser = new SaxesParser({ fileName: part });
  let text = "";
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name }) => void (name === element && (text = "")));
  parser.on("text", (piece) => void (text += piece));
  parser.on("closetag", ({ name }) => void (name === element && found(text)));
  parser.write(await archive.file(part)!.async("string")).close();
}

test("B-02 a CSV of more than 100,000 rows goes to its end; a workbook of so many is refused and CSV offered", async () => {
  let read = 0;
  async function* pages(count: number) {
    for (read = 0; read < count; read += 1000) yield Array.from({ length: 1000 }, (_, index) => read + index);
  }
  const columns = [{ heading: "数", of: (row: number) => row }];
  const { content } = await listFile("表", "csv", columns, pages(120_000));
  let text = "";
  for await (const part of content as AsyncIterable<Buffer>) text += part.toString();
  const lines = text.trimEnd().split("\r\n");
  expect([lines.length, lines.at(-1)]).toEqual([120_001, "119999"]);
  const refusal: unknown = await listFile("表", "xlsx", columns, pages(500_000)).catch((thrown: unknown) => thrown);
  expect(refusal).toMatchObject({ code: "list-too-long", params: { most: 100_000 } });
  // Read no further than it had to.
  expect(read).toBeLessThan(102_000);
  expect(refusalSentence("list-too-long", { most: 100_000 })).toContain("请导出为 CSV");
});
