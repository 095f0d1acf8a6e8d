import { randomUUID } from "node:crypto";
import type { Decision } from "../api/contracts/tasks.ts";
import type { Actor } from "../domain/actor.ts";
import type { Denial } from "../domain/policy/condition.ts";
import { denialOf, type AbilityName } from "../domain/policy/index.ts";
import type { RefusalCode } from "../domain/refusal.ts";
import type { Subjects } from "./permission-subjects.ts";

/** What an API whose engine is away answers to whom the policy lets through: a status, or a refusal that is not of rights. */
export type Allowed = number | RefusalCode;

/** One request about one subject: right in everything but, perhaps, in who sends it. */
export interface PermissionRow {
  subject: string;
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  /** The policy's answer. */
  denial(actor: Actor): Denial | undefined;
  allowed: Allowed;
  /** Who is let through changes rows: those requests run alone, and the rows are put back. */
  changes?: true;
}

/** The requests that one endpoint is asked. */
export type RowsOf = (subjects: Subjects) => PermissionRow[];

const nothing = (): undefined => undefined;
const everybody = (allowed: Allowed = 200, rest: Partial<PermissionRow> = {}) => [
  { subject: "", denial: nothing, allowed, ...rest },
];

/** The first of the abilities that says no. */
export function needs<Subject>(names: readonly AbilityName[], subject: Subject) {
  return (actor: Actor): Denial | undefined => {
    for (const name of names) {
      const denial = denialOf(name, actor, subject as never);
      if (denial) return denial;
    }
    return undefined;
  };
}

export const office = (name: AbilityName, allowed: Allowed = 200, rest: Partial<PermissionRow> = {}) => [
  { subject: "", denial: needs([name], null), allowed, ...rest },
];
export const ofCases =
  (names: readonly AbilityName[], allowed: Allowed, rest: Partial<PermissionRow> = {}) =>
  ({ cases }: Subjects): PermissionRow[] =>
    cases.map(({ name, id, subject }) => ({
      ...{ subject: name, params: { id }, denial: needs(names, subject), allowed },
      ...rest,
    }));
export const ofTasks =
  (names: readonly AbilityName[], allowed: Allowed, rest: Partial<PermissionRow> = {}) =>
  ({ tasks }: Subjects): PermissionRow[] =>
    tasks.map(({ name, id, subject }) => ({
      ...{ subject: name, params: { id }, denial: needs(names, subject), allowed },
      ...rest,
    }));
export const ofDrafts =
  (names: readonly AbilityName[], allowed: Allowed, rest: (version: number) => Partial<PermissionRow> = () => ({})) =>
  ({ drafts }: Subjects): PermissionRow[] =>
    drafts.map(({ name, id, version, subject }) => ({
      ...{ subject: name, params: { id }, denial: needs(names, subject), allowed },
      ...rest(version),
    }));

const key = randomUUID();
const opinion = "情况属实，同意。";
const decisions: readonly [AbilityName, Decision][] = [
  ["approve-task", { outcome: "approve", opinion }],
  [
    "return-task",
    { outcome: "return", opinion, to: "materials", straightBack: false, defects: ["photo"], remarks: [] },
  ],
  ["reject-task", { outcome: "reject", opinion }],
  ["dismiss-objection", { outcome: "dismiss", opinion }],
  ["uphold-objection", { outcome: "uphold", opinion }],
];

/** An own draft; handed in, what those may see who may see the case. */
function materialDenial({ draft, handedInTo }: Subjects["materials"][number]) {
  return (actor: Actor): Denial | undefined => {
    const own = denialOf("see-draft", actor, draft);
    return own && handedInTo ? denialOf("see-case", actor, handedInTo) : own;
  };
}

