import { type ApplicationConfig, LOCALE_ID, inject, provideAppInitializer } from "@angular/core";
import {
  TitleStrategy,
  provideRouter,
  withComponentInputBinding,
  withInMemoryScrolling,
  withNavigationErrorHandler,
  withRouterConfig,
} from "@angular/router";
import { routes } from "./routes.ts";
import { Session } from "./session/session.ts";
import { provideIcons } from "./shared/icons.ts";
import { openAfresh } from "./shell/open-afresh.ts";
import { PageTitle } from "./shell/page-title.ts";

export const configuration: ApplicationConfig = {
  providers: [
    { provide: LOCALE_ID, useValue: "zh-CN" },
    provideRouter(
      routes,
      withComponentInputBinding(),
      withInMemoryScrolling({ scrollPositionRestoration: "enabled", anchorScrolling: "enabled" }),
      withNavigationErrorHandler((failed) => openAfresh(failed.error, failed.url)),
      withRouterConfig({ paramsInheritanceStrategy: "always" }),
    ),
    { provide: TitleStrategy, useClass: PageTitle },
    provideIcons(),
    provideAppInitializer(() => inject(Session).load()),
  ],
};
