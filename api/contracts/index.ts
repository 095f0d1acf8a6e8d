import type { Endpoint } from "./endpoint.ts";
import * as administration from "./administration.ts";
import * as analytics from "./analytics.ts";
import * as bulkBatches from "./bulk-batches.ts";
import * as calendar from "./calendar.ts";
import * as cases from "./cases.ts";
import * as catalogues from "./catalogues.ts";
import * as certificateRegister from "./certificate-register.ts";
import * as counter from "./counter.ts";
import * as drafts from "./drafts.ts";
import * as exportedLists from "./exports.ts";
import * as escalatedTasks from "./escalated-tasks.ts";
import * as handingOver from "./handing-over.ts";
import * as inbox from "./inbox.ts";
import * as leavers from "./leavers.ts";
import * as notificationTexts from "./notification-texts.ts";
import * as notifications from "./notifications.ts";
import * as officeEndings from "./office-endings.ts";
import * as offices from "./offices.ts";
import * as operations from "./operations.ts";
import * as ownDesk from "./own-desk.ts";
import * as phrases from "./phrases.ts";
import * as publicPages from "./public.ts";
import * as ruleDrafts from "./rule-drafts.ts";
import * as ratings from "./ratings.ts";
import * as rules from "./rules.ts";
import * as search from "./search.ts";
import * as session from "./session.ts";
import * as substitutes from "./substitutes.ts";
import * as tasks from "./tasks.ts";
import * as uploads from "./uploads.ts";

function isEndpoint(value: unknown): value is Endpoint {
  return typeof value === "object" && value !== null && "path" in value && "method" in value && "access" in value;
}

/** Every endpoint of the product: the router, the OpenAPI document and the generated contract test read this list. */
export const endpoints: readonly Endpoint[] = [
  session,
  counter,
  drafts,
  uploads,
  cases,
  certificateRegister,
  escalatedTasks,
  handingOver,
  substitutes,
  leavers,
  inbox,
  bulkBatches,
  phrases,
  ownDesk,
  search,
  exportedLists,
  tasks,
  publicPages,
  ratings,
  administration,
  analytics,
  offices,
  officeEndings,
  operations,
  calendar,
  rules,
  ruleDrafts,
  notifications,
  notificationTexts,
  catalogues,
].flatMap((contract) => Object.values(contract).filter(isEndpoint));
