import { randomUUID } from "node:crypto";
import {
  own,
  reading,
  applicant,
  stranger,
  caseOf,
  draftOf,
  materialOf,
  certificateOf,
  newCertificate,
  reason,
  upload,
  ownList,
  publicRead,
  type Scenario,
} from "./scene.ts";

const revoking = () => ({
  ...{ key: randomUUID(), reason: "取得时提供虚假材料", basis: "柳演示〔2026〕3号", misuse: null },
});

/** Sessions, drafts, cases and certificates, by the id of the endpoint. */
export const applicantScenarios: Readonly<Record<string, Scenario>> = {
  getSession: publicRead,
  logIn: {
    denied: () => ({
      as: "nobody",
      body: { loginName: "danwei", password: "not-the-password" },
      code: "wrong-password",
    }),
    conflict: "every login is a session of its own",
    success: () => ({ as: "nobody", body: { loginName: "danwei", password: "Rencaitong-2026" } }),
  },
  logOut: {
    denied: own,
    conflict: "a session that has ended is not signed in",
    success: () => ({ as: "membership not begun" }),
  },
  stepUp: {
    denied: () => ({ as: "danwei", body: { password: "not-the-password" }, code: "wrong-password" }),
    conflict: "entered again it holds longer",
    success: () => ({ as: "danwei", body: { password: "Rencaitong-2026" } }),
  },
  listDemoAccounts: publicRead,
  listDemoMail: publicRead,

  startDraft: {
    denied: async (scene) => ({
      ...{ as: stranger, code: "not-found" },
      body: { matter: "certificate-replacement", certificateId: (await certificateOf("06000116")(scene)).id },
    }),
    conflict: async (scene) => ({
      ...{ as: applicant, code: "open-case-exists" },
      body: { matter: "certificate-replacement", certificateId: (await certificateOf("06000116")(scene)).id },
    }),
    success: async ({ stage }) => {
      const { certificateId } = stage.cases.withdrawn;
      return { as: "13900000003", body: { matter: "certificate-replacement", certificateId } };
    },
  },
  openCaseDraft: {
    denied: (scene) => ({ as: stranger, params: caseOf(scene, "on-notice"), code: "not-found" }),
    conflict: (scene) => ({ as: stranger, params: caseOf(scene, "completed"), code: "case-closed" }),
    success: (scene) => ({ as: "13900000002", params: caseOf(scene, "on-notice") }),
  },
  getDraft: {
    denied: (scene) => ({
      as: stranger,
      params: { id: draftOf(scene, "while the notice runs").id },
      code: "not-found",
    }),
    conflict: reading,
    success: (scene) => ({ as: "13900000002", params: { id: draftOf(scene, "while the notice runs").id } }),
  },
  saveDraft: {
    denied: (scene) => ({
      ...{ as: stranger, params: { id: draftOf(scene, "while the notice runs").id }, code: "not-found" },
      body: { version: 1, form: {} },
    }),
    conflict: (scene) => ({
      ...{ as: "13900000002", params: { id: draftOf(scene, "while the notice runs").id }, code: "stale-version" },
      body: { version: 99, form: {} },
    }),
    success: (scene) => ({
      ...{ as: "13900000002", params: { id: draftOf(scene, "while the notice runs").id } },
      body: { version: 1, form: { position: "工艺工程师" } },
    }),
  },
  discardDraft: {
    denied: (scene) => ({ as: stranger, params: { id: draftOf(scene, "of a declaration").id }, code: "not-found" }),
    conflict: (scene) => ({
      as: applicant,
      params: { id: draftOf(scene, "that was handed in").id },
      code: "already-decided",
    }),
    success: (scene) => ({ as: "13900000003", params: { id: draftOf(scene, "of a declaration").id } }),
  },
  uploadMaterial: {
    denied: async (scene) => ({
      ...{ as: stranger, params: { id: draftOf(scene, "while the notice runs").id }, code: "not-found" },
      ...(await upload()),
    }),
    conflict: async (scene) => ({
      ...{ as: applicant, params: { id: draftOf(scene, "that was handed in").id }, code: "already-decided" },
      ...(await upload()),
    }),
    success: async (scene) => ({
      ...{ as: "13900000002", params: { id: draftOf(scene, "while the notice runs").id } },
      ...(await upload()),
    }),
  },
  removeMaterial: {
    denied: (scene) => {
      const { id, draftId } = materialOf(scene, false);
      return { as: stranger, params: { id: draftId, materialId: id }, code: "not-found" };
    },
    conflict: (scene) => {
      const { id } = materialOf(scene, true);
      const draft = draftOf(scene, "that was handed in");
      return { as: applicant, params: { id: draft.id, materialId: id }, code: "already-decided" };
    },
    success: (scene) => {
      const { id, draftId } = scene.subjects.materials.find(
        ({ draftId: of }) => of === draftOf(scene, "while the notice runs").id,
      )!;
      return { as: "13900000002", params: { id: draftId, materialId: id } };
    },
  },
  submitDraft: {
    denied: (scene) => {
      const { id, version } = draftOf(scene, "of what was returned");
      return { as: stranger, params: { id }, body: { key: randomUUID(), version }, code: "not-found" };
    },
    conflict: (scene) => {
      const { id, version } = draftOf(scene, "that was handed in");
      return { as: applicant, params: { id }, body: { key: randomUUID(), version }, code: "already-decided" };
    },
    // The account that the applicant uses today, not the one with which the case was opened.
    success: (scene) => {
      const { id, version } = draftOf(scene, "of what was returned");
      return { as: "second account of an applicant", params: { id }, body: { key: randomUUID(), version } };
    },
  },

  listMyCases: ownList,
  listMyCertificates: ownList,
  downloadCertificate: {
    denied: async (scene) => ({ as: applicant, params: { id: (await newCertificate(scene))!.id }, code: "not-found" }),
    conflict: "reads; what is void is denied",
    success: async (scene) => ({ as: stranger, params: { id: (await newCertificate(scene))!.id } }),
  },
  exportRegisteredCertificates: {
    denied: () => ({ as: applicant, query: { format: "csv", number: "06000116" }, code: "not-allowed" }),
    conflict: reading,
    success: () => ({ as: "shizhigaiban", query: { format: "csv", number: "06000116" } }),
  },
  findRegisteredCertificates: {
    denied: () => ({ as: applicant, query: { number: "06000116" }, code: "not-allowed" }),
    conflict: reading,
    success: () => ({ as: "shizhigaiban", query: { number: "06000116" } }),
  },
  revokeCertificate: {
    denied: async (scene) => ({
      ...{ as: "shizhigaiban", params: { id: (await newCertificate(scene))!.id } },
      ...{ body: revoking(), code: "not-allowed" as const },
    }),
    // Its replacement is out.
    conflict: async (scene) => ({
      ...{ as: "shizhigaiban2", params: { id: scene.stage.cases.completed.certificateId } },
      ...{ body: revoking(), code: "not-revocable" as const },
    }),
    success: async (scene) => ({
      ...{ as: "shizhigaiban2", params: { id: (await newCertificate(scene))!.id } },
      body: revoking(),
    }),
  },
  getCase: {
    denied: (scene) => ({ as: stranger, params: caseOf(scene, "employer"), code: "not-found" }),
    conflict: reading,
    success: (scene) => ({ as: applicant, params: caseOf(scene, "employer") }),
  },
  withdrawCase: {
    denied: (scene) => ({ as: stranger, params: caseOf(scene, "asked"), body: reason(), code: "not-found" }),
    conflict: (scene) => ({ as: stranger, params: caseOf(scene, "completed"), body: reason(), code: "case-closed" }),
    success: (scene) => ({ as: applicant, params: caseOf(scene, "asked"), body: reason() }),
  },
  recallDecision: {
    denied: (scene) => ({ as: stranger, params: caseOf(scene, "department"), body: reason(), code: "not-found" }),
    conflict: (scene) => ({
      as: "xuexiao",
      params: caseOf(scene, "county-title-office"),
      body: reason(),
      code: "nothing-to-recall",
    }),
    success: (scene) => ({ as: "jiaoyuju", params: caseOf(scene, "county-title-office"), body: reason() }),
  },
  downloadDocument: {
    denied: (scene) => ({
      as: applicant,
      params: { ...caseOf(scene, "completed"), kind: "archive-form" },
      code: "not-found",
    }),
    conflict: reading,
    success: (scene) => ({ as: "danwei", params: { ...caseOf(scene, "completed"), kind: "archive-form" } }),
  },
  getMaterial: {
    denied: (scene) => ({ as: stranger, params: { id: materialOf(scene, false).id }, code: "not-found" }),
    conflict: reading,
    success: (scene) => {
      const found = scene.subjects.materials.find(
        ({ draftId }) => draftId === draftOf(scene, "that was handed in").id,
      )!;
      return { as: "danwei", params: { id: found.id } };
    },
  },
  fastForwardCase: {
    denied: (scene) => ({ as: stranger, params: caseOf(scene, "on-notice"), code: "not-found" }),
    conflict: (scene) => ({ as: applicant, params: caseOf(scene, "employer"), code: "not-now" }),
    success: (scene) => ({ as: "13900000002", params: caseOf(scene, "on-notice") }),
  },
};
