import { civilDateAt, formatDate, parseCivilDate } from "../../domain/civil-date.ts";

/** One value as it stands on paper. `long` chooses the smaller type of a template (look.md, Certificate and print). */
export interface Printed {
  text: string;
  long: boolean;
}

const dash = "—";
// What XML 1.0 cannot hold, and what is not a character at all.
// oxlint-disable-next-line no-control-regex
const illegal = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFFE\uFFFF]/g;
// Marks that turn the reading direction: with them the printed order of a name or number is not the stored one.
const direction = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/**
 * A text that can be printed and reads as it is stored: no control characters, no halves of surrogate pairs, no
 * marks that turn the reading direction. Line breaks stay only where `lines` allows them. Nothing is markup.
 */
export function printableText(text: string, lines: "one line" | "many lines"): string {
  const breaks = text
    .replaceAll("\r\n", "\n")
    .replaceAll("\r", "\n")
    .replaceAll(/[\u2028\u2029\u0085]/g, "\n");
  const clean = breaks.toWellFormed().replaceAll("\uFFFD", "").replaceAll(illegal, "").replaceAll(direction, "");
  return lines === "one line" ? clean.replaceAll(/\s+/g, " ").trim() : clean.replaceAll("\t", " ").trim();
}

/** `2026-12-16` or an instant → `2026年12月16日` in Asia/Shanghai. */
export function printedDate(day: string): string {
  return formatDate(day.length === 10 ? parseCivilDate(day) : civilDateAt(Date.parse(day)));
}

/** Width in em: a Chinese character is one, a Latin letter or digit a bit more than half. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += character.codePointAt(0)! < 0x2e80 ? 0.58 : 1;
  return width;
}

/** `most`: how many em fit before the smaller type is taken. */
export function printed(text: string | null, most = Number.POSITIVE_INFINITY): Printed {
  const clean = text === null ? "" : printableText(text, "one line");
  return { text: clean || dash, long: widthOf(clean) > most };
}

export function printedLines(text: string | null): Printed {
  const clean = text === null ? "" : printableText(text, "many lines");
  return { text: clean || dash, long: false };
}
