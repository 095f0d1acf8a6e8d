import { certificateLevelOf, compareTitleLevels, isIssuedLocally, levelGroupOf, titleLevels } from "./titles.ts";

describe("titles", () => {
  test("S2-11 D10 初级 and 中级 are issued here, 高级 is not", () => {
    expect(titleLevels.filter(isIssuedLocally)).toEqual(["member", "assistant", "middle"]);
    expect((["junior", "middle", "deputy-senior", "senior"] as const).map(isIssuedLocally)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test("D11 levels in order, 初级 undivided on certificates, three groups for rules", () => {
    expect([...titleLevels].reverse().sort(compareTitleLevels)).toEqual(titleLevels);
    expect(titleLevels.map(certificateLevelOf)).toEqual(["junior", "junior", "middle", "deputy-senior", "senior"]);
    expect(titleLevels.map(levelGroupOf)).toEqual(["junior", "junior", "middle", "high", "high"]);
  });
});
