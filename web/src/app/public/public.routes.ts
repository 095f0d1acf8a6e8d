import type { Routes } from "@angular/router";

/** Pages that need no login, inside the public shell. `/v/:token` is the address in the QR code of a certificate. */
export const publicRoutes: Routes = [
  {
    path: "notices",
    title: $localize`遗失公示`,
    loadComponent: async () => (await import("./notices-page.ts")).NoticesPage,
  },
  {
    path: "notices/:id",
    title: $localize`职称证书遗失公示`,
    loadComponent: async () => (await import("./notice-page.ts")).NoticePage,
  },
  {
    path: "verify",
    title: $localize`职称证书核验`,
    loadComponent: async () => (await import("./verify-page.ts")).VerifyPage,
  },
  {
    path: "v/:token",
    title: $localize`职称证书核验`,
    loadComponent: async () => (await import("./verify-token-page.ts")).VerifyTokenPage,
  },
  { path: "v", redirectTo: "verify" },
  { path: "v/:token", redirectTo: "verify/:token" },
  {
    path: "demo/mailbox",
    title: $localize`演示信箱`,
    loadComponent: async () => (await import("../demo/mailbox-page.ts")).MailboxPage,
  },
];
