import { randomUUID } from "node:crypto";
import { civilDateAt } from "../domain/civil-date.ts";
import { denialOf, type AbilityName } from "../domain/policy/index.ts";
import { newIdentityNumber } from "./factories.ts";
import { needs, office, type Allowed, type PermissionRow, type RowsOf } from "./permission-rows.ts";

/** A version that nothing has: whom the policy lets through is told so. */
const version = 99;
const ofOffices =
  (name: AbilityName, allowed: Allowed, body?: object): RowsOf =>
  ({ offices }) =>
    offices.map((one) => ({
      ...{ subject: one.name, params: { id: one.id }, denial: needs([name], one.subject), allowed },
      ...(body ? { body } : {}),
    }));
const ofSeats =
  (body: (seat: { role: string; from: string }) => object): RowsOf =>
  ({ offices }) =>
    offices.map(({ name, seat, subject }): PermissionRow => ({
      ...{ subject: name, params: { id: seat.id }, body: body(seat), allowed: "stale-version" },
      denial: needs(["manage-members"], subject),
    }));
const proposalId = randomUUID();
const fields = { name: "示例职改办", series: null, parentId: null, phone: null };

const wording = { title: "办件已公示", body: "办件 {编号} 已公示，到 {期限} 为止。" };

const ofPhoto = { catalogue: "defects", code: "photo" };
const defect = {
  ...{ matter: "certificate-replacement", name: "身份证照片不清晰或缺一面", field: "identity", titles: null },
  ...{ place: 20, from: null, to: null, note: "说得更清楚" },
};

/** The lines of offices, their members and accounts (S2-05, D19), and of the wordings of messages, and of catalogues. */
export const officePermissionRows: Readonly<Record<string, RowsOf>> = {
  changePassword: () => [
    {
      ...{ subject: "", denial: () => undefined, allowed: "wrong-password" },
      body: { password: "another-1-Word", newPassword: "Wode-Mima-7" },
    },
  ],
  getOffice: ofOffices("see-office", 200),
  listOfficeChoices: () => office("create-office"),
  createOffice: () =>
    office("create-office", 400, {
      body: { ...fields, key: randomUUID(), kind: "title-office", areaId: randomUUID() },
    }),
  changeOffice: ofOffices("change-office", "stale-version", { ...fields, version }),
  endOffice: ofOffices("end-office", "stale-version", { version }),
  listSuccessors: ofOffices("end-office", 200),
  // Nothing succeeds itself.
  previewSuccession: ({ offices }) =>
    offices.map(({ name, id, subject }) => ({
      ...{ subject: name, params: { id }, query: { successorId: id }, denial: needs(["end-office"], subject) },
      allowed: "successor-not-fit" as const,
    })),
  proposeSuccession: ({ offices }) =>
    offices.map(({ name, id, subject }) => ({
      ...{ subject: name, params: { id }, denial: needs(["end-office"], subject) },
      body: { key: randomUUID(), successorId: id, version: "of another day", reason: "机构改革方案" },
      allowed: "successor-not-fit" as const,
    })),
  // Whether it is there is told to administrators alone; the two people have a test of their own.
  approveSuccession: ofOffices("end-office", "not-found", { proposalId, version: "of another day" }),
  declineSuccession: ofOffices("end-office", "not-found", { proposalId, reason: "方案还没有印发" }),
  withdrawSuccession: ofOffices("end-office", "not-found", { proposalId }),
  addMember: ofOffices("manage-members", "no-such-account", {
    ...{ key: randomUUID(), role: "reviewer", from: civilDateAt(Date.now()), to: null, requestId: null },
    account: { kind: "existing", loginName: "nobody-of-this-name" },
  }),
  changeMembership: ofSeats(({ role, from }) => ({ version, role, from, to: null })),
  endMembership: ofSeats(() => ({ version, release: false, reason: "调离" })),
  // Of an office in which the account does not sit: nobody's password changes while all are asked.
  renewPassword: ({ offices }) =>
    offices.map(({ name, account }) => ({
      ...{ subject: name, params: { id: account.id }, body: { officeId: randomUUID() } },
      ...{ denial: needs(["renew-password"], account), allowed: "not-found" as const },
    })),
  recordIdentity: ({ offices }) =>
    offices.map(({ name, account }) => ({
      ...{ subject: name, params: { id: account.id } },
      body: { officeId: randomUUID(), identityNumber: newIdentityNumber() },
      ...{ denial: needs(["record-identity"], account), allowed: "not-found" as const },
    })),
  requestAccount: ofOffices("request-account", 200, {
    ...{ key: randomUUID(), name: "示例人", role: "reviewer", reason: "新增岗位" },
  }),
  // To who may not see the office the request does not exist.
  declineAccountRequest: ({ offices }) =>
    offices.map(({ name, requestId, subject }) => ({
      ...{ subject: name, params: { id: requestId }, body: { answer: "岗位已满" }, allowed: "stale-version" as const },
      denial: (actor) =>
        denialOf("see-office", actor, subject)
          ? { code: "not-found", params: {} }
          : denialOf("manage-members", actor, subject),
    })),
  listCatalogues: () => office("keep-catalogues"),
  // What the catalogue has already: whom the policy lets add is told so.
  addCatalogueEntry: () =>
    office("keep-catalogues", "catalogue-name-taken", {
      ...{ params: { catalogue: "defects" }, body: { ...defect, key: randomUUID() } },
    }),
  changeCatalogueEntry: () =>
    office("keep-catalogues", "stale-version", { params: ofPhoto, body: { ...defect, version } }),
  endCatalogueEntry: () =>
    office("keep-catalogues", "stale-version", {
      ...{ params: ofPhoto, body: { matter: defect.matter, version, note: "不再使用" } },
    }),
  listNotificationTexts: () => office("change-notification-texts"),
  changeNotificationText: () =>
    office("change-notification-texts", "stale-version", {
      ...{ params: { kind: "declared" }, body: { version, wording, note: "改得更清楚" } },
    }),
};
