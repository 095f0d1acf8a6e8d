import { randomUUID } from "node:crypto";
import { demoPassword } from "../../ops/demo-data/accounts.ts";
import { plantBatches } from "../batch-subjects.ts";
import { deskReads, reading, taskOf, type Refused, type Scenario, type Scene } from "./scene.ts";

const reject = { outcome: "reject", opinion: "不符" };

/** A batch of its own for each question, as the employer's agent left it; `over`: the one that has been decided. */
const batch = async ({ stage }: Scene, over = false) => (await plantBatches(stage))[over ? 1 : 0]!;

const asked = (as: string, body?: (one: Awaited<ReturnType<typeof batch>>) => unknown, over = false) => {
  return async (scene: Scene) => {
    const one = await batch(scene, over);
    return { as, params: { id: one.id }, ...(body ? { body: body(one) } : {}) };
  };
};
const refused = (code: Refused["code"], ...given: Parameters<typeof asked>) => {
  return async (scene: Scene): Promise<Refused> => ({ ...(await asked(...given)(scene)), code });
};
type Planted = Awaited<ReturnType<typeof batch>>;
const change = ({ taskId }: Planted) => ({
  version: 1,
  items: [{ taskId: taskId ?? randomUUID(), decision: reject }],
});
const confirmation = ({ hash }: Planted) => ({ hash, password: demoPassword });
const beginning = ({ hash }: Planted) => ({ hash });
const another = () => ({ hash: "b".repeat(64) });

/** Bulk decisions (B-07), by the id of the endpoint. */
export const bulkScenarios: Readonly<Record<string, Scenario>> = {
  listBulkBatches: deskReads,
  makeBulkBatch: {
    denied: (scene) => ({
      ...{ as: "zhuguan", code: "not-found" },
      body: { key: randomUUID(), taskIds: [taskOf(scene, "employer").id], from: null },
    }),
    conflict: (scene) => ({
      ...{ as: "shizhigaiban2", code: "bulk-not-alike" },
      body: { key: randomUUID(), taskIds: [taskOf(scene, "objected", "objection").id], from: null },
    }),
    success: (scene) => ({
      as: "danwei",
      body: { key: randomUUID(), taskIds: [taskOf(scene, "employer").id], from: null },
    }),
  },
  getBulkBatch: { denied: refused("not-found", "zhuguan"), conflict: reading, success: asked("danwei") },
  exportBulkBatch: {
    denied: async (scene) => ({ ...(await refused("not-found", "zhuguan")(scene)), query: { format: "csv" } }),
    conflict: reading,
    success: async (scene) => ({ ...(await asked("danwei")(scene)), query: { format: "csv" } }),
  },
  changeBulkBatch: {
    denied: refused("not-found", "zhuguan", change),
    conflict: refused("bulk-begun", "danwei", change, true),
    success: asked("danwei", change),
  },
  dropBulkBatch: {
    denied: refused("not-found", "zhuguan"),
    conflict: refused("bulk-begun", "danwei", undefined, true),
    success: asked("danwei"),
  },
  confirmBulkBatch: {
    denied: refused("not-found", "zhuguan", confirmation),
    conflict: refused("stale-version", "danwei", () => ({ ...another(), password: demoPassword })),
    success: asked("danwei", confirmation),
  },
  beginBulkBatch: {
    denied: refused("not-found", "zhuguan", beginning),
    conflict: refused("stale-version", "danwei", another),
    // A rejection sets no seal.
    success: asked("danwei", beginning),
  },
};
