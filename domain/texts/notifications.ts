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
  | "certificate-revoked"
  | "ended"
  | "new-task"
  | "due-soon"
  | "due-today"
  | "overdue"
  | "escalated"
  | "urged"
  | "fallback"
  | "draft-waiting"
  | "succession-waiting"
  | "succession-answered"
  | "applicant-reminder"
  | "rating-answered"
  | "digest";

/** What a wording may say besides its own words; instants and names of bodies come ready to print. */
export const placeholderNames = {
  number: "编号",
  until: "期限",
  was: "原期限",
  step: "环节",
  who: "机构",
  reason: "原因",
  author: "起草人",
  answer: "回复",
  count: "件数",
  summary: "汇总",
} as const;
export type NotificationParam = keyof typeof placeholderNames;
export type NotificationParams = Partial<Record<NotificationParam, string>>;

/** Words with placeholders: 办件 {编号} 的遗失声明已公示. */
export interface Wording {
  title: string;
  body: string;
}

/** To whom a message goes. */
export type NotificationReader = "applicant" | "office" | "administrator";

interface ShippedText extends Wording {
  /** When it is sent, for who edits it. */
  occasion: string;
  to: NotificationReader;
}

/** The wordings that the product ships with; administrators may write others (notification_texts). */
export const shippedTexts: Readonly<Record<NotificationKind, ShippedText>> = {
  declared: {
    ...{ occasion: "遗失声明开始公示", to: "applicant" },
    title: "遗失声明已公示",
    body: "办件 {编号} 的遗失声明已在本平台公示，{期限} 起可以提交补办材料。公示期间可以先把材料准备好。",
  },
  "notice-ended": {
    ...{ occasion: "公示期满，可以提交材料", to: "applicant" },
    title: "公示已满，请提交补办材料",
    body: "办件 {编号} 的遗失公示已经结束，现在可以把补办材料提交给单位。",
  },
  "notice-moved": {
    ...{ occasion: "工作日历改动，公示截止随之变动", to: "applicant" },
    title: "公示截止时间有调整",
    body: "因工作日历调整（{原因}），办件 {编号} 的公示截止由 {原期限} 改为 {期限}。",
  },
  "due-moved": {
    ...{ occasion: "工作日历改动，办理期限随之变动", to: "applicant" },
    title: "办理期限有调整",
    body: "因工作日历调整（{原因}），办件 {编号} 的“{环节}”由 {原期限} 前办理改为 {期限} 前办理。",
  },
  "objection-pending": {
    ...{ occasion: "公示收到异议", to: "applicant" },
    title: "公示收到异议，正在处理",
    body: "办件 {编号} 的公示收到异议，由经办机构审查，公示继续计时。不用你做什么，有结果会通知你。",
  },
  "objection-dismissed": {
    ...{ occasion: "异议经审查不成立", to: "applicant" },
    title: "异议不成立",
    body: "办件 {编号} 收到的异议经审查不成立，办件照常进行。",
  },
  "your-turn": {
    ...{ occasion: "轮到申请人办理", to: "applicant" },
    title: "有一件事等你处理",
    body: "办件 {编号} 到了“{环节}”，请登录办理。",
  },
  returned: {
    ...{ occasion: "办件被退回补正", to: "applicant" },
    title: "办件被退回补正",
    body: "办件 {编号} 由 {机构} 退回到“{环节}”，请登录查看要补正的全部内容，改好后重新提交。",
  },
  "went-on": {
    ...{ occasion: "办件进入下一环节", to: "applicant" },
    title: "进入“{环节}”",
    body: "办件 {编号} 已转到 {机构}，现在不用你做什么。",
  },
  issued: {
    ...{ occasion: "电子证书已签发", to: "applicant" },
    title: "职称电子证书已签发",
    body: "办件 {编号} 已办结。请登录下载电子证书，可以随时免费下载打印；原证书已作废。",
  },
  "certificate-revoked": {
    ...{ occasion: "职称证书被撤销", to: "applicant" },
    title: "职称证书被撤销",
    body: "你的一本职称证书已由 {机构} 撤销。请登录“证书打印”查看是哪一本、原因和依据，以及怎样申请复核。",
  },
  ended: {
    ...{ occasion: "办件结束，没有发证", to: "applicant" },
    title: "办件已结束",
    body: "办件 {编号} 已结束：{原因}。",
  },
  "new-task": {
    ...{ occasion: "有新的待办", to: "office" },
    title: "有新的待办",
    body: "办件 {编号} 到了“{环节}”，请在 {期限} 前办结。",
  },
  "due-soon": {
    ...{ occasion: "待办快到期", to: "office" },
    title: "待办快到期",
    body: "办件 {编号} 的“{环节}”请在 {期限} 前办结。",
  },
  "due-today": {
    ...{ occasion: "待办今天到期", to: "office" },
    title: "待办今天到期",
    body: "办件 {编号} 的“{环节}”今天到期，请在 {期限} 前办结。",
  },
  overdue: {
    ...{ occasion: "待办已逾期", to: "office" },
    title: "待办已逾期",
    body: "办件 {编号} 的“{环节}”应在 {期限} 前办结，已逾期，请尽快办理。",
  },
  escalated: {
    ...{ occasion: "下级待办逾期，上报督办", to: "office" },
    title: "下级待办逾期，请督办",
    body: "办件 {编号} 的“{环节}”（{机构}）应在 {期限} 前办结，已逾期，现报你处督办。",
  },
  urged: {
    ...{ occasion: "上级督办逾期的待办", to: "office" },
    title: "上级督办，请尽快办理",
    body: "办件 {编号} 的“{环节}”已逾期，{机构} 督办，意见在办理经过里。请尽快办理。",
  },
  fallback: {
    ...{ occasion: "办件没有合适的接收机构", to: "administrator" },
    title: "有办件没有合适的接收机构",
    body: "办件 {编号} 的“{环节}”找不到合适的接收机构，已转 {机构} 代收。请检查路由规则和机构成员。",
  },
  "draft-waiting": {
    ...{ occasion: "规则草稿送复核", to: "administrator" },
    title: "规则草稿等待复核",
    body: "{起草人} 起草的路由规则（{原因}）已送复核，要由起草人以外的管理员核对后起用。请到“路由规则”办理。",
  },
  "succession-waiting": {
    ...{ occasion: "机构调整送复核", to: "administrator" },
    title: "机构调整等待复核",
    body: "{起草人} 提出停用{机构}，由另一机构接替（{原因}），要由提出人以外的管理员核对后移交。请到“机构与成员”办理。",
  },
  "succession-answered": {
    ...{ occasion: "机构调整复核有了结果", to: "administrator" },
    title: "机构调整复核有了结果",
    body: "你提出的停用{机构}、由另一机构接替：{回复}。",
  },
  "applicant-reminder": {
    ...{ occasion: "申请人还没有提交", to: "applicant" },
    title: "还有一件事等你处理",
    body: "办件 {编号} 的“{环节}”还没有提交，请在 {期限} 前办理。",
  },
  "rating-answered": {
    ...{ occasion: "机构回复了评价", to: "applicant" },
    title: "你的评价有了回复",
    body: "{机构}回复了你对办件 {编号} 的评价：{回复}",
  },
  digest: {
    ...{ occasion: "每天一封的提醒汇总", to: "office" },
    title: "今天有 {件数} 件待办要留意",
    body: "{汇总}。请登录“我的待办”查看并办理。",
  },
};

