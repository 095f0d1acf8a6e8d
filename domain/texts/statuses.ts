/** The words of the look: in lists, messages and print, and the only ones. */
export const statusNames = {
  draft: "草稿",
  withdrawn: "已撤回",
  "in-review": "审核中",
  "on-notice": "公示中",
  "your-turn": "等你处理",
  "returned-to-you": "退回给你",
  issuing: "签发中",
  completed: "已办结",
  rejected: "不予通过",
  "objection-upheld": "异议成立，已终止",
} as const;
export type StatusName = keyof typeof statusNames;

export const partyNames = {
  applicant: "申请人",
  employer: "用人单位",
  department: "主管部门",
  "title-office": "职改办",
  public: "公众",
  system: "系统",
} as const;

export const outcomeNames: Readonly<Record<string, string>> = {
  "handed-in": "已提交",
  approved: "通过",
  returned: "退回",
  rejected: "不予通过",
  dismissed: "异议不成立",
  upheld: "异议成立",
  skipped: "跳过",
};

export const officeKindNames: Readonly<Record<string, string>> = {
  department: "主管部门",
  "title-office": "职改办",
  "talent-centre": "人才中心",
};

export const roleNames = {
  agent: "单位经办人",
  reviewer: "审核人员",
  chief: "负责人",
  administrator: "系统管理员",
} as const;

export const areaLevelNames = { country: "国家", province: "自治区", city: "市", county: "县（区）" } as const;
