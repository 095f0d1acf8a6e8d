import fc from "fast-check";
import { stdnum } from "stdnum";
import { addDays, daysBetween, parseCivilDate } from "./civil-date.ts";
import {
  identityNumber,
  identityNumberCheckCharacter,
  identityNumberSentences,
  judgeIdentityNumber,
  normaliseIdentityNumber,
} from "./identity-number.ts";

const today = parseCivilDate("2026-11-26");
const judge = (text: string) => judgeIdentityNumber(normaliseIdentityNumber(text), today);
const field = identityNumber(() => today);

const first = parseCivilDate("1900-01-01");
const anyNumber = fc
  .tuple(
    fc.integer({ min: 110000, max: 829999 }),
    fc.integer({ min: 0, max: daysBetween(first, today) }),
    fc.integer({ min: 0, max: 999 }),
  )
  .map(([area, days, sequence]) => {
    const digits = `${area}${addDays(first, days).replaceAll("-", "")}${String(sequence).padStart(3, "0")}`;
    return digits + identityNumberCheckCharacter(digits);
  });

describe("S3-02 公民身份号码", () => {
  test.each([
    ["450200199912310008", "female", "1999-12-31"],
    ["450200200002290015", "male", "2000-02-29"],
    ["45020019991231018X", "female", "1999-12-31"],
    ["45020019991231018x", "female", "1999-12-31"],
    [" 450200 19991231 0008 ", "female", "1999-12-31"],
    ["４５０２００１９９９１２３１０００８", "female", "1999-12-31"],
    ["810000198001010014", "male", "1980-01-01"],
    ["820000198001010024", "female", "1980-01-01"],
    ["830000198001010034", "male", "1980-01-01"],
  ])("S3-02 %s is valid: %s, %s", (text, sex, birthDate) => {
    expect(judge(text)).toMatchObject({
      valid: true,
      sex,
      birthDate,
      areaCode: normaliseIdentityNumber(text).slice(0, 6),
    });
  });

  test.each([
    ["450200199912310018", "check-character"],
    ["450200200102290012", "birth-date"],
    ["450200209901010014", "future"],
    ["45020019991231000", "form"],
    ["4502001999123100088", "form"],
    ["45020019991231000Y", "form"],
    ["450200991231000", "form"],
    ["", "form"],
  ] as const)("S3-02 %s is refused: %s", (text, fault) => {
    expect(judge(text)).toEqual({ valid: false, fault });
    const said = text === "" ? "请填写身份证号" : identityNumberSentences[fault];
    expect(field.safeParse(text).error?.issues.map(({ message }) => message)).toEqual([said]);
  });

  test("S3-02 born today is possible, born tomorrow is not", () => {
    const born = (date: string) => {
      const digits = `450200${date.replaceAll("-", "")}001`;
      return judge(digits + identityNumberCheckCharacter(digits)).valid;
    };
    expect([born(today), born(addDays(today, 1))]).toEqual([true, false]);
  });

  test("S3-02 the field yields the number as it is kept", () => {
    expect(field.parse(" 45020019991231018x")).toBe("45020019991231018X");
    for (const nothing of [undefined, " "])
      expect(field.safeParse(nothing).error?.issues[0]?.message).toBe("请填写身份证号");
    expect(field.safeParse("4".repeat(10_000)).success).toBe(false);
  });

  test("S3-02 an independent implementation says the same of numbers right and wrong", () => {
    const known = stdnum.CN!.ric!;
    // It compares births with the machine's clock, which is not ours: only births long past are compared.
    const past = anyNumber.filter((number) => number.slice(6, 10) < "2020");
    fc.assert(
      fc.property(past, fc.constantFrom(..."0123456789X"), fc.nat(16), fc.nat(9), (number, check, place, digit) => {
        expect(known.validate(number).isValid).toBe(true);
        const changed = number.slice(0, 17) + check;
        expect(judgeIdentityNumber(changed, today).valid).toBe(known.validate(changed).isValid);
        const mistyped = number.slice(0, place) + digit + number.slice(place + 1);
        if (mistyped.slice(6, 10) > "1800" && mistyped.slice(6, 10) < "2020" && mistyped[0] !== "0")
          expect(judgeIdentityNumber(mistyped, today).valid).toBe(known.validate(mistyped).isValid);
      }),
      { numRuns: 500 },
    );
  });

  test("S3-02 every number built is valid; one wrong digit or two exchanged neighbours never are", () => {
    fc.assert(
      fc.property(anyNumber, fc.nat(17), fc.nat(16), fc.integer({ min: 1, max: 9 }), (number, place, left, shift) => {
        expect(judgeIdentityNumber(number, today)).toMatchObject({ valid: true });
        const digit = number[place]!;
        if (digit !== "X") {
          const wrong = number.slice(0, place) + ((Number(digit) + shift) % 10) + number.slice(place + 1);
          expect(judgeIdentityNumber(wrong, today).valid).toBe(false);
        }
        if (number[left] !== number[left + 1]) {
          const swapped = number.slice(0, left) + number[left + 1] + number[left] + number.slice(left + 2);
          expect(judgeIdentityNumber(swapped, today).valid).toBe(false);
        }
      }),
    );
  });

  test("P10 no text makes the field throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.anything()), (value) => void field.safeParse(value)),
    );
  });
});