/** Endpoints by their id, administration's in a file of its own: which abilities it asks of which subject. */
export const permissionRows: Readonly<Record<string, RowsOf>> = {
  getSession: () => everybody(),
  logIn: () => everybody("wrong-password", { body: { loginName: "nobody-of-this-name", password: "x" } }),
  stepUp: () => everybody("wrong-password", { body: { password: "not-the-password" } }),
  // Ends the asker's own session and no other; tests/attacks.test.ts.
  logOut: () => [],
  listDemoAccounts: () => everybody(),
  listDemoMail: () => everybody(),

  startDraft: ({ certificates }) =>
    certificates.map(({ name, id, subject, unstartable }) => ({
      ...{ subject: name, body: { matter: "certificate-replacement", certificateId: id } },
      denial: needs(["see-certificate"], subject),
      allowed: unstartable ?? 200,
      changes: true,
    })),
  openCaseDraft: ofCases(["prepare"], 200, { changes: true }),
  getDraft: ofDrafts(["see-draft"], 200),
  saveDraft: ofDrafts(["see-draft", "change-draft"], 200, (version) => ({
    ...{ body: { version, form: {} }, changes: true },
  })),
  discardDraft: ofDrafts(["see-draft", "change-draft"], 200, () => ({ changes: true })),
  uploadMaterial: ofDrafts(["see-draft", "change-draft"], 400, () => ({
    ...{ query: { kind: "no-such-kind", name: "a.pdf" }, body: Buffer.from("%PDF-") },
  })),
  removeMaterial: ({ materials }) =>
    materials.map(({ name, id, draftId, draft }) => ({
      ...{
        subject: name,
        params: { id: draftId, materialId: id },
        denial: needs(["see-draft", "change-draft"], draft),
      },
      ...{ allowed: 200, changes: true },
    })),
  submitDraft: ({ drafts }) =>
    drafts.map(({ name, id, version, subject, state }) => ({
      ...{
        subject: name,
        params: { id },
        body: { key, version },
        denial: needs(["see-draft", "change-draft"], subject),
      },
      allowed: state === "notice-running" ? "notice-running" : "engine-unreachable",
    })),

  listMyCases: () => everybody(),
  listMyCertificates: () => everybody(),
  getCase: ofCases(["see-case"], 200),
  withdrawCase: ofCases(["see-case", "withdraw"], "engine-unreachable", { body: { key, reason: "不办了" } }),
  recallDecision: ofCases(["see-case", "recall"], "engine-unreachable", { body: { key, reason: "看错了" } }),
  fastForwardCase: ofCases(["fast-forward"], "engine-unreachable"),
  downloadDocument: (subjects) =>
    (["certificate", "archive-form"] as const).flatMap((kind) =>
      ofCases(
        [kind === "certificate" ? "download-certificate" : "download-archive-form"],
        200,
      )(subjects).map((row) => ({
        ...row,
        subject: `${kind} of ${row.subject}`,
        params: { ...row.params!, kind },
      })),
    ),
  downloadCertificate: ({ certificates }) =>
    certificates.map(({ name, id, subject }) => ({
      ...{ subject: name, params: { id }, denial: needs(["download-certificate-file"], subject), allowed: 200 },
    })),
  findRegisteredCertificates: () => office("read-certificate-register", 200, { query: { number: "06000116" } }),
  exportRegisteredCertificates: () =>
    office("read-certificate-register", 200, { query: { format: "csv", number: "06000116" } }),
  revokeCertificate: ({ certificates, spentRevocation: spent }) =>
    certificates
      .filter(({ register }) => register.state !== "preparing")
      .map(({ name, id, register }) => ({
        ...{ subject: name, params: { id }, denial: needs(["revoke-certificate"], register) },
        ...{ body: { key: spent, reason: "提供虚假材料", basis: "柳演示〔2026〕3号", misuse: null } },
        allowed: "key-reused" as const,
      })),
  getMaterial: ({ materials }) =>
    materials.map((material) => ({
      ...{ subject: material.name, params: { id: material.id }, denial: materialDenial(material), allowed: 200 },
    })),

  listInbox: () => office("read-inbox"),
  countInbox: () => office("read-inbox"),
  claimNext: () => office("read-inbox", 200, { changes: true }),
  claimTask: ofTasks(["see-task", "claim-task"], 200, { changes: true }),
  releaseTask: ofTasks(["see-task", "release-task"], 200, { changes: true, body: { reason: "今天外出" } }),
  getTask: ofTasks(["see-task"], 200),
  decideTask: ({ tasks }) =>
    tasks.flatMap(({ name, id, version, subject }) =>
      // A task that is over is the same to every outcome.
      decisions.slice(0, subject.state === "open" ? decisions.length : 1).map(([ability, decision]) => ({
        ...{ subject: `${decision.outcome} ${name}`, params: { id }, body: { key, version, decision } },
        ...{ denial: needs(["see-task", ability], subject), allowed: "engine-unreachable" as const },
      })),
    ),
  revealIdentityNumber: ofTasks(["see-task", "reveal-number"], 200),

  listNotices: () => everybody(),
  // Taken back, it is nobody's business any more; the same for everybody.
  getNotice: ({ notices }) =>
    notices.map(({ name, id, state }) => ({
      ...{ subject: name, params: { id }, denial: nothing, allowed: state === "closed" ? ("not-found" as const) : 200 },
    })),
  fileObjection: ({ notices }) =>
    notices
      .filter(({ state }) => state !== "running")
      .map(({ name, id, state }) => ({
        ...{ subject: name, params: { id }, denial: nothing },
        body: { key: randomUUID(), name: "示例人", phone: "13900000099", reason: "证书在我处，并未遗失，请核实。" },
        allowed: state === "closed" ? ("not-found" as const) : ("notice-ended" as const),
      })),
  verifyByToken: () => everybody("not-found", { params: { token: "A".repeat(22) } }),
  verifyByNumber: () => everybody(200, { body: { number: "06000116", name: "没有此人" } }),
  verifyFile: () => everybody("file-type-refused", { body: Buffer.from("no paper") }),

  listRules: () => office("read-rules"),
  exportRules: () => office("read-rules", 200, { query: { format: "csv" } }),
  getCalendar: () => office("read-calendar", 200, { query: { year: "2026" } }),
  changeCalendarDay: () =>
    office("change-calendar", "engine-unreachable", {
      body: { layer: "CN", date: "2026-12-01", kind: "off", name: "测试", sourceDocument: "测试文件" },
    }),
  listOffices: () => office("read-offices"),
  exportOffices: () => office("read-offices", 200, { query: { format: "csv" } }),
  getHealth: () => office("read-health"),
  // Order and sentences are public knowledge; the numbers in it are shown to whom `read-live-counts` allows.
  getProcessPicture: () => everybody(200, { params: { matter: "certificate-replacement" } }),

  listNotifications: () => everybody(),
  readNotification: ({ notifications }) =>
    notifications.map(({ name, id, subject }) => ({
      ...{ subject: name, params: { id }, denial: needs(["read-notification"], subject), allowed: 200 },
    })),
  listNotificationChoices: () => everybody(),
  chooseNotification: () => everybody("news-must-reach", { body: { news: "results", channel: "mail", wanted: false } }),
  followEvents: () => everybody(),
};
