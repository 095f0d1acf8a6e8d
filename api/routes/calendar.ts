import type Router from "@koa/router";
import { rows } from "../../db/connection.ts";
import { calendarLayers } from "../../domain/calendar-data.ts";
import { formatDateWithWeekday, isCivilDate } from "../../domain/civil-date.ts";
import { authorize } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import type { CalendarChange } from "../../engine/engine.ts";
import { writeAudit } from "../audit.ts";
import { BadInput } from "../bad-input.ts";
import { readCalendarSource } from "../calendar-source.ts";
import * as contract from "../contracts/calendar.ts";
import type { ApiDeps } from "../deps.ts";
import { presentCalendarYear, previewDays, type ProposedDay } from "../presenters/calendar-year.ts";
import {
  countCasesToLook,
  readCalendarYear,
  readImportText,
  readNoticeDays,
  writeCalendarDay,
  writeImport,
} from "../queries/calendar-rows.ts";
import { readMoves, readRecomputation } from "../queries/recomputations.ts";
import { serve } from "../serve.ts";

export function registerCalendar(router: Router, deps: ApiDeps): void {
  registerReading(router, deps);
  registerDays(router, deps);
  registerImports(router, deps);
}

function registerReading(router: Router, deps: ApiDeps): void {
  serve(
    router,
    contract.getCalendar,
    deps,
  )(async ({ actor, query }) => {
    authorize("read-calendar", actor, null);
    return presentCalendarYear(query.year, await readCalendarYear(deps.database, query.year));
  });

  serve(
    router,
    contract.readCalendarImport,
    deps,
  )(async ({ actor, params }) => {
    authorize("read-calendar", actor, null);
    const found = await readImportText(deps.database, params.id);
    if (!found) throw new Refusal("not-found");
    return { sourceDocument: found.source_document, fileName: found.file_name, text: found.content };
  });

  serve(
    router,
    contract.getRecomputation,
    deps,
  )(async ({ actor }) => {
    authorize("read-calendar", actor, null);
    const found = await readRecomputation(deps.database);
    if (!found) return { recomputation: null };
    const { version, reason, cases, done, moved } = found;
    const moves = await readMoves(deps.database, found);
    const told = moves.map(({ case_id: caseId, ...move }) => ({ caseId, ...move }));
    return {
      recomputation: { version, reason, begunAt: found.begun_at.toISOString(), cases, done, moved, moves: told },
    };
  });
}

function registerDays(router: Router, deps: ApiDeps): void {
  const { database } = deps;
  serve(
    router,
    contract.previewCalendarDay,
    deps,
  )(async ({ actor, body }) => {
    authorize("change-calendar", actor, null);
    refuseUnknownDay(body);
    const before = await rows<{ date: string; kind: "off" | "work"; name: string }>(
      database,
      "select date, kind, name from calendar_days where layer = $1 and date = $2",
      [body.layer, body.date],
    );
    const after = body.kind === "plain" ? [] : [{ date: body.date, kind: body.kind, name: body.name }];
    return { form: "day" as const, problems: [], ...(await previewDays(database, body.layer, null, before, after)) };
  });

  serve(
    router,
    contract.changeCalendarDay,
    deps,
  )(async ({ actor, body, requestId }) => {
    authorize("change-calendar", actor, null);
    refuseUnknownDay(body);
    await refuseWithoutEngine(deps);
    const reason = changeSentence(body);
    const version = await writeCalendarDay(database, body, { previewed: body.version, note: reason }, (transaction) =>
      writeAudit(
        database,
        {
          accountId: actor.accountId,
          action: "calendar.changed",
          subjectKind: "calendar-day",
          subjectId: `${body.layer}/${body.date}`,
          data: { kind: body.kind, name: body.name, sourceDocument: body.sourceDocument },
          requestId,
        },
        transaction,
      ),
    );
    const casesToLook = await countCasesToLook(database, version, body.date);
    await tellCases(deps, { version, date: body.date, reason });
    return { version, casesToLook };
  });
}

