import { z } from "zod";

/**
 * Characters that have no place in a form: controls, the invisible format characters of Unicode (soft hyphen, zero-width,
 * bidirectional, byte order mark, tags) and fillers. They hide text, reverse it or make two equal names differ.
 * Variation selectors stay: rare names need them.
 */
const hidden = /\p{Cf}|[^\P{Cc}\t\n]|[\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5/gu;

/** NFC, one kind of line break, nothing hidden, no space at either end of a line. */
function cleaned(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replace(hidden, "")
    .normalize("NFC")
    .replace(/\t/g, " ")
    .replace(/[^\S\n]+$/gm, "")
    .trim();
}

/** One line: line breaks and runs of blanks become one space. */
export function cleanLine(text: string): string {
  return cleaned(text).replace(/\s+/g, " ");
}

/** Several lines: at most one empty line between two paragraphs. */
export function cleanLines(text: string): string {
  return cleaned(text).replace(/\n{3,}/g, "\n\n");
}

/** People count characters, not code units: 𠮷 is one. */
function characters(text: string): number {
  return [...text].length;
}

export interface TextLimits {
  /** What the field is called, for the message: 单位名称. */
  label: string;
  /** The most characters after cleaning. */
  most: number;
  /** The fewest characters after cleaning; 1 unless told, 0 for what may stay empty. */
  least?: number;
}

function text({ label, most, least = 1 }: TextLimits, clean: (text: string) => string) {
  return (
    z
      .string({ error: `请填写${label}` })
      // Measured before cleaning too: normalising megabytes is work that nobody should be able to ask for.
      .max(most * 8 + 1000, { error: `${label}最多 ${most} 个字`, abort: true })
      .refine((value) => value.isWellFormed(), { error: `${label}里有残缺的字符，请删去后重新输入`, abort: true })
      .transform(clean)
      .pipe(
        z.string().superRefine((value, context) => {
          const length = characters(value);
          if (length === 0 && least > 0) context.addIssue({ code: "custom", message: `请填写${label}` });
          else if (length < least) context.addIssue({ code: "custom", message: `${label}至少 ${least} 个字` });
          else if (length > most)
            context.addIssue({ code: "custom", message: `${label}最多 ${most} 个字，现在 ${length} 个字` });
        }),
      )
  );
}

/** A zod field of one line: cleans first (see `cleanLine`), then measures in characters. */
export function oneLine(limits: TextLimits) {
  return text(limits, cleanLine);
}

/** A zod field of several lines: cleans first (see `cleanLines`), then measures in characters. */
export function multiLine(limits: TextLimits) {
  return text(limits, cleanLines);
}

/** Full-width digits and letters become half-width; blanks and hidden characters go. For numbers typed by people. */
export function cleanNumber(text: string): string {
  return text.normalize("NFKC").replace(hidden, "").replace(/\s+/g, "");
}

const mobile = /^1[3-9]\d{9}$/;
const landline = /^0\d{2,3}-?\d{7,8}(-\d{1,6})?$/;
const international = /^\+(?!86)[1-9]\d{6,14}$/;

/** Also takes +86, 0086 and groups divided by spaces or hyphens: 139 0000 0001. Not a check that the number exists. */
export function normaliseMobileNumber(text: string): string {
  return cleanNumber(text)
    .replace(/[-‐-―−]/g, "")
    .replace(/^(\+|00)86(?=1)/, "");
}

/** A mainland mobile number, 11 digits. */
export const mobileNumber = z
  .string({ error: "请填写手机号码" })
  .max(40, "手机号码应为 11 位数字，以 1 开头")
  .transform(normaliseMobileNumber)
  .pipe(z.string().regex(mobile, "手机号码应为 11 位数字，以 1 开头"));

/**
 * A number to reach somebody: mainland mobile, landline with area code (0772-1234567), or one from abroad with + and
 * country code. Not everybody here has a mainland mobile.
 */
export const phoneNumber = z
  .string({ error: "请填写联系电话" })
  .max(40, "联系电话太长，请填一个号码")
  .transform((text) => {
    const asMobile = normaliseMobileNumber(text);
    return mobile.test(asMobile) || asMobile.startsWith("+")
      ? asMobile
      : cleanNumber(text)
          .replace(/[‐-―−]/g, "-")
          .replace(/[()]/g, "");
  })
  .pipe(
    z
      .string()
      .refine(
        (value) => mobile.test(value) || landline.test(value) || international.test(value),
        "请填写 11 位手机号码，或带区号的固定电话，如 0772-1234567",
      ),
  );
