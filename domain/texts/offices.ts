import type { RefusalParams } from "../refusal.ts";

/** What a form about an office or a seat in it can change, as people call it. */
const fieldNames: Readonly<Record<string, string>> = {
  name: "名称",
  phone: "电话",
  series: "系列",
  parent: "上级机构",
  role: "角色",
  from: "任期开始",
  to: "任期结束",
};

/** 名称、电话; for audit data in which the names of fields stand divided by blanks. */
export function fieldWords(fields: string): string {
  return fields
    .split(" ")
    .map((name) => fieldNames[name] ?? name)
    .join("、");
}

const sentences: Readonly<Record<string, (data: RefusalParams) => string>> = {
  "office.created": () => "新建机构",
  "office.changed": ({ fields }) => `修改了${fieldWords(String(fields ?? ""))}`,
  "office.ended": () => "停用机构",
  "office.succeeded": ({ office }) => `停用，由${String(office ?? "其他机构")}接替`,
  "office.succession-proposed": ({ office }) => `提出由${String(office ?? "其他机构")}接替，送复核`,
  "office.succession-declined": () => "机构调整没有通过复核",
  "office.succession-withdrawn": () => "收回机构调整",
  "office.took-over": ({ office }) => `接替${String(office ?? "其他机构")}`,
  "member.added": ({ who }) => `增加人员${who ? `：${who}` : ""}`,
  "member.changed": ({ who, fields }) => `修改${who ?? "人员"}的${fieldWords(String(fields ?? ""))}`,
  "member.ended": ({ who }) => `结束任职${who ? `：${who}` : ""}`,
  "member.identified": ({ who }) => `登记身份${who ? `：${who}` : ""}`,
  "password.renewed": ({ who }) => `重发初始密码${who ? `：${who}` : ""}`,
  "account.requested": ({ who }) => `申请账户${who ? `：${who}` : ""}`,
  "account.declined": ({ who }) => `不予建立账户${who ? `：${who}` : ""}`,
};

/** One act on an office, as its page tells it. */
export function officeActSentence(action: string, data: RefusalParams): string {
  return sentences[action]?.(data) ?? "其他变动";
}
export const officeActs = Object.keys(sentences);
