import fc from "fast-check";
import {
  maskCertificateNumber,
  maskIdentityNumber,
  maskIdentityNumberStrictly,
  maskName,
  maskPhoneNumber,
} from "./masking.ts";

describe("S0-22 masking", () => {
  test("S0-22 as the source systems print it", () => {
    expect(maskIdentityNumber("450200199912310008")).toBe("450200*****0008");
    expect(maskIdentityNumberStrictly("450200199912310008")).toBe("*****0008");
    expect(maskPhoneNumber("13900000001")).toBe("139****0001");
    expect([maskName("刘某"), maskName("冉某某"), maskName("欧阳某某"), maskName("𠮷某")]).toEqual([
      "刘*",
      "冉**",
      "欧***",
      "𠮷*",
    ]);
    expect(maskCertificateNumber("YS45020026000318K")).toBe("YS****8K");
    expect(maskCertificateNumber("06000005")).toBe("06****05");
  });

  test("S0-22 what is too short to have a middle shows nothing", () => {
    expect([maskName("刘"), maskName(""), maskName("  ")]).toEqual(["*", "*", "*"]);
    expect([maskIdentityNumber("H1234567801"), maskIdentityNumberStrictly("12345678")]).toEqual(["*****", "*****"]);
    expect([maskPhoneNumber("1234567"), maskPhoneNumber("")]).toEqual(["****", "****"]);
    expect(maskCertificateNumber("1234567")).toBe("****");
  });

  test("P9 numbers: the length is hidden, at least as many characters as stars are too, and nothing moves", () => {
    const masks = [
      { mask: maskIdentityNumber, first: 6, stars: 5, last: 4 },
      { mask: maskIdentityNumberStrictly, first: 0, stars: 5, last: 4 },
      { mask: maskPhoneNumber, first: 3, stars: 4, last: 4 },
      { mask: maskCertificateNumber, first: 2, stars: 4, last: 2 },
    ];
    const anyText = fc.string({ unit: "grapheme", maxLength: 30 }).filter((text) => !text.includes("*"));
    fc.assert(
      fc.property(anyText, fc.constantFrom(...masks), (text, { mask, first, stars, last }) => {
        const characters = [...text];
        const shown = [...mask(text)].filter((character) => character !== "*");
        const whole = characters.length >= first + stars + last;
        expect([...mask(text)].length).toBe(whole ? first + stars + last : stars);
        expect(shown).toEqual(
          whole ? [...characters.slice(0, first), ...characters.slice(characters.length - last)] : [],
        );
        expect(characters.length - shown.length >= stars || shown.length === 0).toBe(true);
      }),
    );
  });

  test("P9 names: only the first character is ever shown", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }), (name) => {
        expect([...maskName(name)].slice(1).every((character) => character === "*")).toBe(true);
        expect(maskName(name)).toContain("*");
      }),
    );
  });
});
