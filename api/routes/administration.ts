import type Router from "@koa/router";
import { calendarLayers } from "../../domain/calendar-data.ts";
import { formatDateWithWeekday, isCivilDate } from "../../domain/civil-date.ts";
import { findMatter } from "../../domain/matters/index.ts";
import { authorize, can } from "../../domain/policy/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import { officeKindNames, roleNames } from "../../domain/texts/statuses.ts";
import { writeAudit } from "../audit.ts";
import { BadInput } from "../bad-input.ts";
import * as contract from "../contracts/administration.ts";
import type { ApiDeps } from "../deps.ts";
import { presentHealth } from "../presenters/health.ts";
import { presentProcess } from "../presenters/process-view.ts";
import { listMembers, listOffices } from "../queries/administration.ts";
import { countCasesToLook, readCalendarYear, writeCalendarDay, type DayChange } from "../queries/calendar-rows.ts";
import { serve } from "../serve.ts";

export function registerAdministration(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(
    router,
    contract.getCalendar,
    deps,
  )(async ({ actor, query }) => {
    authorize("read-calendar", actor, null);
    const { version, sources, days, years } = await readCalendarYear(database, query.year);
    const layers = calendarLayers.map(({ layer, name }) => {
      const source = sources.find((one) => one.layer === layer && one.year === query.year);
      return {
        layer,
        name: name ?? layer,
        sourceDocument: source?.source_document ?? null,
        importedAt: source?.imported_at.toISOString() ?? null,
        complete: source?.complete ?? false,
      };
    });
    return { year: query.year, known: layers.every(({ complete }) => complete), version, layers, days, years };
  });

  serve(
    router,
    contract.changeCalendarDay,
    deps,
  )(async ({ actor, body, requestId }) => {
    authorize("change-calendar", actor, null);
    refuseUnknownDay(body);
    // Asked first: rows that no case is told of would leave running notices on the old dates.
    await deps.engine.ping().catch(() => {
      throw new Refusal("engine-unreachable");
    });
    const reason = changeSentence(body);
    const version = await writeCalendarDay(database, body, reason, (transaction) =>
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
    await deps.engine.changeCalendar({ version, date: body.date, reason });
    return { version, casesToLook };
  });

  serve(
    router,
    contract.listOffices,
    deps,
  )(async ({ actor }) => {
    authorize("read-offices", actor, null);
    const [offices, members] = await Promise.all([listOffices(database), listMembers(database)]);
    return {
      offices: offices.map((office) => ({
        id: office.id,
        name: office.name,
        kindName: officeKindNames[office.kind] ?? office.kind,
        areaName: office.area_name,
        parentName: office.parent_name,
        phone: office.phone,
        openTasks: office.open,
        overdueTasks: office.overdue,
        members: members
          .filter(({ office_id: officeId }) => officeId === office.id)
          .map(({ name, role, valid_from: from, valid_to: to }) => ({ name, roleName: roleNames[role], from, to })),
      })),
    };
  });

  serve(
    router,
    contract.getHealth,
    deps,
  )(async ({ actor }) => {
    authorize("read-health", actor, null);
    return presentHealth(deps);
  });

  serve(
    router,
    contract.getProcessPicture,
    deps,
  )(async ({ actor, params, query }) => {
    const matter = findMatter(params.matter);
    if (!matter) throw new Refusal("not-found");
    const live = can("read-live-counts", actor, null);
    return presentProcess(database, matter, { areaId: query.areaId ?? null, live });
  });
}

/** @throws BadInput for a layer that is not ours, a day that is none, or a named day without its name. */
function refuseUnknownDay(body: DayChange): void {
  if (!calendarLayers.some(({ layer }) => layer === body.layer))
    throw new BadInput([{ path: "layer", message: "没有这一层日历" }]);
  if (!isCivilDate(body.date)) throw new BadInput([{ path: "date", message: "请填写真实日期，例如 2026-12-01" }]);
  if (body.kind !== "plain" && body.name === "")
    throw new BadInput([{ path: "name", message: "请写明节日或调休的名称" }]);
}

/** What running cases show as the reason when their dates move. */
function changeSentence(body: DayChange): string {
  const { name } = calendarLayers.find(({ layer }) => layer === body.layer) ?? {};
  const day = isCivilDate(body.date) ? formatDateWithWeekday(body.date) : body.date;
  const kinds = { off: `放假（${body.name}）`, work: `调休上班（${body.name}）`, plain: "改回普通日" } as const;
  return `${name ?? body.layer}日历：${day}${kinds[body.kind]}，依据${body.sourceDocument}`;
}
