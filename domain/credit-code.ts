import { z } from "zod";
import { cleanNumber } from "./text-input.ts";

/** 统一社会信用代码, GB 32100-2015: department, category, 6 digits of area, 9 of organisation code, check character. */
export type CreditCodeFault = "form" | "check-character";

/** No I, O, S, V, Z: they are read as other characters. A character's value is its place here. */
const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const form = new RegExp(`^[${alphabet}]{2}\\d{6}[${alphabet}]{10}$`);
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2] as const;

/**
 * The check method of GB 32100: place i weighs 3^(i−1) mod 31, the check value makes the sum a multiple of 31. A value
 * of 31 is written 0, because no character has it. Throws RangeError on a character outside the set.
 */
export function creditCheckCharacter(body: string): string {
  let weight = 1;
  let sum = 0;
  for (const character of body) {
    const value = alphabet.indexOf(character);
    if (value < 0) throw new RangeError(`no character of a credit code: ${JSON.stringify(character)}`);
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return alphabet[(31 - (sum % 31)) % 31]!;
}

/** As people type it to as it is kept: half-width, no blanks, upper case. */
export function normaliseCreditCode(text: string): string {
  return cleanNumber(text).toUpperCase();
}

/** Judges a normalised code; undefined when nothing is wrong with it. */
export function findCreditCodeFault(code: string): CreditCodeFault | undefined {
  if (!form.test(code)) return "form";
  return code[17] === creditCheckCharacter(code.slice(0, 17)) ? undefined : "check-character";
}

/**
 * Does the organisation code inside (GB 11714, characters 9–17) agree with its own check character? Only ever a
 * warning: real codes of older bodies do not always.
 */
export function organisationCodeAgrees(code: string): boolean {
  const values = Array.from(code.slice(8, 16), (character) => Number.parseInt(character, 36));
  const check = 11 - (organisationWeights.reduce((sum, weight, index) => sum + weight * values[index]!, 0) % 11);
  return code[16] === (check === 10 ? "X" : check === 11 ? "0" : String(check));
}

export const creditCodeSentences: Readonly<Record<CreditCodeFault, string>> = {
  form: "统一社会信用代码应为 18 位，由数字和大写字母组成（不用 I、O、S、V、Z），第 3 至 8 位为数字",
  "check-character": "统一社会信用代码末位校验不符，可能有一位输错，请对照营业执照核对",
};

/** A zod field: cleans, judges, yields the code as kept. */
export const creditCode = z
  .string({ error: "请填写统一社会信用代码" })
  .max(60, creditCodeSentences.form)
  .transform(normaliseCreditCode)
  .pipe(
    z.string().superRefine((code, context) => {
      const fault = findCreditCodeFault(code);
      if (fault !== undefined) context.addIssue({ code: "custom", message: creditCodeSentences[fault] });
    }),
  );
