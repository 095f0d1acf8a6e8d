import {
  certificateLevelOf,
  compareTitleLevels,
  findSeries,
  findTitleLevel,
  isIssuedLocally,
  levelGroupOf,
  titleLevels,
  titleSeries,
} from "./titles.ts";

describe("titles", () => {
  test("S2-16 there are 27 series, each with its own number, key and name", () => {
    expect(titleSeries.map(({ number }) => number)).toEqual(Array.from({ length: 27 }, (_, index) => index + 1));
    expect(new Set(titleSeries.map(({ series }) => series)).size).toBe(27);
    expect(new Set(titleSeries.map(({ name }) => name)).size).toBe(27);
  });

  test("S2-16 every series names assistants, 中级, 副高级 and 正高级, and no name twice", () => {
    for (const { name, titles } of titleSeries) {
      for (const level of titleLevels.slice(1))
        expect([name, level, titles[level].length > 0]).toEqual([name, level, true]);
      const all = titleLevels.flatMap((level) => titles[level]);
      expect([name, new Set(all).size]).toEqual([name, all.length]);
      for (const title of all) expect(title).toMatch(/^\p{Script=Han}+$/u);
    }
  });

  test.each([
    ["engineering", "工程师", "middle"],
    ["engineering", "技术员", "member"],
    ["university-teaching", "助教", "assistant"],
    ["news", "高级编辑", "senior"],
    ["publishing", "编辑", "middle"],
    ["sports", "国家级教练", "senior"],
    ["translation", "一级翻译", "deputy-senior"],
    ["school-teaching", "二级教师", "assistant"],
  ])("S2-16 %s %s is %s", (series, title, level) => {
    expect(findTitleLevel(series, title)).toBe(level);
  });

  test("S2-16 what is not in the table is undefined, not a guess", () => {
    expect(findTitleLevel("engineering", "农艺师")).toBeUndefined();
    expect(findTitleLevel("political-work", "政工师")).toBeUndefined();
    expect(findSeries("political-work")).toBeUndefined();
  });

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
