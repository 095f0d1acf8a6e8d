import { Readable, pipeline } from "node:stream";
import { stringify } from "csv-stringify";
import writeExcelFile from "write-excel-file/node";
import { Refusal } from "../domain/refusal.ts";
import type { FileReply } from "./serve.ts";

/** One column of an exported list: its heading, and what a row says there; a number stays one in Excel. */
export interface ListColumn<Row> {
  heading: string;
  of: (row: Row) => string | number | null;
}

export type ListFormat = "csv" | "xlsx";

/** A workbook is made whole before its first byte is sent: so many rows it holds at most, and CSV the rest. */
const mostInWorkbook = 100_000;

/**
 * A list as a file, for whoever may read it on the page, with what the page shows and no more. CSV is written while it
 * is sent, page by page, to the list's end however long it is. `pages` yields rows until there are no more.
 * @throws Refusal list-too-long for a workbook, before anything is sent.
 */
export async function listFile<Row>(
  name: string,
  format: ListFormat,
  columns: readonly ListColumn<Row>[],
  pages: AsyncIterable<readonly Row[]>,
): Promise<FileReply> {
  const headings = columns.map(({ heading }) => heading);
  const lines = linesOf(columns, pages);
  if (format === "csv") {
    const content = stringify({ bom: true, header: true, columns: headings, record_delimiter: "windows" });
    // A read that fails breaks the download off: a list that ends early must not look whole.
    pipeline(Readable.from(harmlessLines(lines)), content, () => {});
    return { content, name: `${name}.csv`, type: "text/csv; charset=utf-8" };
  }
  const sheet: Cell[][] = [headings.map((value) => ({ value, type: String, fontWeight: "bold" }))];
  // A cell typed as text is never computed: it says what was written, with no apostrophe before it.
  for await (const line of lines) {
    if (sheet.length > mostInWorkbook) throw new Refusal("list-too-long", { most: mostInWorkbook });
    sheet.push(
      line.map((value) =>
        typeof value === "number" ? { value, type: Number } : { value: fitForCell(value), type: String },
      ),
    );
  }
  const content = await writeExcelFile(sheet).toBuffer();
  return { content, name: `${name}.xlsx`, type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };
}

type Cell = { value: string; type: typeof String; fontWeight?: "bold" } | { value: number; type: typeof Number };

async function* linesOf<Row>(
  columns: readonly ListColumn<Row>[],
  pages: AsyncIterable<readonly Row[]>,
): AsyncGenerator<(string | number)[]> {
  for await (const page of pages) for (const row of page) yield columns.map(({ of }) => of(row) ?? "");
}

/** A longer text in one cell and Excel calls the whole workbook damaged. */
const mostInCell = 32_767;

/** The text Excel will show as it was written: `_x0041_` is its way of writing a character (ECMA-376, ST_Xstring). */
function fitForCell(text: string): string {
  const written = text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_");
  if (written.length <= mostInCell) return written;
  const remark = `……（全文共 ${[...text].length} 字，超过表格一格的上限，请导出 CSV 查看）`;
  return written.slice(0, mostInCell - remark.length).replace(/[\ud800-\udbff]$|_[^_]{0,5}$/, "") + remark;
}

async function* harmlessLines(lines: AsyncIterable<(string | number)[]>): AsyncGenerator<(string | number)[]> {
  for await (const line of lines) yield line.map((value) => (typeof value === "number" ? value : harmless(value)));
}

/**
 * A cell of a CSV, where nothing says what is text: what a spreadsheet would compute, because it begins like a formula,
 * gets an apostrophe before it (OWASP, CSV injection; full-width signs are read as such by Chinese and Japanese versions).
 */
export function harmless(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}
