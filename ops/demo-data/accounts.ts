/** The one password of the demonstration. Accounts with it are planted in demo mode alone. */
export const demoPassword = "Rencaitong-2026";

export interface DemoAccount {
  loginName: string;
  password: string;
  role: string;
  label: string;
  goodFor: string;
  door: "person" | "organisation" | "staff";
}

const account = (
  loginName: string,
  role: string,
  label: string,
  goodFor: string,
  door: DemoAccount["door"],
): DemoAccount => ({
  loginName,
  password: demoPassword,
  role,
  label,
  goodFor,
  door,
});

/** One account per role, with what it is good for: on the login page and in the closing block of the start. */
export const demoAccounts: readonly DemoAccount[] = [
  account("13900000001", "applicant", "申请人 覃志远", "声明证书遗失，看公示倒计时，交材料", "person"),
  account("13900000002", "applicant", "申请人 韦晓岚", "办件被退回，正等补正", "person"),
  account("13900000009", "applicant", "申请人 冉清和", "已办结，下载电子证书", "person"),
  account("danwei", "agent", "单位经办人 莫雨桐", "审核本单位职工的材料并盖章", "organisation"),
  account("zhuguan", "reviewer", "主管部门 甘雨辰", "确认并盖章", "staff"),
  account("shizhigaiban", "reviewer", "市职改办 陆云舟", "审批，处理公示异议", "staff"),
  account("xianzhigaiban", "reviewer", "县职改办 周叙白", "审批县里的初级证书补办", "staff"),
  account("guanli", "administrator", "系统管理员 苏明远", "改规则，看日历、机构和运行状况", "staff"),
  account("guanli2", "administrator", "系统管理员 文以宁", "复核别人起草的规则", "staff"),
];
