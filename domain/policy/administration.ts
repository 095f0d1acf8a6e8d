import type { Actor } from "../actor.ts";
import { condition, either, type Ability } from "./condition.ts";

const administrator = condition<unknown>(
  "今天是系统管理员",
  (actor: Actor) => actor.memberships.some(({ role }) => role === "administrator"),
  "not-allowed",
);
const staff = condition<unknown>(
  "今天是任一机构、单位的人员或管理员",
  (actor: Actor) => actor.memberships.length > 0,
  "not-allowed",
);
const chief = condition<unknown>(
  "今天是机构负责人",
  (actor: Actor) => actor.memberships.some(({ role, standsInFor }) => role === "chief" && !standsInFor),
  "not-allowed",
);
const office = condition<unknown>(
  "今天是机构人员",
  (actor: Actor) => actor.memberships.some(({ officeId, standsInFor }) => officeId !== null && !standsInFor),
  "not-allowed",
);

/** What concerns the whole installation and no single case. */
export const administrationPolicy = {
  "read-inbox": { title: "打开待办列表", when: [staff] },
  "read-rules": { title: "看路由规则", when: [administrator] },
  "draft-rules": { title: "起草路由规则", when: [administrator] },
  "read-calendar": { title: "看工作日历", when: [administrator] },
  "change-calendar": { title: "改动工作日历", when: [administrator] },
  "read-offices": { title: "看机构与成员", when: [either(chief, administrator)] },
  "create-office": { title: "新建机构", when: [administrator] },
  "grant-administrator": { title: "授予、收回系统管理员", when: [administrator] },
  "change-notification-texts": { title: "看、改消息文字", when: [administrator] },
  "keep-catalogues": { title: "看、改业务目录", when: [administrator] },
  "read-health": { title: "看运行状况", when: [administrator] },
  "retry-case": { title: "让卡住的办件再试", when: [administrator] },
  "repair-case": { title: "按流程引擎核对、修复办件记录", when: [administrator] },
  "renew-case": { title: "让办件换新（以同样的进度开始新一轮运行）", when: [administrator] },
  "read-engine-events": { title: "看办件的流程引擎记录（留痕）", when: [administrator] },
  "read-analytics": { title: "看统计分析", when: [either(chief, administrator)] },
  "read-ratings": { title: "看对机构的评价", when: [either(office, administrator)] },
  "read-live-counts": { title: "在流程图上看各环节件数", when: [administrator] },
} as const satisfies Record<string, Ability<unknown>>;
export type AdministrationAbilityName = keyof typeof administrationPolicy;