function registerImports(router: Router, deps: ApiDeps): void {
  const { database } = deps;
  serve(
    router,
    contract.previewCalendarImport,
    deps,
  )(async ({ actor, body }) => {
    authorize("change-calendar", actor, null);
    const { form, days, problems } = readSource(body);
    const before = await readNoticeDays(database, body.layer, body.year);
    return { form, problems: [...problems], ...(await previewDays(database, body.layer, body.year, before, days)) };
  });

  serve(
    router,
    contract.importCalendar,
    deps,
  )(async ({ actor, body, requestId }) => {
    authorize("change-calendar", actor, null);
    const { form, days, problems } = readSource(body);
    if (problems.length > 0) throw new BadInput([{ path: "text", message: problems.join("；") }]);
    await refuseWithoutEngine(deps);
    const reason = `${layerName(body.layer)}${body.year} 年放假安排，依据${body.sourceDocument}`;
    const { layer, year } = body;
    const by = { id: actor.accountId, name: actor.displayName };
    const version = await writeImport(
      database,
      { ...body, form, days, by },
      { previewed: body.version, note: reason },
      (transaction) =>
        writeAudit(
          database,
          {
            accountId: actor.accountId,
            action: "calendar.imported",
            subjectKind: "calendar-year",
            subjectId: `${layer}/${year}`,
            data: { sourceDocument: body.sourceDocument, days: days.length, form },
            requestId,
          },
          transaction,
        ),
    );
    // The earliest day it can touch: a notice may decide days of the December before.
    const date = days[0] && days[0].date < `${year}-01-01` ? days[0].date : `${year}-01-01`;
    const casesToLook = await countCasesToLook(database, version, date);
    await tellCases(deps, { version, date, reason });
    return { version, casesToLook };
  });
}

/** @throws BadInput for a layer that is not ours or that gives no yearly notice. */
function readSource({ layer, year, text }: { layer: string; year: number; text: string }) {
  const found = calendarLayers.find((one) => one.layer === layer);
  if (!found) throw new BadInput([{ path: "layer", message: "没有这一层日历" }]);
  if (found.singleDays) throw new BadInput([{ path: "layer", message: "这一层没有年度通知，请逐日改动" }]);
  return readCalendarSource(text, { year, holiday: layer === "CN" ? "放假" : "三月三" });
}

/** Asked first: rows that no case is told of would leave running notices on the old dates. */
async function refuseWithoutEngine({ engine }: ApiDeps): Promise<void> {
  await engine.ping().catch(() => {
    throw new Refusal("engine-unreachable");
  });
}

/** Written is changed: an engine that went away in this moment is told by the sweep when it is back. */
async function tellCases({ engine, log }: ApiDeps, change: CalendarChange): Promise<void> {
  await engine.changeCalendar(change).catch((error: unknown) => {
    log.warn({ error }, "a calendar change waits for the engine");
  });
}

interface NamedDay {
  layer: string;
  date: string;
  kind: ProposedDay["kind"] | "plain";
  name: string;
}

/** @throws BadInput for a layer that is not ours, a day that is none, or a named day without its name. */
function refuseUnknownDay(body: NamedDay): void {
  if (!calendarLayers.some(({ layer }) => layer === body.layer))
    throw new BadInput([{ path: "layer", message: "没有这一层日历" }]);
  if (!isCivilDate(body.date)) throw new BadInput([{ path: "date", message: "请填写真实日期，例如 2026-12-01" }]);
  if (body.kind !== "plain" && body.name === "")
    throw new BadInput([{ path: "name", message: "请写明节日或调休的名称" }]);
}

function layerName(layer: string): string {
  return calendarLayers.find((one) => one.layer === layer)?.name ?? layer;
}

/** What running cases show as the reason when their dates move. */
function changeSentence(body: NamedDay & { sourceDocument: string }): string {
  const day = isCivilDate(body.date) ? formatDateWithWeekday(body.date) : body.date;
  const kinds = { off: `放假（${body.name}）`, work: `调休上班（${body.name}）`, plain: "改回普通日" } as const;
  return `${layerName(body.layer)}日历：${day}${kinds[body.kind]}，依据${body.sourceDocument}`;
}
