import { randomUUID } from "node:crypto";
import { successionVersion } from "../../api/queries/office-succession.ts";
import { rows } from "../../db/connection.ts";
import { county, newOffice, officeId } from "./body-scenarios.ts";
import { reading, type Scenario, type Scene } from "./scene.ts";

const successor = { successorId: officeId("industry-department").id };
const succession = (version: string) => ({ key: randomUUID(), ...successor, version, reason: "机构改革方案" });

/** An office whose end guanli has proposed. */
async function proposed(
  scene: Scene,
  rest: (version: string) => object,
  state: "waiting" | "declined" | "withdrawn" = "waiting",
): Promise<{ params: { id: string }; body: object }> {
  const { database, world } = scene.stage.desk;
  const params = await newOffice(scene);
  const [proposalId, decidedBy] = [randomUUID(), { waiting: null, declined: "guanli2", withdrawn: "guanli" }[state]];
  await rows(
    database,
    `insert into succession_proposals (id, office_id, successor_id, reason, state, author_id, author, seen, proposed_at, decided_by, decided_at)
     values ($1, $2, $3, '机构改革方案', $4, $5, '苏明远', '', now(), $6::uuid, case when $6 is not null then now() end)`,
    [
      ...[proposalId, params.id, successor.successorId, state, world.accounts["guanli"]],
      decidedBy ? world.accounts[decidedBy] : null,
    ],
  );
  const version = await successionVersion(database, [params.id, successor.successorId]);
  return { params, body: { proposalId, ...rest(version) } };
}
const seen = (version: string) => ({ version });
const unseen = () => ({ version: "of another day" });
const because = () => ({ reason: "方案还没有印发" });

/** An office that ends with a successor, by the id of the endpoint. */
export const successionScenarios: Readonly<Record<string, Scenario>> = {
  listSuccessors: {
    denied: () => ({ as: "shizhigaiban2", params: county, code: "not-allowed" }),
    conflict: reading,
    success: () => ({ as: "guanli", params: county }),
  },
  previewSuccession: {
    denied: async (scene) => ({
      ...{ as: "shizhigaiban2", params: await newOffice(scene), query: successor, code: "not-allowed" },
    }),
    conflict: async (scene) => ({
      ...{ as: "guanli", params: await newOffice(scene), code: "successor-not-fit" },
      query: { successorId: county.id },
    }),
    success: async (scene) => ({ as: "guanli", params: await newOffice(scene), query: successor }),
  },
  proposeSuccession: {
    denied: async (scene) => ({
      ...{ as: "shizhigaiban2", params: await newOffice(scene), body: succession("any"), code: "not-allowed" },
    }),
    conflict: async (scene) => ({
      ...{ as: "guanli", params: await newOffice(scene), body: succession("of another day"), code: "stale-version" },
    }),
    success: async (scene) => {
      const params = await newOffice(scene);
      const { database } = scene.stage.desk;
      const version = await successionVersion(database, [params.id, successor.successorId]);
      return { as: "guanli", params, body: succession(version) };
    },
  },
  approveSuccession: {
    denied: async (scene) => ({ as: "guanli", ...(await proposed(scene, seen)), code: "author-of-succession" }),
    conflict: async (scene) => ({ as: "guanli2", ...(await proposed(scene, unseen)), code: "stale-version" }),
    success: async (scene) => ({ as: "guanli2", ...(await proposed(scene, seen)) }),
  },
  declineSuccession: {
    denied: async (scene) => ({ as: "guanli", ...(await proposed(scene, because)), code: "author-of-succession" }),
    conflict: async (scene) => ({
      ...{ as: "guanli2", ...(await proposed(scene, because, "withdrawn")), code: "succession-elsewhere" },
    }),
    success: async (scene) => ({ as: "guanli2", ...(await proposed(scene, because)) }),
  },
  withdrawSuccession: {
    denied: async (scene) => ({
      as: "guanli2",
      ...(await proposed(scene, () => ({}))),
      code: "not-author-of-succession",
    }),
    conflict: async (scene) => ({
      ...{ as: "guanli", ...(await proposed(scene, () => ({}), "declined")), code: "succession-elsewhere" },
    }),
    success: async (scene) => ({ as: "guanli", ...(await proposed(scene, () => ({}))) }),
  },
};
