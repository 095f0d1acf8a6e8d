/**
 * The 27 series of professional titles and what each level of a series is called. Series are rows, not a union: many
 * local systems keep others (政工, 律师), which a catalogue adds.
 */

/** 员级 < 助理级 (both 初级) < 中级 < 副高级 < 正高级 */
export const titleLevels = ["member", "assistant", "middle", "deputy-senior", "senior"] as const;
export type TitleLevel = (typeof titleLevels)[number];

/** As a certificate prints it: 初级 is not divided. */
export type CertificateLevel = "junior" | "middle" | "deputy-senior" | "senior";

/** 初级 · 中级 · 高级, in which rules and offices think. `high` holds 副高级 and 正高级. */
export type LevelGroup = "junior" | "middle" | "high";

export const titleLevelNames: Readonly<Record<TitleLevel, string>> = {
  member: "员级",
  assistant: "助理级",
  middle: "中级",
  "deputy-senior": "副高级",
  senior: "正高级",
};
export const certificateLevelNames: Readonly<Record<CertificateLevel, string>> = {
  junior: "初级",
  middle: "中级",
  "deputy-senior": "副高级",
  senior: "正高级",
};
export const levelGroupNames: Readonly<Record<LevelGroup, string>> = { junior: "初级", middle: "中级", high: "高级" };

/** For sort(): the lower level first. */
export function compareTitleLevels(left: TitleLevel, right: TitleLevel): number {
  return titleLevels.indexOf(left) - titleLevels.indexOf(right);
}

export function certificateLevelOf(level: TitleLevel): CertificateLevel {
  return level === "member" || level === "assistant" ? "junior" : level;
}

export function levelGroupOf(level: TitleLevel | CertificateLevel): LevelGroup {
  switch (level) {
    case "member":
    case "assistant":
    case "junior":
      return "junior";
    case "middle":
      return "middle";
    case "deputy-senior":
    case "senior":
      return "high";
  }
}

/** D10: city and county issue 初级 and 中级; 高级 certificates come from the region. */
export function isIssuedLocally(level: TitleLevel | CertificateLevel): boolean {
  return levelGroupOf(level) !== "high";
}

export interface TitleSeries {
  /** 1 … 27 */
  number: number;
  /** Stable key in rows and forms. */
  series: string;
  name: string;
  titles: Readonly<Record<TitleLevel, readonly string[]>>;
  /** Names that were not read in a text of the ministry: an administrator should confirm them. */
  unconfirmed: boolean;
}

function list(names: string): string[] {
  return names === "" ? [] : names.split(" ");
}

/** One row: names divided by blanks; the order of columns is that of `titleLevels`. */
function row(
  number: number,
  series: string,
  name: string,
  [member, assistant, middle, deputySenior, senior]: readonly [string, string, string, string, string],
  unconfirmed = false,
): TitleSeries {
  const titles = {
    member: list(member),
    assistant: list(assistant),
    middle: list(middle),
    "deputy-senior": list(deputySenior),
    senior: list(senior),
  };
  return { number, series, name, titles, unconfirmed };
}

const instructors = {
  member: "三级实习指导教师",
  assistant: "助理讲师 二级实习指导教师",
  middle: "讲师 一级实习指导教师",
  deputySenior: "高级讲师 高级实习指导教师",
  senior: "正高级讲师 正高级实习指导教师",
};

