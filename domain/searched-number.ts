import { z } from "zod";
import { maskIdentityNumberStrictly } from "./masking.ts";
import { cleanNumber } from "./text-input.ts";

/*
 * What is looked for stands in addresses, and addresses are shared, kept as filters and written into the logs of whatever
 * stands between: no document or phone number of a person stands there in clear. A whole identity number stands there as
 * its last digits and its keyed hash, by which it is found (B-27).
 */
const identityNumber = /(?<![\dA-Za-z-])[1-9]\d{16}[\dXx](?![\dA-Za-z])/;
const mobileNumber = /(?<![\dA-Za-z-])(?:\+86|0086|86)?1[3-9]\d{9}(?![\dA-Za-z])/;
const written = /^(\*{5}[\dX]{4})~([\w-]{43})$/;

/** Whether a text holds an identity or mobile number of the mainland, also with blanks or full-width digits in it. */
export function holdsPersonalNumber(text: string): boolean {
  const number = cleanNumber(text.replace(/(?<=\d)[-‐-―−](?=\d)/g, ""));
  return [text, number].some((one) => identityNumber.test(one) || mobileNumber.test(one));
}

/** The number when the text is one whole identity number and nothing else, as it is kept. */
export function wholeIdentityNumber(text: string): string | undefined {
  const number = cleanNumber(text).toUpperCase();
  return /^[1-9]\d{16}[\dX]$/.test(number) ? number : undefined;
}

/** How a number stands in an address: `*****0008~` and its keyed hash (43 characters, base64url). */
export function writeSearchedNumber(number: string, hash: string): string {
  return `${maskIdentityNumberStrictly(number)}~${hash}`;
}

/** What `writeSearchedNumber` wrote; undefined for any other text. */
export function readSearchedNumber(text: string | undefined): { shown: string; hash: string } | undefined {
  const [, shown, hash] = written.exec(text ?? "") ?? [];
  return shown && hash ? { shown, hash } : undefined;
}

/** A zod field for what is looked for, 80 characters at most. */
export const searchedText = z
  .string()
  .trim()
  .max(80)
  .refine((text) => !holdsPersonalNumber(text), {
    error: "身份证号、手机号不能写进网址或存进筛选，以免泄露。请在搜索框里只输入身份证号，由平台换成看不出号码的形式。",
  });
