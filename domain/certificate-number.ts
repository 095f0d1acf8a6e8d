import { creditCheckCharacter } from "./credit-code.ts";

/*
 * The numbers of newly issued certificates (D14; no official scheme is known). Both take their sequence from a counter
 * row per issuer and year. Numbers of older certificates are kept as they are and never judged by this scheme.
 *
 * 证书编号  YS 450200 26 000318 K: mark, issuer's area (6), year (2), sequence (6), check character: the method of
 *   GB 32100 (mod 31, without I O S V Z) over the 14 digits. ISO 7064 MOD 37-2 would print `*`, which here means a
 *   masked character, and the hybrid MOD 37,36 misses some exchanged neighbours.
 * 管理号    YS 450200 2026 12 000318 5: mark, area (6), year (4), month of issue (2), sequence (6), check character:
 *   ISO 7064 MOD 11-2 over the 18 digits, 0–9 or X.
 *
 * Either check finds every single wrong character and every exchange of two neighbours behind the mark.
 */
const mark = "YS";
const certificateForm = /^YS(\d{14})([0-9A-HJ-NPQRTUWXY])$/;
const managementForm = /^YS(\d{10}(?:0[1-9]|1[0-2])\d{6})([\dX])$/;

/** The counter of an issuer and year ends here. */
export const lastSequence = 999_999;

/** `mistyped`: has our mark and cannot be right. `other-scheme`: an older number, about which nothing is said. */
export type NumberVerdict = "sound" | "mistyped" | "other-scheme";

function checkCharacterMod11(digits: string): string {
  let product = 0;
  for (const digit of digits) product = ((product + Number(digit)) * 2) % 11;
  return "0123456789X"[(12 - product) % 11]!;
}

function digitsOf(issuerAreaCode: string, year: number, sequence: number) {
  if (!/^\d{6}$/.test(issuerAreaCode)) throw new RangeError(`not a six-digit area code: ${issuerAreaCode}`);
  if (!Number.isInteger(year) || year < 2000 || year > 2099) throw new RangeError(`not a year of issue: ${year}`);
  if (!Number.isInteger(sequence) || sequence < 1 || sequence > lastSequence)
    throw new RangeError(`not a sequence number: ${sequence}`);
  return { year: String(year), sequence: String(sequence).padStart(6, "0") };
}

/**
 * 证书编号, for example YS45020026000318K.
 * @param issuerAreaCode six digits; an area without a code of its own takes that of the city it belongs to
 * @param year of issue in Asia/Shanghai
 * @param sequence 1 … 999999 from the issuer's counter for that year
 * @throws RangeError outside these bounds
 */
export function buildCertificateNumber(issuerAreaCode: string, year: number, sequence: number): string {
  const written = digitsOf(issuerAreaCode, year, sequence);
  const digits = issuerAreaCode + written.year.slice(2) + written.sequence;
  return mark + digits + creditCheckCharacter(digits);
}

/**
 * 管理号. Its counter need not be that of the certificate number.
 * @param month of issue, 1 … 12, in Asia/Shanghai
 * @throws RangeError outside the bounds of `buildCertificateNumber`
 */
export function buildManagementNumber(issuerAreaCode: string, year: number, month: number, sequence: number): string {
  const written = digitsOf(issuerAreaCode, year, sequence);
  if (!Number.isInteger(month) || month < 1 || month > 12) throw new RangeError(`not a month: ${month}`);
  const digits = issuerAreaCode + written.year + String(month).padStart(2, "0") + written.sequence;
  return mark + digits + checkCharacterMod11(digits);
}

function judge(number: string, form: RegExp, checkCharacter: (digits: string) => string): NumberVerdict {
  if (!number.startsWith(mark)) return "other-scheme";
  const [, digits, check] = form.exec(number) ?? [];
  return digits !== undefined && check === checkCharacter(digits) ? "sound" : "mistyped";
}

/** So that the verification page can say 号码可能输错 instead of 查无此证. */
export function judgeCertificateNumber(number: string): NumberVerdict {
  return judge(number, certificateForm, creditCheckCharacter);
}

export function judgeManagementNumber(number: string): NumberVerdict {
  return judge(number, managementForm, checkCharacterMod11);
}
