import fc from "fast-check";
import { stdnum } from "stdnum";
import {
  creditCheckCharacter,
  creditCode,
  creditCodeSentences,
  findCreditCodeFault,
  normaliseCreditCode,
  organisationCodeAgrees,
} from "./credit-code.ts";

const alphabet = [..."0123456789ABCDEFGHJKLMNPQRTUWXY"];
const part = (length: number, characters: readonly string[]) =>
  fc.array(fc.constantFrom(...characters), { minLength: length, maxLength: length }).map((all) => all.join(""));
const anyCode = fc
  .tuple(
    fc.constantFrom("11", "12", "51", "52", "91", "92", "93", "N1", "Y1"),
    part(6, [..."0123456789"]),
    part(9, alphabet),
  )
  .map((parts) => parts.join("") + creditCheckCharacter(parts.join("")));

describe("S0-10 统一社会信用代码", () => {
  test.each(["91450200TEXT000094", "12450200TEXT000099", "91450200TEXT003750", "91350100M000100Y43"])(
    "S0-10 %s is valid",
    (code) => {
      expect(findCreditCodeFault(code)).toBeUndefined();
      expect(creditCode.parse(` ${code.toLowerCase()} `)).toBe(code);
    },
  );

  test.each([
    ["91450200TEXT000095", "check-character"],
    ["91350100M000100Y4A", "check-character"],
    ["91350100M000100Y4Z", "form"],
    ["91450200TEST000094", "form"],
    ["914502A0TEXT00009Y", "form"],
    ["91450200TEXT00009", "form"],
    ["", "form"],
  ] as const)("S0-10 %s is refused: %s", (code, fault) => {
    expect(findCreditCodeFault(code)).toBe(fault);
    expect(creditCode.safeParse(code).error?.issues.map(({ message }) => message)).toEqual([
      creditCodeSentences[fault],
    ]);
  });

  test("S0-10 a check value of 31 is written 0, and about one code in 31 has it", () => {
    expect(creditCheckCharacter("91450200TEXT00375")).toBe("0");
    const zeros = alphabet.filter((last) => creditCheckCharacter(`91450200TEXT0000${last}`) === "0");
    expect(zeros).toHaveLength(1);
  });

  test("S0-10 an independent implementation agrees, but for the check character 0 and N1, Y1, which it does not know", () => {
    const known = stdnum.CN!.uscc!;
    const comparable = anyCode.filter((code) => /^\d/.test(code) && !code.endsWith("0"));
    fc.assert(
      fc.property(comparable, fc.constantFrom(...alphabet), (code, last) => {
        expect(known.validate(code).isValid).toBe(true);
        expect(findCreditCodeFault(code)).toBeUndefined();
        const changed = code.slice(0, 17) + last;
        expect(findCreditCodeFault(changed) === undefined).toBe(known.validate(changed).isValid);
      }),
      { numRuns: 500 },
    );
  });

  test("S0-10 one wrong character or two exchanged neighbours are found", () => {
    fc.assert(
      fc.property(anyCode, fc.nat(17), fc.nat(16), fc.constantFrom(...alphabet), (code, place, left, character) => {
        expect(findCreditCodeFault(code)).toBeUndefined();
        if (code[place] !== character)
          expect(findCreditCodeFault(code.slice(0, place) + character + code.slice(place + 1))).toBeDefined();
        if (code[left] !== code[left + 1])
          expect(
            findCreditCodeFault(code.slice(0, left) + code[left + 1] + code[left] + code.slice(left + 2)),
          ).toBeDefined();
      }),
    );
  });

  test("S0-10 the organisation code inside: the standard's example agrees, a changed one does not", () => {
    expect(organisationCodeAgrees("91350100M000100Y43")).toBe(true);
    expect(organisationCodeAgrees("91350100M000101Y43")).toBe(false);
  });

  test("P10 no text makes the field throw; full-width letters are read", () => {
    expect(normaliseCreditCode("９１４５０２００ＴＥＸＴ００００９４")).toBe("91450200TEXT000094");
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.anything()), (value) => void creditCode.safeParse(value)),
    );
    expect(() => creditCheckCharacter("I")).toThrow(RangeError);
  });
});
