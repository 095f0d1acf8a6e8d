import fc from "fast-check";
import { printableText, printed, printedDate, printedLines } from "./printable.ts";

describe("printable text", () => {
  it("S2-16 prints nothing that XML cannot hold, hides or turns, and loses no visible character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const clean = printableText(text, "many lines");
        expect(clean.isWellFormed()).toBe(true);
        // oxlint-disable-next-line no-control-regex
        expect(clean).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/);
        expect(printableText(clean, "many lines")).toBe(clean);
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[一-龥A-Za-z0-9〔〕{}|=+<>&"'（）]{1,60}$/), (text) => {
        expect(printableText(text, "one line")).toBe(text);
      }),
    );
  });

  it("S2-16 keeps rare characters, and drops what is half a character", () => {
    expect(printableText("龘𠮷\u{E0100}彧", "one line")).toBe("龘𠮷\u{E0100}彧");
    expect(printableText("韦\ud842明\udfb7月", "one line")).toBe("韦明月");
    expect(printableText("韦\u202e明月\u202c", "one line")).toBe("韦明月");
  });

  it("keeps line breaks only where lines are allowed", () => {
    expect(printableText("甲\r\n乙\u2028丙", "many lines")).toBe("甲\n乙\n丙");
    expect(printableText("甲\r\n乙\u2028丙", "one line")).toBe("甲 乙 丙");
  });

  it("S2-16 prints a day as it is in Shanghai, and a dash for what nobody knows", () => {
    expect(printedDate("2026-12-16")).toBe("2026年12月16日");
    expect(printedDate("2026-12-15T16:00:00Z")).toBe("2026年12月16日");
    expect(printedDate("2026-12-15T15:59:59Z")).toBe("2026年12月15日");
    expect([printed(null), printed(" \u0007 "), printedLines(null)].map(({ text }) => text)).toEqual(["—", "—", "—"]);
  });

  it("S2-16 a name longer than its line takes the smaller type", () => {
    expect(printed("覃志远", 16).long).toBe(false);
    expect(printed("阿卜杜热合曼·买买提艾力·吐尔逊江阿卜拉", 16).long).toBe(true);
    expect(printed("YS4502002026120000318", 16).long).toBe(false);
  });
});
