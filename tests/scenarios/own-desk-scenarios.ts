import { randomUUID } from "node:crypto";
import { plantPhrases } from "../phrase-subjects.ts";
import { applicant, deskReads, reading, taskOf, type Scenario, type Scene } from "./scene.ts";

const chief = "chief of the department";
const ofOffice = async ({ stage }: Scene) => (await plantPhrases(stage))[0]!;
const added = ({ officeId }: { officeId: string | null }, step = "department") => ({
  ...{ officeId, matter: "certificate-replacement", step, outcome: "approve" },
  text: `情况属实。${randomUUID().slice(0, 8)}`,
});

/** Phrases, the unsent opinion, and the columns of lists, by the id of the endpoint. */
export const ownDeskScenarios: Readonly<Record<string, Scenario>> = {
  listPhrases: {
    denied: () => ({ as: "danwei", code: "not-allowed" }),
    conflict: reading,
    success: () => ({ as: chief }),
  },
  addPhrase: {
    denied: async (scene) => ({
      as: "shizhigaiban",
      body: added((await ofOffice(scene)).subject),
      code: "not-allowed",
    }),
    conflict: async (scene) => ({
      ...{ as: chief, code: "no-such-step" },
      body: added((await ofOffice(scene)).subject, "materials"),
    }),
    success: async (scene) => ({ as: chief, body: added((await ofOffice(scene)).subject) }),
  },
  changePhrase: {
    denied: async (scene) => ({
      ...{ as: "shizhigaiban", params: { id: (await ofOffice(scene)).id } },
      ...{ body: { text: "同意上报。" }, code: "not-allowed" },
    }),
    conflict: () => ({ as: chief, params: { id: randomUUID() }, body: { text: "同意上报。" }, code: "not-found" }),
    success: async (scene) => ({ as: chief, params: { id: (await ofOffice(scene)).id }, body: { text: "同意上报。" } }),
  },
  endPhrase: {
    denied: async (scene) => ({ as: "shizhigaiban", params: { id: (await ofOffice(scene)).id }, code: "not-allowed" }),
    conflict: () => ({ as: chief, params: { id: randomUUID() }, code: "not-found" }),
    success: async (scene) => ({ as: chief, params: { id: (await ofOffice(scene)).id } }),
  },
  getOwnNote: {
    denied: (scene) => ({ as: "zhuguan", params: { id: taskOf(scene, "employer").id }, code: "not-found" }),
    conflict: reading,
    success: (scene) => ({ as: "danwei", params: { id: taskOf(scene, "employer").id } }),
  },
  keepOwnNote: {
    denied: (scene) => ({
      ...{ as: "zhuguan", params: { id: taskOf(scene, "employer").id } },
      ...{ body: { opinion: "", note: "" }, code: "not-found" },
    }),
    conflict: "what was written last is what is kept",
    success: (scene) => ({
      ...{ as: "danwei", params: { id: taskOf(scene, "employer").id } },
      body: { opinion: "情况属实", note: "等复印件" },
    }),
  },
  getColumns: deskReads,
  chooseColumns: {
    denied: () => ({ as: applicant, body: { list: "search", columns: ["status"] }, code: "not-allowed" }),
    conflict: "what was chosen last is what is shown",
    success: () => ({ as: "danwei", body: { list: "search", columns: ["status", "number"] } }),
  },
};
