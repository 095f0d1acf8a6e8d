import { oneOf } from "./session/guards.ts";
import type { PageRoute } from "./shell/page-frame.ts";

/** The pages of reviewers, chiefs, employers' agents and administrators, inside the console shell. */
export const consoleRoutes: PageRoute[] = [
  {
    path: "inbox",
    title: $localize`我的待办`,
    canActivate: [oneOf("agent", "reviewer", "chief")],
    data: { help: "inbox" },
    loadComponent: async () => (await import("./inbox/inbox-page.ts")).InboxPage,
  },
  {
    path: "bulk",
    title: $localize`批量办理`,
    canActivate: [oneOf("agent", "reviewer", "chief")],
    data: { help: "bulk" },
    loadComponent: async () => (await import("./bulk/bulk-list-page.ts")).BulkListPage,
  },
  {
    path: "bulk/:id",
    title: $localize`批量办理`,
    canActivate: [oneOf("agent", "reviewer", "chief")],
    data: { help: "bulk" },
    loadComponent: async () => (await import("./bulk/bulk-page.ts")).BulkPage,
  },
  {
    path: "search",
    title: $localize`查办件`,
    canActivate: [oneOf("agent", "reviewer", "chief")],
    data: { help: "search" },
    loadComponent: async () => (await import("./search/search-page.ts")).SearchPage,
  },
  {
    path: "substitutes",
    title: $localize`代办设置`,
    canActivate: [oneOf("agent", "reviewer", "chief")],
    data: { help: "substitutes" },
    loadComponent: async () => (await import("./substitutes/substitutes-page.ts")).SubstitutesPage,
  },
  {
    path: "phrases",
    title: $localize`常用语`,
    canActivate: [oneOf("chief", "administrator")],
    data: { help: "phrases" },
    loadComponent: async () => (await import("./phrases/phrases-page.ts")).PhrasesPage,
  },
  {
    path: "leavers",
    title: $localize`离岗交接`,
    canActivate: [oneOf("chief", "administrator")],
    data: { help: "leavers" },
    loadComponent: async () => (await import("./leavers/leavers-page.ts")).LeaversPage,
  },
  {
    path: "counter",
    title: $localize`窗口代办`,
    canActivate: [oneOf("reviewer", "chief")],
    data: { help: "counter" },
    loadComponent: async () => (await import("./counter/counter-page.ts")).CounterPage,
  },
  {
    path: "ratings",
    title: $localize`好差评`,
    canActivate: [oneOf("reviewer", "chief", "administrator")],
    data: { help: "ratings" },
    loadComponent: async () => (await import("./ratings/ratings-page.ts")).RatingsPage,
  },
  {
    path: "analytics",
    canActivate: [oneOf("chief", "administrator")],
    data: { help: "analytics" },
    children: [
      {
        path: "",
        pathMatch: "full",
        title: $localize`统计分析`,
        loadComponent: async () => (await import("./analytics/analytics-page.ts")).AnalyticsPage,
      },
      {
        path: "list",
        title: $localize`统计清单`,
        loadComponent: async () => (await import("./analytics/measured-page.ts")).MeasuredPage,
      },
    ],
  },
  {
    path: "offices",
    title: $localize`机构与成员`,
    canActivate: [oneOf("chief", "administrator")],
    data: { help: "offices" },
    loadComponent: async () => (await import("./offices/offices-page.ts")).OfficesPage,
  },
  {
    path: "offices/:id",
    title: $localize`机构`,
    canActivate: [oneOf("chief", "administrator")],
    data: { help: "office" },
    loadComponent: async () => (await import("./offices/office-page.ts")).OfficePage,
  },
  {
    path: "offices/:id/succession",
    title: $localize`机构调整`,
    canActivate: [oneOf("administrator")],
    data: { help: "office" },
    loadComponent: async () => (await import("./offices/succession-page.ts")).SuccessionPage,
  },
  {
    path: "admin",
    canActivate: [oneOf("administrator")],
    children: [
      { path: "", pathMatch: "full", redirectTo: "health" },
      {
        path: "health",
        title: $localize`运行状况`,
        data: { help: "health" },
        loadComponent: async () => (await import("./admin/health-page.ts")).HealthPage,
      },
      {
        path: "cases/:id/engine",
        title: $localize`流程引擎记录`,
        data: { help: "health" },
        loadComponent: async () => (await import("./admin/engine-page.ts")).EnginePage,
      },
      {
        path: "rules",
        title: $localize`路由规则`,
        data: { help: "rules" },
        loadComponent: async () => (await import("./admin/rules-page.ts")).RulesPage,
      },
      {
        path: "rules/drafts/:id",
        title: $localize`规则草稿`,
        data: { help: "rules" },
        loadComponent: async () => (await import("./admin/rule-draft-page.ts")).RuleDraftPage,
      },
      {
        path: "calendar",
        title: $localize`工作日历`,
        data: { help: "calendar" },
        loadComponent: async () => (await import("./admin/calendar-page.ts")).CalendarPage,
      },
      {
        path: "texts",
        title: $localize`消息文字`,
        data: { help: "texts" },
        loadComponent: async () => (await import("./texts/texts-page.ts")).TextsPage,
      },
      {
        path: "catalogues",
        title: $localize`业务目录`,
        data: { help: "catalogues" },
        loadComponent: async () => (await import("./catalogues/catalogues-page.ts")).CataloguesPage,
      },
      { path: "offices", redirectTo: "/offices" },
    ],
  },
  {
    path: "matters",
    title: $localize`办事指南`,
    data: { help: "matters" },
    loadComponent: async () => (await import("./matters/matters-page.ts")).MattersPage,
  },
  {
    path: "matters/:matter",
    data: { help: "matter" },
    loadComponent: async () => (await import("./matters/matter-page.ts")).MatterPage,
  },
];
