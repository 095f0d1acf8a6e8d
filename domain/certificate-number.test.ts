import fc from "fast-check";
import {
  buildCertificateNumber,
  buildManagementNumber,
  judgeCertificateNumber,
  judgeManagementNumber,
  lastSequence,
} from "./certificate-number.ts";

const area = fc.constantFrom("450200", "450222", "450300", "320100");
const year = fc.integer({ min: 2019, max: 2099 });
const sequence = fc.integer({ min: 1, max: lastSequence });
const certificate = fc.tuple(area, year, sequence).map((parts) => buildCertificateNumber(...parts));
const management = fc
  .tuple(area, year, fc.integer({ min: 1, max: 12 }), sequence)
  .map((parts) => buildManagementNumber(...parts));
const characters = [..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"];

describe("D14 numbers of new certificates", () => {
  test("D14 S2-16 the certificate number of the picture", () => {
    expect(buildCertificateNumber("450200", 2026, 318)).toBe("YS45020026000318K");
    expect(buildManagementNumber("450200", 2026, 12, 318)).toMatch(/^YS450200202612000318[\dX]$/);
  });

  test.each([
    ["certificate", certificate, judgeCertificateNumber],
    ["management", management, judgeManagementNumber],
  ] as const)("D14 every %s number built is sound", (_, numbers, judge) => {
    fc.assert(fc.property(numbers, (number) => expect(judge(number)).toBe("sound")));
  });

  test.each([
    ["certificate", certificate, judgeCertificateNumber],
    ["management", management, judgeManagementNumber],
  ] as const)("D14 one wrong character anywhere in a %s number is found", (_, numbers, judge) => {
    fc.assert(
      fc.property(numbers, fc.nat(30), fc.constantFrom(...characters), (number, place, character) => {
        const at = 2 + (place % (number.length - 2));
        fc.pre(number[at] !== character);
        expect(judge(number.slice(0, at) + character + number.slice(at + 1))).toBe("mistyped");
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ["certificate", certificate, judgeCertificateNumber],
    ["management", management, judgeManagementNumber],
  ] as const)("D14 two exchanged neighbours in a %s number are found", (_, numbers, judge) => {
    fc.assert(
      fc.property(numbers, fc.nat(30), (number, place) => {
        const at = 2 + (place % (number.length - 3));
        fc.pre(number[at] !== number[at + 1]);
        expect(judge(number.slice(0, at) + number[at + 1] + number[at] + number.slice(at + 2))).toBe("mistyped");
      }),
      { numRuns: 2000 },
    );
  });

  test("D14 different places in the counter give different numbers", () => {
    fc.assert(
      fc.property(area, year, sequence, sequence, (code, of, one, other) => {
        fc.pre(one !== other);
        expect(buildCertificateNumber(code, of, one)).not.toBe(buildCertificateNumber(code, of, other));
        expect(buildManagementNumber(code, of, 1, one)).not.toBe(buildManagementNumber(code, of, 1, other));
      }),
    );
  });

  test("D14 older numbers are not judged", () => {
    expect(judgeCertificateNumber("06000005")).toBe("other-scheme");
    expect(judgeManagementNumber("401020011201000006")).toBe("other-scheme");
  });

  test("D14 the full counter, a wrong area or year build no number", () => {
    expect(() => buildCertificateNumber("450200", 2026, lastSequence + 1)).toThrow(RangeError);
    expect(() => buildCertificateNumber("450200", 2026, 0)).toThrow(RangeError);
    expect(() => buildCertificateNumber("柳东", 2026, 1)).toThrow(RangeError);
    expect(() => buildCertificateNumber("450200", 26, 1)).toThrow(RangeError);
    expect(() => buildManagementNumber("450200", 2026, 13, 1)).toThrow(RangeError);
  });
});
