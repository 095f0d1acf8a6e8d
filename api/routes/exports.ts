import type Router from "@koa/router";
import { loadCalendar } from "../../db/calendar.ts";
import { civilDateAt, formatInstant } from "../../domain/civil-date.ts";
import { authorize } from "../../domain/policy/index.ts";
import { exportInbox, exportSearch } from "../contracts/exports.ts";
import type { TaskRow } from "../contracts/inbox.ts";
import type { FoundCase } from "../contracts/search.ts";
import { pageOf } from "../cursor.ts";
import type { ApiDeps } from "../deps.ts";
import { listFile, type ListColumn } from "../list-file.ts";
import { presentFound } from "../presenters/found-case.ts";
import { presentTaskRow } from "../presenters/task-row.ts";
import * as inbox from "../queries/inbox.ts";
import * as search from "../queries/search.ts";
import { serve } from "../serve.ts";

const rowsPerRead = 500;

/** Lists as files: the rows of the page under the same rights and filters, each export on the record (serve.ts). */
export function registerExports(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(
    router,
    exportInbox,
    deps,
  )(async ({ actor, query }) => {
    authorize("read-inbox", actor, null);
    const { format, queue, ...filters } = query;
    const calendar = await loadCalendar(database);
    const pages = pagesOf(async (after) => {
      const page = await inbox.listInbox(database, actor, { queue, filters, after, limit: rowsPerRead });
      return { ...page, rows: page.tasks.map((task) => presentTaskRow(task, actor, calendar)) };
    });
    return listFile(`待办 ${civilDateAt(Date.now())}`, format, taskColumns, pages);
  });

  serve(
    router,
    exportSearch,
    deps,
  )(async ({ actor, query }) => {
    authorize("read-inbox", actor, null);
    const { format, ...filters } = query;
    const pages = pagesOf(async (after) => {
      const found = await search.searchCases(database, actor, { filters, after, limit: rowsPerRead });
      const { page, next } = pageOf(found, rowsPerRead, (one) => one.came_at);
      return { rows: page.map(presentFound), next };
    });
    return listFile(`办件 ${civilDateAt(Date.now())}`, format, caseColumns, pages);
  });
}

async function* pagesOf<Row>(
  read: (after: string | undefined) => Promise<{ rows: readonly Row[]; next: string | null }>,
): AsyncGenerator<readonly Row[]> {
  let after: string | undefined;
  do {
    const { rows, next } = await read(after);
    yield rows;
    after = next ?? undefined;
  } while (after !== undefined);
}

const moment = (instant: string | null | undefined) => (instant ? formatInstant(Date.parse(instant)) : null);

const taskColumns: readonly ListColumn<TaskRow>[] = [
  { heading: "受理编号", of: (row) => row.caseNumber },
  { heading: "事项", of: (row) => row.matterTitle },
  { heading: "环节", of: (row) => row.stepTitle },
  { heading: "申请人", of: (row) => row.applicantName },
  { heading: "单位", of: (row) => row.organisationName },
  { heading: "地区", of: (row) => row.areaName },
  { heading: "轮次", of: (row) => String(row.round) },
  { heading: "到达", of: (row) => moment(row.openedAt) },
  { heading: "期限", of: (row) => moment(row.due?.at) },
  { heading: "办理人", of: (row) => row.holder?.name ?? null },
  { heading: "办结", of: (row) => moment(row.decidedAt) },
];

const caseColumns: readonly ListColumn<FoundCase>[] = [
  { heading: "受理编号", of: (row) => row.number },
  { heading: "事项", of: (row) => row.matterTitle },
  { heading: "申请人", of: (row) => row.applicantName },
  { heading: "单位", of: (row) => row.organisationName },
  { heading: "证书编号", of: (row) => row.certificateNumber },
  { heading: "地区", of: (row) => row.areaName },
  { heading: "现在的环节", of: (row) => row.stepTitle ?? "已办结" },
  { heading: "现在在", of: (row) => row.officeName },
  { heading: "到达", of: (row) => moment(row.cameAt) },
];
