import fc from "fast-check";
import { cleanLine, cleanLines, mobileNumber, multiLine, oneLine, phoneNumber } from "./text-input.ts";

const name = oneLine({ label: "单位名称", most: 10 });
const statement = multiLine({ label: "遗失经过", most: 20, least: 3 });
const message = (result: { error?: { issues: { message: string }[] } }) =>
  result.error?.issues.map((issue) => issue.message);

describe("P10 text that people type", () => {
  test("P10 one line: trimmed, one space for blanks and breaks, nothing hidden, one spelling", () => {
    expect(name.parse("  示例\t机械\n公司 ")).toBe("示例 机械 公司");
    expect(name.parse("示\u200b例\u202e公\u0000司\ufeff")).toBe("示例公司");
    expect(name.parse("e\u0301")).toBe("\u00e9");
    expect(name.parse("\u{e0041}示例\u00ad")).toBe("示例");
  });

  test("P10 several lines: breaks stay, one empty line at most between paragraphs", () => {
    expect(cleanLines("一\r\n二\r三\u2028四  \n\n\n\n五\n")).toBe("一\n二\n三\n四\n\n五");
  });

  test("P10 characters are counted as people count them, after cleaning", () => {
    expect(name.parse("𠮷".repeat(10))).toHaveLength(20);
    expect(message(name.safeParse("𠮷".repeat(11)))).toEqual(["单位名称最多 10 个字，现在 11 个字"]);
    expect(name.parse(`${" ".repeat(50)}示例${"\u200b".repeat(50)}`)).toBe("示例");
    expect(message(statement.safeParse("丢了"))).toEqual(["遗失经过至少 3 个字"]);
  });

  test("P10 what is empty, broken or no text is refused with a sentence", () => {
    expect(message(name.safeParse(undefined))).toEqual(["请填写单位名称"]);
    expect(message(name.safeParse(" \u200b\n"))).toEqual(["请填写单位名称"]);
    expect(message(name.safeParse("示例\ud800"))).toEqual(["单位名称里有残缺的字符，请删去后重新输入"]);
    expect(message(name.safeParse("字".repeat(100_000)))).toEqual(["单位名称最多 10 个字"]);
    expect(oneLine({ label: "备注", most: 10, least: 0 }).parse("  ")).toBe("");
  });

  test("P10 whatever comes in, what goes out is clean, within its limits, and stays as it is when cleaned again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        const one = name.safeParse(text);
        if (one.success) {
          expect(one.data).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b-\u200d\ufeff]/u);
          expect([...one.data].length).toBeLessThanOrEqual(10);
          expect(one.data).toBe(one.data.trim());
          expect(name.parse(one.data)).toBe(one.data);
        }
        expect(cleanLine(cleanLine(text))).toBe(cleanLine(text));
        expect(cleanLines(cleanLines(text))).toBe(cleanLines(text));
      }),
      { numRuns: 500 },
    );
  });
});

describe("S3-02 telephone numbers", () => {
  test.each([
    ["13900000001", "13900000001"],
    ["139 0000 0001", "13900000001"],
    ["+86 139-0000-0001", "13900000001"],
    ["００８６１３９０００００００１", "13900000001"],
  ])("S3-02 mobile %s is kept as %s", (text, kept) => {
    expect(mobileNumber.parse(text)).toBe(kept);
    expect(phoneNumber.parse(text)).toBe(kept);
  });

  test.each(["1390000000", "139000000011", "12900000001", "0772-1234567", "一三九", ""])(
    "S3-02 mobile %s is refused",
    (text) => {
      expect(message(mobileNumber.safeParse(text))).toEqual(["手机号码应为 11 位数字，以 1 开头"]);
    },
  );

  test.each([
    ["0772-1234567", "0772-1234567"],
    ["（0772）1234567", "07721234567"],
    ["0772－1234567－123", "0772-1234567-123"],
    ["010 12345678", "01012345678"],
    ["+852 1234 5678", "+85212345678"],
  ])("S3-02 a person without a mainland mobile is reached at %s, kept as %s", (text, kept) => {
    expect(phoneNumber.parse(text)).toBe(kept);
  });

  test.each(["12345", "+86 12", "电话", "1".repeat(60)])("S3-02 %s reaches nobody", (text) => {
    expect(phoneNumber.safeParse(text).success).toBe(false);
  });
});
