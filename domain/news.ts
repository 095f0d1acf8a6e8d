import type { NotificationKind } from "./texts/notifications.ts";

/** What messages are about, as people choose channels for it (B-14). The page shows every message, whatever is chosen. */
export type News = "results" | "terms" | "your-turn" | "progress" | "new-work" | "digest" | "administration";
export type Channel = "mail" | "sms";
export const channels: readonly Channel[] = ["mail", "sms"];

/** Who is told such news at all. */
export type NewsReader = "applicant" | "desk" | "administrator";

export interface NewsDefinition {
  title: string;
  what: string;
  readers: readonly NewsReader[];
  /** Must reach whom it concerns, and why: its mail is not switched off; without an address it goes by SMS. */
  mustReach: string | null;
}

export const newsDefinitions: Readonly<Record<News, NewsDefinition>> = {
  results: {
    title: "补正通知和办理结果",
    what: "办件被退回补正、不予通过、终止、办结和证书签发",
    readers: ["applicant", "desk"],
    mustReach: "依照行政许可法第三十二条、第四十四条应当告知和送达，不能关闭邮件",
  },
  terms: {
    title: "期限变动",
    what: "因工作日历调整，公示截止或者办理期限改变",
    readers: ["applicant"],
    mustReach: "影响你何时可以办理，不能关闭邮件",
  },
  "your-turn": {
    title: "轮到你办理",
    what: "公示已满可以提交材料，以及快到期的提醒",
    readers: ["applicant"],
    mustReach: null,
  },
  progress: {
    title: "办理进展",
    what: "声明已公示、转到下一个环节、收到和处理异议、评价有了回复",
    readers: ["applicant"],
    mustReach: null,
  },
  "new-work": { title: "新的待办", what: "有办件送到你所在的单位，或上级督办", readers: ["desk"], mustReach: null },
  digest: {
    title: "每日提醒汇总",
    what: "快到期、今天到期、已逾期和需要督办的待办，每天合成一封",
    readers: ["desk"],
    mustReach: null,
  },
  administration: {
    title: "管理事务",
    what: "规则草稿和机构调整的复核、办件找不到合适的接收机构",
    readers: ["administrator"],
    mustReach: null,
  },
};
export const allNews = Object.keys(newsDefinitions) as readonly News[];

const newsOfKind: Readonly<Record<NotificationKind, News>> = {
  declared: "progress",
  "notice-ended": "your-turn",
  "notice-moved": "terms",
  "due-moved": "terms",
  "objection-pending": "progress",
  "objection-dismissed": "progress",
  "your-turn": "your-turn",
  returned: "results",
  "went-on": "progress",
  issued: "results",
  "certificate-revoked": "results",
  ended: "results",
  "new-task": "new-work",
  "due-soon": "digest",
  "due-today": "digest",
  overdue: "digest",
  escalated: "digest",
  fallback: "administration",
  urged: "new-work",
  "draft-waiting": "administration",
  "succession-waiting": "administration",
  "succession-answered": "administration",
  "applicant-reminder": "your-turn",
  "rating-answered": "progress",
  digest: "digest",
};

export function newsOf(kind: NotificationKind): News {
  return newsOfKind[kind];
}

/** Where nothing was chosen: mail, no SMS. */
export function isWantedByDefault(channel: Channel): boolean {
  return channel === "mail";
}
