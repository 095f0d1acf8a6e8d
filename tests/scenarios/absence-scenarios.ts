import { randomUUID } from "node:crypto";
import { versionOf } from "../../api/queries/leavers.ts";
import { rows } from "../../db/connection.ts";
import { applicant, deskReads, reading, type Scenario, type Scene } from "./scene.ts";

const accountOf = ({ stage }: Scene, loginName: string) => ({ id: stage.desk.world.accounts[loginName]! });

function absence(scene: Scene, change: object = {}) {
  return {
    ...{ key: randomUUID(), accountId: accountOf(scene, "shizhigaiban").id, matters: null, reason: "参加培训" },
    ...{ substituteId: accountOf(scene, "shizhigaiban2").id, from: "2097-01-01", to: "2097-12-31" },
    ...change,
  };
}

async function arranged(scene: Scene): Promise<{ id: string }> {
  const id = randomUUID();
  await rows(
    scene.stage.desk.database,
    `insert into substitutes (id, account_id, substitute_id, valid_from, valid_to, reason, made_by, made_at)
     values ($1, $2, $3, '2097-01-01', '2097-12-31', '参加培训', $2, now())`,
    [id, accountOf(scene, "shizhigaiban").id, accountOf(scene, "shizhigaiban2").id],
  );
  return { id };
}

/** A member of the department who holds nothing, to be handed over without touching anybody's work. */
async function newcomer({ stage }: Scene): Promise<{ id: string }> {
  const { database, world } = stage.desk;
  const id = randomUUID();
  await rows(
    database,
    `insert into accounts (id, login_name, password_hash, display_name)
     select $1, $2, password_hash, '新来的人' from accounts where id = $3`,
    [id, `newcomer-${id.slice(0, 8)}`, world.accounts["zhuguan"]],
  );
  await rows(
    database,
    `insert into memberships (id, account_id, office_id, role, valid_from)
     select gen_random_uuid(), $1, office_id, 'reviewer', '2024-01-01' from memberships where account_id = $2 limit 1`,
    [id, world.accounts["zhuguan"]],
  );
  return { id };
}

const handing = (version: string) => ({ key: randomUUID(), version, bodies: [], tasks: [], reason: "调离" });

/** Substitutes and leavers (B-05, B-06), by the id of the endpoint. */
export const absenceScenarios: Readonly<Record<string, Scenario>> = {
  listSubstitutions: deskReads,
  listSubstitutes: {
    denied: (scene) => ({ as: applicant, params: accountOf(scene, "shizhigaiban"), code: "not-allowed" }),
    conflict: reading,
    success: (scene) => ({ as: "shizhigaiban", params: accountOf(scene, "shizhigaiban") }),
  },
  arrangeSubstitute: {
    denied: (scene) => ({ as: "xianzhigaiban", body: absence(scene), code: "not-allowed" }),
    conflict: (scene) => ({
      ...{ as: "shizhigaiban", code: "substitution-past" },
      body: absence(scene, { from: "2020-01-01", to: "2020-12-31" }),
    }),
    success: (scene) => ({ as: "shizhigaiban", body: absence(scene) }),
  },
  endSubstitution: {
    denied: async (scene) => ({ as: "xianzhigaiban", params: await arranged(scene), code: "not-found" }),
    conflict: "ended again it is ended",
    success: async (scene) => ({ as: "shizhigaiban", params: await arranged(scene) }),
  },
  listLeavers: deskReads,
  previewHandover: {
    denied: (scene) => ({ as: "shizhigaiban", params: accountOf(scene, "zhuguan"), code: "not-allowed" }),
    conflict: reading,
    success: (scene) => ({ as: "guanli", params: accountOf(scene, "zhuguan") }),
  },
  handOver: {
    denied: (scene) => ({
      ...{ as: "shizhigaiban", params: accountOf(scene, "zhuguan"), code: "not-allowed" },
      body: handing("any"),
    }),
    conflict: (scene) => ({
      ...{ as: "guanli", params: accountOf(scene, "zhuguan"), code: "stale-version" },
      body: handing("of another day"),
    }),
    success: async (scene) => {
      const params = await newcomer(scene);
      return { as: "guanli", params, body: handing(versionOf([])) };
    },
  },
};