/** Rows 1–13 follow 人社部's list of 2 November 2021, the others the ministry's opinions on each series. */
export const titleSeries: readonly TitleSeries[] = [
  row(1, "university-teaching", "高等学校教师", ["", "助教", "讲师", "副教授", "教授"]),
  row(2, "social-science", "哲学社会科学研究", ["", "研究实习员", "助理研究员", "副研究员", "研究员"]),
  row(3, "natural-science", "自然科学研究", ["", "研究实习员", "助理研究员", "副研究员", "研究员"]),
  row(4, "health", "卫生技术", [
    "医士 药士 护士 技士",
    "医师 药师 护师 技师",
    "主治医师 主管医师 主管药师 主管护师 主管技师",
    "副主任医师 副主任药师 副主任护师 副主任技师",
    "主任医师 主任药师 主任护师 主任技师",
  ]),
  row(5, "engineering", "工程技术", ["技术员", "助理工程师", "工程师", "高级工程师", "正高级工程师"]),
  row(6, "agriculture", "农业技术", [
    "农业技术员",
    "助理农艺师 助理畜牧师 助理兽医师",
    "农艺师 畜牧师 兽医师",
    "高级农艺师 高级畜牧师 高级兽医师",
    "正高级农艺师 正高级畜牧师 正高级兽医师 农业技术推广研究员",
  ]),
  row(7, "news", "新闻", ["", "助理记者 助理编辑", "记者 编辑", "主任记者 主任编辑", "高级记者 高级编辑"]),
  row(8, "publishing", "出版", ["", "助理编辑", "编辑", "副编审", "编审"]),
  row(9, "library", "图书资料", ["管理员", "助理馆员", "馆员", "副研究馆员", "研究馆员"]),
  row(10, "museum", "文物博物", ["", "助理馆员", "馆员", "副研究馆员", "研究馆员"]),
  row(11, "archives", "档案", ["管理员", "助理馆员", "馆员", "副研究馆员", "研究馆员"]),
  row(12, "crafts", "工艺美术", ["工艺美术员", "助理工艺美术师", "工艺美术师", "高级工艺美术师", "正高级工艺美术师"]),
  row(13, "technician-school-teaching", "技工院校教师", [
    instructors.member,
    instructors.assistant,
    instructors.middle,
    instructors.deputySenior,
    instructors.senior,
  ]),
  row(14, "sports", "体育", [
    "",
    "初级教练 初级运动防护师",
    "中级教练 中级运动防护师",
    "高级教练 高级运动防护师",
    "国家级教练 正高级运动防护师",
  ]),
  row(15, "translation", "翻译", ["", "三级翻译", "二级翻译", "一级翻译", "译审"]),
  row(
    16,
    "broadcasting",
    "播音主持",
    ["", "二级播音员主持人", "一级播音员主持人", "主任播音员主持人", "播音指导"],
    true,
  ),
  row(17, "accounting", "会计", ["", "助理会计师", "会计师", "高级会计师", "正高级会计师"]),
  row(18, "statistics", "统计", ["", "助理统计师", "统计师", "高级统计师", "正高级统计师"], true),
  row(19, "economics", "经济", [
    "",
    "助理经济师 助理人力资源管理师 助理知识产权师",
    "经济师 人力资源管理师 知识产权师",
    "高级经济师 高级人力资源管理师 高级知识产权师",
    "正高级经济师 正高级人力资源管理师 正高级知识产权师",
  ]),
  row(20, "laboratory", "实验技术", ["实验员", "助理实验师", "实验师", "高级实验师", "正高级实验师"], true),
  row(
    21,
    "vocational-school-teaching",
    "中等职业学校教师",
    [instructors.member, instructors.assistant, instructors.middle, instructors.deputySenior, instructors.senior],
    true,
  ),
  row(22, "school-teaching", "中小学教师", ["三级教师", "二级教师", "一级教师", "高级教师", "正高级教师"], true),
  row(23, "arts", "艺术", [
    "",
    "四级演员 四级演奏员 四级编剧 四级导演 四级作曲 四级美术师",
    "三级演员 三级演奏员 三级编剧 三级导演 三级作曲 三级美术师",
    "二级演员 二级演奏员 二级编剧 二级导演 二级作曲 二级美术师",
    "一级演员 一级演奏员 一级编剧 一级导演 一级作曲 一级美术师",
  ]),
  row(24, "legal-services", "公共法律服务", [
    "",
    "四级公证员 初级司法鉴定人 法医师",
    "三级公证员 中级司法鉴定人 主检法医师",
    "二级公证员 副高级司法鉴定人 副主任法医师",
    "一级公证员 正高级司法鉴定人 主任法医师",
  ]),
  row(
    25,
    "shipping",
    "船舶",
    [
      "驾驶员 轮机员 电子员 引航员",
      "助理驾驶员 助理轮机员 助理电子员 助理引航员",
      "中级驾驶员 中级轮机员 中级电子员 中级引航员",
      "高级船长 高级轮机长 高级电子员 高级引航员",
      "正高级船长 正高级轮机长 正高级电子员 正高级引航员",
    ],
    true,
  ),
  row(26, "civil-aviation", "民用航空飞行", ["", "三级飞行员", "二级飞行员", "一级飞行员", "正高级飞行员"], true),
  row(27, "auditing", "审计", ["", "助理审计师", "审计师", "高级审计师", "正高级审计师"], true),
];

export function findSeries(series: string): TitleSeries | undefined {
  return titleSeries.find((candidate) => candidate.series === series);
}

/** The level of a title within its series; the same title may stand at other levels elsewhere. */
export function findTitleLevel(series: string, title: string): TitleLevel | undefined {
  const titles = findSeries(series)?.titles;
  return titles && titleLevels.find((level) => titles[level].includes(title));
}
