import { randomUUID } from "node:crypto";
import { denialOf } from "../domain/policy/index.ts";
import { needs, office, type RowsOf } from "./permission-rows.ts";

const reason = "参加培训";

/** The lines of substitutes and leavers (B-05, B-06). */
export const absencePermissionRows: Readonly<Record<string, RowsOf>> = {
  listSubstitutions: () => office("read-inbox"),
  listSubstitutes: ({ absences }) =>
    absences.map(({ name, id, subject }) => ({
      ...{ subject: name, params: { id }, denial: needs(["arrange-substitute"], subject), allowed: 200 },
    })),
  // Nobody stands in for themselves: whom the policy lets arrange it is told so.
  arrangeSubstitute: ({ absences }) =>
    absences.map(({ name, id, subject }) => ({
      subject: name,
      body: {
        ...{ key: randomUUID(), accountId: id, substituteId: id, from: "2098-01-01", to: "2098-12-31" },
        ...{ matters: null, reason },
      },
      denial: needs(["arrange-substitute"], subject),
      allowed: "no-such-substitute",
    })),
  endSubstitution: ({ absences }) =>
    absences.map(({ name, subject, substitutionId, substituteId }) => ({
      ...{ subject: name, params: { id: substitutionId }, allowed: 200, changes: true },
      // Only the substitute is told that it is not theirs to end; to others it does not exist.
      denial: (actor) => {
        const denial = denialOf("arrange-substitute", actor, subject);
        return denial && actor.accountId !== substituteId ? { code: "not-found", params: {} } : denial;
      },
    })),
  listLeavers: () => office("read-inbox"),
  previewHandover: ({ absences }) =>
    absences.map(({ name, id, subject }) => ({
      ...{ subject: name, params: { id }, denial: needs(["hand-over-leaver"], subject), allowed: 200 },
    })),
  handOver: ({ absences }) =>
    absences.map(({ name, id, subject }) => ({
      subject: name,
      params: { id },
      body: { key: randomUUID(), version: "of another day", bodies: [], tasks: [], reason },
      denial: needs(["hand-over-leaver"], subject),
      allowed: "stale-version",
    })),
};
