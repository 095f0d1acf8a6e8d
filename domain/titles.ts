/**
 * Levels of professional titles. Series and what each calls its levels are rows that administrators keep
 * (db/catalogues.ts): many local systems know others (政工, 律师).
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
