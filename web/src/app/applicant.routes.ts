import { appliesForThemselves, inPerson } from "./session/guards.ts";
import type { FrameData, PageRoute } from "./shell/page-frame.ts";

const fromHome: FrameData = { back: { to: "/", label: $localize`我的事项` } };

/** The applicant's pages, inside the applicant shell. `data` is the page's `FrameData`. */
export const applicantRoutes: PageRoute[] = [
  {
    path: "matters",
    title: $localize`办事指南`,
    canMatch: [appliesForThemselves],
    data: { help: "matters" },
    loadComponent: async () => (await import("./matters/matters-page.ts")).MattersPage,
  },
  {
    path: "matters/:matter",
    data: { back: { to: "/matters", label: $localize`办事指南` }, help: "matter" },
    canMatch: [appliesForThemselves],
    loadComponent: async () => (await import("./matters/matter-page.ts")).MatterPage,
  },
  {
    path: "",
    pathMatch: "full",
    title: $localize`首页`,
    data: { help: "home" },
    loadComponent: async () => (await import("./home/home-page.ts")).HomePage,
  },
  {
    path: "cases/:id",
    data: { ...fromHome, help: "case" },
    loadComponent: async () => (await import("./case/case-page.ts")).CasePage,
  },
  {
    path: "drafts/:id",
    data: { ...fromHome, ownBar: true, help: "draft" },
    loadComponent: async () => (await import("./apply/apply-page.ts")).ApplyPage,
  },
  {
    path: "certificates",
    title: $localize`我的证书`,
    data: { help: "certificates" },
    loadComponent: async () => (await import("./certificates/certificates-page.ts")).CertificatesPage,
  },
  {
    path: "start/:matter",
    title: $localize`选择证书`,
    data: { ...fromHome, help: "start" },
    loadComponent: async () => (await import("./certificates/certificates-page.ts")).CertificatesPage,
  },
  {
    path: "notifications",
    title: $localize`消息`,
    data: { ...fromHome, help: "notifications" },
    loadComponent: async () => (await import("./notifications/notifications-page.ts")).NotificationsPage,
  },
  {
    path: "notifications/settings",
    title: $localize`通知设置`,
    canActivate: [inPerson],
    data: { back: { to: "/notifications", label: $localize`消息` }, help: "notificationChoices" },
    loadComponent: async () => (await import("./notifications/choices-page.ts")).NotificationChoicesPage,
  },
  {
    path: "services/:service",
    data: { ...fromHome, help: "service" },
    loadComponent: async () => (await import("./services/service-page.ts")).ServicePage,
  },
  {
    path: "me",
    title: $localize`我的`,
    data: { help: "account" },
    loadComponent: async () => (await import("./session/account-page.ts")).AccountPage,
  },
];
