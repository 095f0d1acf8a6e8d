import { inPerson, signedIn } from "../session/guards.ts";
import type { PageRoute } from "../shell/page-frame.ts";

/** Pages that need no login, inside the public shell. `/v/:token` is the address in the QR code of a certificate. */
export const publicRoutes: PageRoute[] = [
  {
    path: "notices",
    title: $localize`遗失公示`,
    data: { help: "notices" },
    loadComponent: async () => (await import("./notices-page.ts")).NoticesPage,
  },
  {
    path: "notices/:id",
    title: $localize`职称证书遗失公示`,
    data: { help: "notice" },
    loadComponent: async () => (await import("./notice-page.ts")).NoticePage,
  },
  {
    path: "verify",
    title: $localize`职称证书核验`,
    data: { help: "verify" },
    loadComponent: async () => (await import("./verify-page.ts")).VerifyPage,
  },
  {
    path: "v/:token",
    title: $localize`职称证书核验`,
    data: { help: "verify" },
    loadComponent: async () => (await import("./verify-token-page.ts")).VerifyTokenPage,
  },
  { path: "v", redirectTo: "verify" },
  {
    path: "password",
    title: $localize`修改密码`,
    canActivate: [signedIn, inPerson],
    data: { help: "password" },
    loadComponent: async () => (await import("../session/password-page.ts")).PasswordPage,
  },
  {
    path: "demo/mailbox",
    title: $localize`演示信箱`,
    data: { help: "mailbox" },
    loadComponent: async () => (await import("../demo/mailbox-page.ts")).MailboxPage,
  },
];
