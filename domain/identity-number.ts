import { z } from "zod";
import { isCivilDate, type CivilDate } from "./civil-date.ts";
import { cleanNumber } from "./text-input.ts";

/** 公民身份号码, GB 11643-1999: 6 digits of area, 8 of birth, 3 of sequence (odd 男, even 女), check character. */
export type IdentityNumberFault = "form" | "birth-date" | "future" | "check-character";
export type Sex = "male" | "female";

export type IdentityNumberVerdict =
  | { valid: true; number: string; areaCode: string; birthDate: CivilDate; sex: Sex }
  | { valid: false; fault: IdentityNumberFault };

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const checkCharacters = "10X98765432";

/** The check character that belongs to the first 17 digits (ISO 7064 MOD 11-2). */
export function identityNumberCheckCharacter(digits: string): string {
  return checkCharacters[weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0) % 11]!;
}

/** As people type it to as it is kept: half-width, no blanks, X in upper case. */
export function normaliseIdentityNumber(text: string): string {
  return cleanNumber(text).toUpperCase();
}

/**
 * Judges a normalised number. The area code is never looked up: codes that were retired stay on cards for life. The
 * permits of residents from 香港, 澳门 and 台湾 (81, 82, 83 …) have the same structure. The first-generation form of 15
 * digits is refused. `today` is Shanghai's day; without it a birth in the future is not noticed.
 */
export function judgeIdentityNumber(number: string, today?: CivilDate): IdentityNumberVerdict {
  if (!/^[1-9]\d{16}[\dX]$/.test(number)) return { valid: false, fault: "form" };
  const birthDate = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (!isCivilDate(birthDate) || birthDate < "1800") return { valid: false, fault: "birth-date" };
  if (number[17] !== identityNumberCheckCharacter(number)) return { valid: false, fault: "check-character" };
  if (today !== undefined && birthDate > today) return { valid: false, fault: "future" };
  const sex = Number(number[16]) % 2 === 1 ? "male" : "female";
  return { valid: true, number, areaCode: number.slice(0, 6), birthDate, sex };
}

export const identityNumberSentences: Readonly<Record<IdentityNumberFault, string>> = {
  form: "身份证号应为 18 位：17 位数字加最后一位数字或 X",
  "birth-date": "身份证号第 7 至 14 位不是真实的出生日期，请核对",
  future: "身份证号里的出生日期在今天之后，请核对",
  "check-character": "身份证号末位校验不符，可能有一位输错，请核对",
};

/** A zod field: cleans, judges, yields the number as kept. `today` is asked at each parse, since years pass. */
export function identityNumber(today?: () => CivilDate) {
  const missing = "请填写身份证号";
  return z
    .string({ error: missing })
    .max(60, identityNumberSentences.form)
    .transform(normaliseIdentityNumber)
    .pipe(
      z.string().superRefine((number, context) => {
        const verdict = judgeIdentityNumber(number, today?.());
        if (verdict.valid) return;
        const message = number === "" ? missing : identityNumberSentences[verdict.fault];
        context.addIssue({ code: "custom", message });
      }),
    );
}
