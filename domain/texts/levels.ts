const levelNames = { junior: "初级", middle: "中级", "deputy-senior": "副高级", senior: "正高级" } as const;
export type CertificateLevel = keyof typeof levelNames;

export function levelName(level: CertificateLevel): string {
  return levelNames[level];
}
