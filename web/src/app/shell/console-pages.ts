import type { Queue } from "../../../../api/contracts/inbox.ts";
import type { Role } from "../../../../api/contracts/session.ts";
import type { IconName } from "../shared/icons.ts";

export interface ConsolePage {
  to: string;
  label: string;
  icon: IconName;
  /** Whoever acts as one of these has the page. */
  roles: readonly Role[];
  /** In offices of this kind alone. */
  officeKind?: string;
  queryParams?: Readonly<Record<string, string>>;
}

const desk = ["agent", "reviewer", "chief"] as const;

const queueLooks: readonly { queue: Queue; label: string; icon: IconName }[] = [
  { queue: "mine", label: $localize`我的待办`, icon: "inbox" },
  { queue: "overdue", label: $localize`已逾期`, icon: "alarm" },
  { queue: "to-claim", label: $localize`待认领`, icon: "front_hand" },
  { queue: "returned", label: $localize`退回给我`, icon: "assignment_return" },
  { queue: "objections", label: $localize`公示异议`, icon: "gavel" },
  { queue: "escalated", label: $localize`下级报来`, icon: "campaign" },
  { queue: "done", label: $localize`已办`, icon: "task_alt" },
];

/** The menu of the desk, in its order; the palette offers the same pages. */
export const queuePages = queueLooks.map((look) => ({
  ...{ ...look, to: "/inbox", roles: desk as readonly Role[] },
  queryParams: { queue: look.queue },
}));

/** Whoever is an administrator finds theirs below 管理. */
export const otherPages: readonly ConsolePage[] = [
  { to: "/search", label: $localize`查办件`, icon: "search", roles: desk },
  { to: "/bulk", label: $localize`批量办理`, icon: "approval", roles: desk },
  { to: "/substitutes", label: $localize`代办设置`, icon: "swap_horiz", roles: desk },
  {
    to: "/counter",
    label: $localize`窗口代办`,
    icon: "badge",
    roles: ["reviewer", "chief"],
    officeKind: "title-office",
  },
  {
    to: "/register",
    label: $localize`证书查询与撤销`,
    icon: "block",
    roles: ["reviewer", "chief"],
    officeKind: "title-office",
  },
  { to: "/admin/health", label: $localize`运行状况`, icon: "monitor_heart", roles: ["administrator"] },
  { to: "/analytics", label: $localize`统计分析`, icon: "bar_chart", roles: ["chief", "administrator"] },
  { to: "/ratings", label: $localize`好差评`, icon: "verified", roles: ["reviewer", "chief", "administrator"] },
  { to: "/admin/rules", label: $localize`路由规则`, icon: "call_split", roles: ["administrator"] },
  { to: "/admin/calendar", label: $localize`工作日历`, icon: "calendar_month", roles: ["administrator"] },
  { to: "/offices", label: $localize`机构与成员`, icon: "account_balance", roles: ["chief", "administrator"] },
  { to: "/phrases", label: $localize`常用语`, icon: "edit_note", roles: ["chief", "administrator"] },
  { to: "/leavers", label: $localize`离岗交接`, icon: "group", roles: ["chief", "administrator"] },
  { to: "/admin/catalogues", label: $localize`业务目录`, icon: "inventory_2", roles: ["administrator"] },
  { to: "/admin/texts", label: $localize`消息文字`, icon: "campaign", roles: ["administrator"] },
];

export const consolePages: readonly ConsolePage[] = [...queuePages, ...otherPages];
