import { applicantHome, signedIn, signedOut } from "./session/guards.ts";
import type { PageRoute } from "./shell/page-frame.ts";

/** Every area is loaded when it is first opened. Console pages (inbox, review, administration) stand in console.routes.ts. */
export const routes: PageRoute[] = [
  {
    path: "login",
    title: $localize`登录`,
    canActivate: [signedOut],
    data: { help: "login" },
    loadComponent: async () => (await import("./session/login-page.ts")).LoginPage,
  },
  {
    path: "",
    canActivate: [signedIn, applicantHome],
    loadComponent: async () => (await import("./shell/applicant-shell.ts")).ApplicantShell,
    loadChildren: async () => (await import("./applicant.routes.ts")).applicantRoutes,
  },
  {
    path: "",
    loadComponent: async () => (await import("./shell/public-shell.ts")).PublicShell,
    loadChildren: async () => (await import("./public/public.routes.ts")).publicRoutes,
  },
  {
    // Three panes fill the window: no side bar.
    path: "tasks/:id",
    canActivate: [signedIn],
    data: { help: "review" },
    loadComponent: async () => (await import("./review/review-page.ts")).ReviewPage,
  },
  {
    path: "",
    canActivate: [signedIn],
    loadComponent: async () => (await import("./shell/console-shell.ts")).ConsoleShell,
    loadChildren: async () => (await import("./console.routes.ts")).consoleRoutes,
  },
  {
    path: "**",
    title: $localize`没有这个页面`,
    data: { help: "platform" },
    loadComponent: async () => (await import("./shell/not-found-page.ts")).NotFoundPage,
  },
];
