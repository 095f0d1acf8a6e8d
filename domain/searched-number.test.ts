import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { buildCertificateNumber } from "./certificate-number.ts";
import {
  holdsPersonalNumber,
  readSearchedNumber,
  wholeIdentityNumber,
  writeSearchedNumber,
} from "./searched-number.ts";

const digits = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`));

test("B-27 identity and mobile numbers are noticed however they are typed, among other words too", () => {
  const numbers = fc.oneof(
    fc
      .tuple(fc.constantFrom(..."123456789"), digits(16), fc.constantFrom(..."0123456789xX"))
      .map((parts) => parts.join("")),
    fc.tuple(fc.constantFrom("13", "15", "18", "+8613", "008619"), digits(9)).map((parts) => parts.join("")),
  );
  const wide = (text: string) => text.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
  const typed = fc.tuple(
    numbers,
    fc.constantFrom("", "查", "身份证：", "韦晓岚 "),
    fc.constantFrom("", "号", " 的办件"),
    fc.boolean(),
  );
  fc.assert(
    fc.property(typed, ([number, before, after, full]) => {
      const shaped = full ? wide(number) : number;
      expect(holdsPersonalNumber(before + shaped + after)).toBe(true);
      expect(holdsPersonalNumber(`${shaped.slice(0, 6)} ${shaped.slice(6)}`)).toBe(true);
    }),
  );
});

test("B-27 names, case and certificate numbers, credit codes and identifiers are no personal numbers", () => {
  const certificate = fc
    .integer({ min: 1, max: 999_999 })
    .map((sequence) => buildCertificateNumber("450200", 2026, sequence));
  const others = fc.constantFrom(
    "韦晓岚",
    "RC20260000001",
    "06000116",
    "2026-11-21",
    "91450200MA5KX00000",
    "0772-1234567",
  );
  fc.assert(
    fc.property(fc.oneof(certificate, others, fc.uuid()), (text) => expect(holdsPersonalNumber(text)).toBe(false)),
  );
});

test("B-27 what stands in the address for a number is read again, and holds only its last digits", () => {
  const hash = "k".repeat(43);
  const text = writeSearchedNumber("450200199912310008", hash);
  expect([text, holdsPersonalNumber(text)]).toEqual([`*****0008~${hash}`, false]);
  expect(readSearchedNumber(text)).toEqual({ shown: "*****0008", hash });
  for (const other of [undefined, "", "*****0008", `${text}x`, "覃志远"])
    expect(readSearchedNumber(other)).toBeUndefined();
  expect(wholeIdentityNumber(" 450200 19991231 000x ")).toBe("45020019991231000X");
  expect(wholeIdentityNumber("覃 450200199912310008")).toBeUndefined();
});
