import type { Routes } from "@angular/router";
import { appliesForThemselves } from "./session/guards.ts";
import type { FrameData } from "./shell/page-frame.ts";

const fromHome: FrameData = { back: { to: "/", label: $localize`我的事项` } };

/** The applicant's pages, inside the applicant shell. `data` is the page's `FrameData`. */
export const applicantRoutes: Routes = [
  {
    path: "matters",
    title: $localize`办事指南`,
    canMatch: [appliesForThemselves],
    loadComponent: async () => (await import("./matters/matters-page.ts")).MattersPage,
  },
  {
    path: "matters/:matter",
    data: { back: { to: "/matters", label: $localize`办事指南` } } satisfies FrameData,
    canMatch: [appliesForThemselves],
    loadComponent: async () => (await import("./matters/matter-page.ts")).MatterPage,
  },
  {
    path: "",
    pathMatch: "full",
    title: $localize`首页`,
    loadComponent: async () => (await import("./home/home-page.ts")).HomePage,
  },
  {
    path: "cases/:id",
    data: fromHome,
    loadComponent: async () => (await import("./case/case-page.ts")).CasePage,
  },
  {
    path: "drafts/:id",
    data: { ...fromHome, ownBar: true } satisfies FrameData,
    loadComponent: async () => (await import("./apply/apply-page.ts")).ApplyPage,
  },
  {
    path: "certificates",
    title: $localize`我的证书`,
    loadComponent: async () => (await import("./certificates/certificates-page.ts")).CertificatesPage,
  },
  {
    path: "start/:matter",
    title: $localize`选择证书`,
    data: fromHome,
    loadComponent: async () => (await import("./certificates/certificates-page.ts")).CertificatesPage,
  },
  {
    path: "notifications",
    title: $localize`消息`,
    data: fromHome,
    loadComponent: async () => (await import("./notifications/notifications-page.ts")).NotificationsPage,
  },
  {
    path: "me",
    title: $localize`我的`,
    loadComponent: async () => (await import("./session/account-page.ts")).AccountPage,
  },
];
