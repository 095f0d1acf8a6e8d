import { randomUUID } from "node:crypto";
import sharp from "sharp";
import { row } from "../../db/connection.ts";
import type { RefusalCode } from "../../domain/refusal.ts";
import type { PartialStore } from "../../ports/partial-store.ts";
import type { Subjects } from "../permission-subjects.ts";
import type { Stage, StageState } from "../stage.ts";

/** One request, by somebody of the cast (tests/stage.ts). */
export interface ScenarioRequest {
  as: string;
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
}
export type Refused = ScenarioRequest & { code: RefusalCode };

/** For one endpoint: who is turned away, what the state of things forbids, and what goes well; or why there is no such. */
export interface Scenario {
  denied: string | ((scene: Scene) => Refused | Promise<Refused>);
  conflict: string | ((scene: Scene) => Refused | Promise<Refused>);
  /** Asked last: it may change the scene. */
  success(scene: Scene): ScenarioRequest | Promise<ScenarioRequest>;
}

export interface Scene {
  stage: Stage;
  subjects: Subjects;
  /** Where the asked API keeps files that have not arrived whole. */
  partials: PartialStore;
}

export const own = "concerns the asker alone";
export const everyone = "open to everybody";
export const reading = "reads, and asks nothing of the state";
export const applicant = "13900000001";
export const stranger = "13900000008";

export const caseOf = ({ stage }: Scene, state: StageState) => ({ id: stage.cases[state].id });
export function taskOf({ subjects }: Scene, state: StageState, kind = "review") {
  const found = subjects.tasks.find(({ name }) => name === `open ${kind} of ${state}`);
  if (!found) throw new Error(`no open task at ${state}`);
  return found;
}
export const draftOf = ({ subjects }: Scene, name: string) =>
  subjects.drafts.find((draft) => draft.name === `draft ${name}`)!;
export const materialOf = ({ subjects }: Scene, handedIn: boolean) =>
  subjects.materials.find(({ draft }) => draft.handedIn === handedIn)!;
export const certificateOf = (name: string) => async (scene: Scene) => ({
  id: scene.stage.desk.world.certificates[name]!,
});
export const newCertificate = (scene: Scene) =>
  row<{ id: string; token_cipher: string }>(
    scene.stage.desk.database,
    "select id, token_cipher from certificates where case_id = $1",
    [scene.stage.cases.completed.id],
  );
export const noticeOf = ({ subjects }: Scene, state: StageState) => ({
  id: subjects.notices.find(({ name }) => name === `notice of ${state}`)!.id,
});

/** Opinions, withdrawals and recalls carry a key of their own each time. */
export const reason = () => ({ key: randomUUID(), reason: "看错了" });
export const approval = (version: number) => ({
  ...{ key: randomUUID(), version },
  decision: { outcome: "approve", opinion: "情况属实，同意。" },
});
export const objection = () => ({
  ...{ key: randomUUID(), name: "示例人", phone: "13900000099" },
  reason: "证书在我处，并未遗失，请核实。",
});
export const photo = () =>
  sharp({ create: { width: 60, height: 80, channels: 3, background: "#3a7bc8" } })
    .jpeg()
    .toBuffer();
export const upload = async () => ({ query: { kind: "identity", name: "身份证.jpg" }, body: await photo() });
export const officeReads = (query: Record<string, string> = {}): Scenario => ({
  denied: () => ({ as: applicant, query, code: "not-allowed" }),
  conflict: reading,
  success: () => ({ as: "guanli", query }),
});
export const deskReads: Scenario = {
  denied: () => ({ as: applicant, code: "not-allowed" }),
  conflict: reading,
  success: () => ({ as: "danwei" }),
};
export const ownList: Scenario = { denied: own, conflict: reading, success: () => ({ as: applicant }) };
export const publicRead: Scenario = { denied: everyone, conflict: reading, success: () => ({ as: "nobody" }) };

export const dayOff = {
  ...{ layer: "CN", date: "2026-12-25", kind: "off", name: "测试放假" },
  sourceDocument: "测试文件〔2026〕1号",
};