/** What the reader cannot do without, where it is known. */
const indispensable: readonly string[] = [placeholderNames.number, placeholderNames.until, placeholderNames.summary];

const marks = /\{([^{}]*)\}/g;
const byName = new Map(
  Object.entries(placeholderNames).map(([key, name]) => [name as string, key as NotificationParam]),
);

function namesIn(text: string): string[] {
  return [...text.matchAll(marks)].map(([, name]) => name ?? "");
}

/** What a wording of this kind may use: what is known when it is sent. */
export function placeholdersOf(kind: NotificationKind): string[] {
  const { title, body } = shippedTexts[kind];
  return [...new Set(namesIn(`${body} ${title}`))];
}

/**
 * What is wrong with a wording: a placeholder that nothing is known for, a brace that is none, or a term that is left
 * out although the reader has to keep it. Empty when it can be sent.
 */
export function wordingFaults(
  kind: NotificationKind,
  { title, body }: Wording,
): Partial<Record<keyof Wording, string>> {
  const known = placeholdersOf(kind);
  const faultOf = (text: string): string | undefined => {
    const unknown = namesIn(text).find((name) => !known.includes(name));
    if (unknown !== undefined)
      return `没有“{${unknown}}”这个占位，可以用的是 ${known.map((name) => `{${name}}`).join("、")}`;
    return /[{}]/.test(text.replace(marks, "")) ? "花括号没有成对，占位写作 {编号} 这样" : undefined;
  };
  const missing = known.filter((name) => indispensable.includes(name) && !namesIn(`${title}${body}`).includes(name));
  const [wrongTitle, wrongBody] = [faultOf(title), faultOf(body)];
  return {
    ...(wrongTitle ? { title: wrongTitle } : {}),
    ...(wrongBody || missing.length > 0
      ? {
          body:
            wrongBody ??
            `不能没有 ${missing.map((name) => `{${name}}`).join("、")}，收到的人要知道是哪些事、到什么时候`,
        }
      : {}),
  };
}

/** A wording with what is known put in. */
export function fillWording({ title, body }: Wording, params: NotificationParams): Wording {
  const fill = (text: string) => text.replace(marks, (_, name: string) => params[byName.get(name) ?? "number"] ?? "");
  return { title: fill(title), body: fill(body) };
}

export function isNotificationKind(kind: string): kind is NotificationKind {
  return Object.hasOwn(shippedTexts, kind);
}

/** For previews: what each placeholder may look like. */
export const sampleParams: Readonly<Required<NotificationParams>> = {
  number: "YS-LZ-2026-000137",
  until: "2026年12月1日 24:00",
  was: "2026年11月30日 24:00",
  step: "主管部门确认",
  who: "柳州市示例工业主管局",
  reason: "元旦放假安排",
  author: "苏明远",
  answer: "感谢提醒，窗口已加派人手。",
  count: "3",
  summary: "已逾期 1 件，今天到期 2 件",
};

/** Reminders to those who work on cases: read in the page one by one, sent as one letter per person and day. */
export const remindersOfOffice: readonly NotificationKind[] = ["due-soon", "due-today", "overdue", "escalated"];

/** What the letter of a day says: how many reminders there are, and how many of each kind. */
export function digestParams(counts: {
  soon: number;
  today: number;
  overdue: number;
  escalated: number;
}): NotificationParams {
  const { soon, today, overdue, escalated } = counts;
  const parts = [
    [overdue, "已逾期"],
    [today, "今天到期"],
    [soon, "快到期"],
    [escalated, "由下级报来督办"],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${what} ${count} 件`);
  return { count: `${soon + today + overdue + escalated}`, summary: said.join("，") };
}
