import { constants } from "node:zlib";
import Router from "@koa/router";
import Koa, { type Context } from "koa";
import compress from "koa-compress";
import { z } from "zod";
import type { ApiDeps } from "./deps.ts";
import { answerErrors } from "./middleware/answer-errors.ts";
import { securityHeaders } from "./middleware/security-headers.ts";
import { webFiles } from "./middleware/web-files.ts";
import { Refusal } from "../domain/refusal.ts";
import { registerAdministration } from "./routes/administration.ts";
import { registerAnalytics } from "./routes/analytics.ts";
import { registerBulkBatches } from "./routes/bulk-batches.ts";
import { registerCalendarDocuments } from "./routes/calendar-documents.ts";
import { registerCalendar } from "./routes/calendar.ts";
import { registerCases } from "./routes/cases.ts";
import { registerCatalogues } from "./routes/catalogues.ts";
import { registerCertificateRegister } from "./routes/certificate-register.ts";
import { registerCertificates } from "./routes/certificates.ts";
import { registerCounterReceipts } from "./routes/counter-receipts.ts";
import { registerCounter } from "./routes/counter.ts";
import { registerDemo } from "./routes/demo.ts";
import { registerDocumentation } from "./routes/documentation.ts";
import { registerDrafts } from "./routes/drafts.ts";
import { registerUploads } from "./routes/uploads.ts";
import { registerHealthProbes } from "./routes/health-probes.ts";
import { registerEscalatedTasks } from "./routes/escalated-tasks.ts";
import { registerHandingOver } from "./routes/handing-over.ts";
import { registerInbox } from "./routes/inbox.ts";
import { registerLeavers } from "./routes/leavers.ts";
import { registerNotificationChoices } from "./routes/notification-choices.ts";
import { registerMembers } from "./routes/members.ts";
import { registerNotificationTexts } from "./routes/notification-texts.ts";
import { registerNotifications } from "./routes/notifications.ts";
import { registerOfficeEndings } from "./routes/office-endings.ts";
import { registerOffices } from "./routes/offices.ts";
import { registerOperations } from "./routes/operations.ts";
import { registerOwnDesk } from "./routes/own-desk.ts";
import { registerPhrases } from "./routes/phrases.ts";
import { registerPublic } from "./routes/public.ts";
import { registerRatings } from "./routes/ratings.ts";
import { registerRules } from "./routes/rules.ts";
import { registerSavedFilters } from "./routes/saved-filters.ts";
import { registerSearch } from "./routes/search.ts";
import { registerSession } from "./routes/session.ts";
import { registerSigners } from "./routes/signers.ts";
import { registerSubstitutes } from "./routes/substitutes.ts";
import { registerTasks } from "./routes/tasks.ts";

z.config(z.locales.zhCN());

/** One module for each noun: what it registers is described in api/contracts. */
const modules: readonly ((router: Router, deps: ApiDeps) => void)[] = [
  registerSession,
  registerCounter,
  registerCounterReceipts,
  registerDrafts,
  registerUploads,
  registerCases,
  registerCertificates,
  registerCertificateRegister,
  registerSigners,
  registerTasks,
  registerEscalatedTasks,
  registerHandingOver,
  registerSubstitutes,
  registerLeavers,
  registerInbox,
  registerBulkBatches,
  registerPhrases,
  registerOwnDesk,
  registerSearch,
  registerSavedFilters,
  registerAdministration,
  registerAnalytics,
  registerOffices,
  registerOfficeEndings,
  registerMembers,
  registerRatings,
  registerOperations,
  registerCalendar,
  registerCalendarDocuments,
  registerRules,
  registerPublic,
  registerNotifications,
  registerNotificationChoices,
  registerNotificationTexts,
  registerCatalogues,
  registerDemo,
  registerDocumentation,
  registerHealthProbes,
];

/** Text of some length. Events go out one by one, pictures and PDFs are small already. */
function isCompressible(type: string): boolean {
  return type !== "text/event-stream" && /^text\/|json|javascript|svg|manifest/.test(type);
}

/** The whole web API and, where it was built, the web application in front of it. Listens nowhere by itself. */
export function createApp(deps: ApiDeps): Koa {
  const app = new Koa();
  // Only a proxy we know may say whom it speaks for.
  app.proxy = deps.configuration.behindProxy;
  // The last address of X-Forwarded-For is the one our proxy saw; those before it are whatever the caller wrote.
  app.maxIpsCount = 1;
  app.on("error", (error: NodeJS.ErrnoException) => {
    // A reader who leaves in the middle of a download is no fault.
    if (error.code !== "EPIPE" && error.code !== "ECONNRESET" && error.code !== "ERR_STREAM_PREMATURE_CLOSE")
      deps.log.error({ error }, "answer failed");
  });
  app.use(securityHeaders(deps.configuration));
  app.use(
    compress({ threshold: 1024, br: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }, filter: isCompressible }),
  );
  app.use(answerErrors(deps));
  if (deps.configuration.webDirectory) app.use(webFiles(deps.configuration.webDirectory));

  const router = new Router();
  for (const register of modules) register(router, deps);
  app.use(router.routes());
  app.use((context: Context) => {
    const offered = router.match(context.path, context.method).path.flatMap(({ methods }) => methods);
    if (offered.length === 0) throw new Refusal("not-found");
    context.set("Allow", [...new Set(offered)].join(", "));
    throw new Refusal("not-offered");
  });
  return app;
}
