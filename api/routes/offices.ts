import type Router from "@koa/router";
import { entriesInForce } from "../../db/catalogues.ts";
import { rows } from "../../db/connection.ts";
import { authorize, can } from "../../domain/policy/index.ts";
import { officeActSentence } from "../../domain/texts/offices.ts";
import { areaLevelNames, officeKindNames, roleNames } from "../../domain/texts/statuses.ts";
import { exportOffices } from "../contracts/exports.ts";
import * as contract from "../contracts/offices.ts";
import type { ApiDeps } from "../deps.ts";
import { officeColumns } from "../exported-columns.ts";
import { serveList } from "../list-export.ts";
import { editOffice, getOffice, makeOffice } from "../office-editing.ts";
import { presentMember, presentProposal } from "../presenters/office.ts";
import { findMovingHistory } from "../queries/office-succession.ts";
import { findOfficeActs, findOffices, findRequests, findSeats } from "../queries/offices.ts";
import { findWaitingProposal } from "../queries/succession-proposals.ts";
import { serve } from "../serve.ts";

/** Offices: made, edited and ended by administrators; what they and chiefs of title offices see of them. */
export function registerOffices(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serveList(router, deps, {
    ...{ list: contract.listOffices, file: exportOffices, name: "机构与成员", columns: officeColumns },
    rowsOf: ({ offices }) => offices,
  })(async ({ actor }) => {
    authorize("read-offices", actor, null);
    const [offices, seats] = await Promise.all([findOffices(database), findSeats(database)]);
    const seen = offices.filter((office) => can("see-office", actor, office));
    return {
      mayCreate: can("create-office", actor, null),
      offices: seen.map((office) => ({
        ...{ id: office.id, name: office.name, areaName: office.area_name, phone: office.phone },
        ...{ kindName: officeKindNames[office.kind] ?? office.kind, parentName: office.parent_name },
        ...{ openTasks: office.open, overdueTasks: office.overdue, requests: office.requests },
        successionWaits: office.succession_waits && can("end-office", actor, office),
        ...{ endedAt: office.ended_at?.toISOString() ?? null, successorName: office.successor_name },
        members: seats
          .filter(({ office_id: officeId }) => officeId === office.id)
          .map(({ name, role, valid_from: from, valid_to: to }) => ({ name, roleName: roleNames[role], from, to })),
      })),
    };
  });

  serve(
    router,
    contract.getOffice,
    deps,
  )(async ({ actor, params }) => {
    const office = await getOffice(database, params.id);
    authorize("see-office", actor, office);
    const mayEnd = can("end-office", actor, office);
    const [seats, requests, acts, movingHistory, proposal] = await Promise.all([
      findSeats(database, office.id),
      findRequests(database, office.id),
      findOfficeActs(database, office.id),
      findMovingHistory(database, office.id),
      mayEnd ? findWaitingProposal(database, office.id) : undefined,
    ]);
    const bodyOf = (id: string | null, name: string | null) => (id === null ? null : { id, name: name ?? "" });
    return {
      ...{ id: office.id, version: office.version, name: office.name, kind: office.kind, areaName: office.area_name },
      ...{ kindName: officeKindNames[office.kind] ?? office.kind, series: office.series, phone: office.phone },
      ...{ endedAt: office.ended_at?.toISOString() ?? null, openTasks: office.open },
      parent: bodyOf(office.parent_id, office.parent_name),
      successor: bodyOf(office.successor_id, office.successor_name),
      movingHistory,
      succession: proposal ? presentProposal(actor, proposal) : null,
      members: await Promise.all(seats.map((seat) => presentMember(database, actor, seat))),
      requests: requests.map((request) => ({
        ...{ id: request.id, name: request.name, role: request.role, roleName: roleNames[request.role] },
        ...{ reason: request.reason, requestedBy: request.requested_by, at: request.requested_at.toISOString() },
        ...{ state: request.state, answer: request.answer },
      })),
      changes: acts.map(({ at, who, action, data }) => ({
        ...{ at: at.toISOString(), who, sentence: officeActSentence(action, data) },
      })),
      allowed: {
        change: can("change-office", actor, office),
        end: mayEnd,
        manageMembers: can("manage-members", actor, office),
        grantAdministrator: can("grant-administrator", actor, null),
        requestAccount: can("request-account", actor, office),
      },
    };
  });

  serve(
    router,
    contract.listOfficeChoices,
    deps,
  )(async ({ actor }) => {
    authorize("create-office", actor, null);
    const [areas, offices, series] = await Promise.all([
      rows<{ id: string; name: string; level: keyof typeof areaLevelNames }>(
        database,
        "select id, name, level from areas where level in ('city', 'county') order by cardinality(path), code",
      ),
      findOffices(database),
      entriesInForce(database, { catalogue: "title-series", matter: null }, Date.now()),
    ]);
    return {
      kinds: contract.officeKind.options.map((kind) => ({ kind, name: officeKindNames[kind] ?? kind })),
      areas: areas.map(({ id, name, level }) => ({ id, name, levelName: areaLevelNames[level] })),
      series: series.map(({ name }) => name),
      parents: offices.filter(({ ended }) => !ended).map(({ id, name }) => ({ id, name })),
    };
  });

  serve(
    router,
    contract.createOffice,
    deps,
  )(async ({ actor, body, requestId }) => {
    authorize("create-office", actor, null);
    return makeOffice(database, { actor, requestId }, body);
  });

  serve(
    router,
    contract.changeOffice,
    deps,
  )(async ({ actor, params, body, requestId }) => {
    authorize("change-office", actor, await getOffice(database, params.id));
    await editOffice(database, { actor, requestId }, params.id, body);
    return { done: true as const };
  });
}
