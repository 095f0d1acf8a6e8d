/** Messages to people: what happened, what to do, where. Never a name, a number of a document or a phone (B-14). */
export type NotificationKind =
  | "declared"
  | "notice-ended"
  | "notice-moved"
  | "due-moved"
  | "objection-pending"
  | "objection-dismissed"
  | "your-turn"
  | "returned"
  | "went-on"
  | "issued"
  | "ended"
  | "new-task"
  | "due-soon"
  | "due-today"
  | "overdue"
  | "escalated"
  | "fallback"
  | "draft-waiting"
  | "applicant-reminder";

export interface NotificationParams {
  number?: string;
  /** Instants and names of bodies, ready to print. */
  until?: string;
  was?: string;
  step?: string;
  who?: string;
  reason?: string;
}

const texts: Record<NotificationKind, (p: Required<NotificationParams>) => { title: string; body: string }> = {
  declared: (p) => ({
    title: "遗失声明已公示",
    body: `办件 ${p.number} 的遗失声明已在本平台公示，${p.until} 起可以提交补办材料。公示期间可以先把材料准备好。`,
  }),
  "notice-ended": (p) => ({
    title: "公示已满，请提交补办材料",
    body: `办件 ${p.number} 的遗失公示已经结束，现在可以把补办材料提交给单位。`,
  }),
  "notice-moved": (p) => ({
    title: "公示截止时间有调整",
    body: `因工作日历调整（${p.reason}），办件 ${p.number} 的公示截止由 ${p.was} 改为 ${p.until}。`,
  }),
  "due-moved": (p) => ({
    title: "办理期限有调整",
    body: `因工作日历调整（${p.reason}），办件 ${p.number} 的“${p.step}”由 ${p.was} 前办理改为 ${p.until} 前办理。`,
  }),
  "objection-pending": (p) => ({
    title: "公示收到异议，正在处理",
    body: `办件 ${p.number} 的公示收到异议，由经办机构审查，公示继续计时。不用你做什么，有结果会通知你。`,
  }),
  "objection-dismissed": (p) => ({
    title: "异议不成立",
    body: `办件 ${p.number} 收到的异议经审查不成立，办件照常进行。`,
  }),
  "your-turn": (p) => ({ title: "有一件事等你处理", body: `办件 ${p.number} 到了“${p.step}”，请登录办理。` }),
  returned: (p) => ({
    title: "办件被退回补正",
    body: `办件 ${p.number} 由 ${p.who} 退回到“${p.step}”，请登录查看要补正的全部内容，改好后重新提交。`,
  }),
  "went-on": (p) => ({ title: `进入“${p.step}”`, body: `办件 ${p.number} 已转到 ${p.who}，现在不用你做什么。` }),
  issued: (p) => ({
    title: "职称电子证书已签发",
    body: `办件 ${p.number} 已办结。请登录下载电子证书，可以随时免费下载打印；原证书已作废。`,
  }),
  ended: (p) => ({ title: "办件已结束", body: `办件 ${p.number} 已结束：${p.reason}。` }),
  "new-task": (p) => ({ title: "有新的待办", body: `办件 ${p.number} 到了“${p.step}”，请在 ${p.until} 前办结。` }),
  "due-soon": (p) => ({ title: "待办快到期", body: `办件 ${p.number} 的“${p.step}”请在 ${p.until} 前办结。` }),
  "due-today": (p) => ({
    title: "待办今天到期",
    body: `办件 ${p.number} 的“${p.step}”今天到期，请在 ${p.until} 前办结。`,
  }),
  overdue: (p) => ({
    title: "待办已逾期",
    body: `办件 ${p.number} 的“${p.step}”应在 ${p.until} 前办结，已逾期，请尽快办理。`,
  }),
  escalated: (p) => ({
    title: "下级待办逾期，请督办",
    body: `办件 ${p.number} 的“${p.step}”（${p.who}）应在 ${p.until} 前办结，已逾期，现报你处督办。`,
  }),
  fallback: (p) => ({
    title: "有办件没有合适的接收机构",
    body: `办件 ${p.number} 的“${p.step}”找不到合适的接收机构，已转 ${p.who} 代收。请检查路由规则和机构成员。`,
  }),
  "draft-waiting": (p) => ({
    title: "规则草稿等待复核",
    body: `${p.who} 起草的路由规则（${p.reason}）已送复核，要由起草人以外的管理员核对后起用。请到“路由规则”办理。`,
  }),
  "applicant-reminder": (p) => ({
    title: "还有一件事等你处理",
    body: `办件 ${p.number} 的“${p.step}”还没有提交，请在 ${p.until} 前办理。`,
  }),
};

export function notificationText(kind: NotificationKind, params: NotificationParams): { title: string; body: string } {
  const none = { number: "", until: "", was: "", step: "", who: "", reason: "" };
  return texts[kind]({ ...none, ...params });
}

/** Reminders to those who work on cases: read in the page one by one, sent as one letter per person and day. */
export const remindersOfOffice: readonly NotificationKind[] = ["due-soon", "due-today", "overdue", "escalated"];

/** The letter of a day: how many reminders of each kind there are, and where to look. */
export function digestText(counts: { soon: number; today: number; overdue: number; escalated: number }): {
  title: string;
  body: string;
} {
  const { soon, today, overdue, escalated } = counts;
  const parts = [
    [overdue, "已逾期"],
    [today, "今天到期"],
    [soon, "快到期"],
    [escalated, "由下级报来督办"],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${what} ${count} 件`);
  const all = soon + today + overdue + escalated;
  return { title: `今天有 ${all} 件待办要留意`, body: `${said.join("，")}。请登录“我的待办”查看并办理。` };
}
