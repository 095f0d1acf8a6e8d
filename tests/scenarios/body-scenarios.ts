import { randomUUID } from "node:crypto";
import { rows } from "../../db/connection.ts";
import { civilDateAt } from "../../domain/civil-date.ts";
import { demoAreas, demoOffices } from "../../ops/demo-data/places.ts";
import { identityNumberOf, newIdentityNumber, testPassword } from "../factories.ts";
import { applicant, officeReads, own, reading, type Scenario, type Scene } from "./scene.ts";

export const officeId = (key: string) => ({ id: demoOffices.find((office) => office.key === key)!.id });
export const county = officeId("county-title-office");
const fields = { series: null, parentId: null, phone: null };

/** An office nobody sits in. */
export async function newOffice({ stage }: Scene): Promise<{ id: string }> {
  const id = randomUUID();
  await rows(stage.desk.database, "insert into offices (id, kind, name, area_id) values ($1, 'department', $2, $3)", [
    id,
    `示例主管局 ${id.slice(0, 8)}`,
    demoAreas[2]!.id,
  ]);
  return { id };
}

/** Somebody who sits in the county's office and holds nothing. */
async function newSeat({ stage }: Scene): Promise<{ id: string; accountId: string }> {
  const [id, accountId] = [randomUUID(), randomUUID()];
  const { database } = stage.desk;
  await rows(
    database,
    "insert into accounts (id, login_name, password_hash, display_name) values ($1, $2, 'none', '新来的人')",
    [accountId, `seat-${accountId.slice(0, 8)}`],
  );
  await rows(
    database,
    "insert into memberships (id, account_id, office_id, role, valid_from) values ($1, $2, $3, 'reviewer', '2024-01-01')",
    [id, accountId, county.id],
  );
  return { id, accountId };
}
export const onlyId = ({ id }: { id: string }) => ({ id });

async function newRequest({ stage }: Scene, state = "waiting"): Promise<{ id: string }> {
  const id = randomUUID();
  await rows(
    stage.desk.database,
    `insert into account_requests (id, office_id, name, role, reason, requested_by, requested_at, state)
     values ($1, $2, '示例人', 'reviewer', '新增岗位', $3, now(), $4)`,
    [id, county.id, stage.desk.world.accounts["xianzhigaiban"], state],
  );
  return { id };
}

const office = (change: object = {}) => ({
  ...{ key: randomUUID(), kind: "title-office", name: `示例职改办 ${randomUUID().slice(0, 8)}` },
  ...{ areaId: demoAreas[6]!.id, ...fields, ...change },
});
const member = (change: object = {}) => ({
  ...{ key: randomUUID(), role: "reviewer", from: civilDateAt(Date.now()), to: null, requestId: null },
  ...{
    account: {
      kind: "new",
      loginName: `zh${randomUUID().slice(0, 8)}`,
      name: "新来的人",
      identityNumber: newIdentityNumber(),
    },
    ...change,
  },
});
const term = (version: number) => ({ version, role: "reviewer", from: "2024-01-01", to: null });
const ending = (version: number) => ({ version, release: false, reason: "调离" });
const asked = () => ({ key: randomUUID(), name: "示例人", role: "reviewer", reason: "新增岗位" });

const rewording = (version: number) => ({
  ...{ version, note: "改得更清楚" },
  wording: { title: "办件已公示", body: "办件 {编号} 已公示，到 {期限} 为止。" },
});

const matter = "certificate-replacement";
const defects = { catalogue: "defects" };
const ofPhoto = { ...defects, code: "photo" };
const ofPhone = { ...defects, code: "phone" };
const entry = (change: object) => ({
  ...{ matter, name: `缺少说明 ${randomUUID().slice(0, 8)}`, field: null, titles: null, place: 90 },
  ...{ from: null, to: null, note: "常见的问题", ...change },
});
const defect = (change: object = {}) => entry({ key: randomUUID(), ...change });
const changed = (version: number) => entry({ version });
const noMore = (version: number) => ({ matter, version, note: "不再使用" });

/** Offices, their members and accounts (S2-05, D19), wordings of messages and catalogues, by the id of the endpoint. */
export const bodyScenarios: Readonly<Record<string, Scenario>> = {
  changePassword: {
    denied: own,
    conflict: () => ({
      ...{ as: "chief of the department", code: "password-unchanged" },
      body: { password: testPassword, newPassword: testPassword },
    }),
    success: () => ({
      as: "chief of the department",
      body: { password: testPassword, newPassword: "Wode-Mima-7" },
    }),
  },
  getOffice: {
    denied: () => ({ as: applicant, params: county, code: "not-allowed" }),
    conflict: reading,
    success: () => ({ as: "xianzhigaiban", params: county }),
  },
  listOfficeChoices: officeReads(),
  createOffice: {
    denied: () => ({ as: "shizhigaiban2", body: office(), code: "not-allowed" }),
    conflict: () => ({ as: "guanli", body: office({ name: demoOffices[0].name }), code: "office-name-taken" }),
    success: () => ({ as: "guanli", body: office() }),
  },
  changeOffice: {
    denied: () => ({
      as: "xianzhigaiban",
      params: county,
      body: { ...fields, version: 1, name: "另一个名称" },
      code: "not-allowed",
    }),
    conflict: async (scene) => ({
      ...{ as: "guanli", params: await newOffice(scene), code: "stale-version" },
      body: { ...fields, version: 2, name: "另一个名称" },
    }),
    success: async (scene) => ({
      ...{ as: "guanli", params: await newOffice(scene) },
      body: { ...fields, version: 1, name: `另一个名称 ${randomUUID().slice(0, 8)}` },
    }),
  },
  endOffice: {
    denied: async (scene) => ({
      as: "shizhigaiban2",
      params: await newOffice(scene),
      body: { version: 1 },
      code: "not-allowed",
    }),
    conflict: () => ({ as: "guanli", params: county, body: { version: 1 }, code: "office-in-use" }),
    success: async (scene) => ({ as: "guanli", params: await newOffice(scene), body: { version: 1 } }),
  },
  addMember: {
    denied: () => ({ as: "xianzhigaiban", params: county, body: member(), code: "not-allowed" }),
    conflict: () => ({
      ...{ as: "shizhigaiban2", params: county, code: "login-name-taken" },
      body: member({
        account: { kind: "new", loginName: "zhuguan", name: "新来的人", identityNumber: newIdentityNumber() },
      }),
    }),
    success: () => ({ as: "shizhigaiban2", params: county, body: member() }),
  },
  changeMembership: {
    denied: async (scene) => ({
      as: "xianzhigaiban",
      params: onlyId(await newSeat(scene)),
      body: term(1),
      code: "not-allowed",
    }),
    conflict: async (scene) => ({
      as: "guanli",
      params: onlyId(await newSeat(scene)),
      body: term(2),
      code: "stale-version",
    }),
    success: async (scene) => ({ as: "guanli", params: onlyId(await newSeat(scene)), body: term(1) }),
  },
  endMembership: {
    denied: async (scene) => ({
      as: "xianzhigaiban",
      params: onlyId(await newSeat(scene)),
      body: ending(1),
      code: "not-allowed",
    }),
    conflict: async (scene) => ({
      as: "guanli",
      params: onlyId(await newSeat(scene)),
      body: ending(2),
      code: "stale-version",
    }),
    success: async (scene) => ({ as: "shizhigaiban2", params: onlyId(await newSeat(scene)), body: ending(1) }),
  },
  renewPassword: {
    denied: async (scene) => ({
      ...{ as: "xianzhigaiban", params: { id: (await newSeat(scene)).accountId }, code: "not-allowed" },
      body: { officeId: county.id },
    }),
    conflict: async (scene) => ({
      ...{ as: "guanli", params: { id: (await newSeat(scene)).accountId }, code: "not-found" },
      body: { officeId: officeId("talent-centre").id },
    }),
    success: async (scene) => ({
      ...{ as: "shizhigaiban2", params: { id: (await newSeat(scene)).accountId } },
      body: { officeId: county.id },
    }),
  },
  recordIdentity: {
    denied: async (scene) => ({
      ...{ as: "xianzhigaiban", params: { id: (await newSeat(scene)).accountId }, code: "not-allowed" },
      body: { officeId: county.id, identityNumber: newIdentityNumber() },
    }),
    conflict: async (scene) => ({
      ...{ as: "guanli", params: { id: (await newSeat(scene)).accountId }, code: "person-otherwise-named" },
      body: { officeId: county.id, identityNumber: identityNumberOf("45020019860912003") },
    }),
    success: async (scene) => ({
      ...{ as: "shizhigaiban2", params: { id: (await newSeat(scene)).accountId } },
      body: { officeId: county.id, identityNumber: newIdentityNumber() },
    }),
  },
  requestAccount: {
    denied: () => ({ as: "shizhigaiban2", params: county, body: asked(), code: "not-allowed" }),
    conflict: "the same press again is the same request",
    success: () => ({ as: "xianzhigaiban", params: county, body: asked() }),
  },
  declineAccountRequest: {
    denied: async (scene) => ({
      as: "zhuguan",
      params: await newRequest(scene),
      body: { answer: "岗位已满" },
      code: "not-found",
    }),
    conflict: async (scene) => ({
      ...{ as: "shizhigaiban2", params: await newRequest(scene, "granted"), code: "stale-version" },
      body: { answer: "岗位已满" },
    }),
    success: async (scene) => ({ as: "shizhigaiban2", params: await newRequest(scene), body: { answer: "岗位已满" } }),
  },
  listCatalogues: officeReads(),
  addCatalogueEntry: {
    denied: () => ({ as: "shizhigaiban2", params: defects, body: defect(), code: "not-allowed" }),
    conflict: () => ({
      ...{ as: "guanli", params: defects, code: "catalogue-name-taken" },
      body: defect({ name: "身份证照片不清晰或缺一面" }),
    }),
    success: () => ({ as: "guanli", params: defects, body: defect() }),
  },
  changeCatalogueEntry: {
    denied: () => ({ as: "xianzhigaiban", params: ofPhoto, body: changed(1), code: "not-allowed" }),
    conflict: () => ({ as: "guanli", params: ofPhoto, body: changed(99), code: "stale-version" }),
    success: () => ({ as: "guanli", params: ofPhoto, body: changed(1) }),
  },
  endCatalogueEntry: {
    denied: () => ({ as: "zhuguan", params: ofPhone, body: noMore(1), code: "not-allowed" }),
    conflict: () => ({ as: "guanli", params: ofPhone, body: noMore(99), code: "stale-version" }),
    success: () => ({ as: "guanli", params: ofPhone, body: noMore(1) }),
  },
  listNotificationTexts: officeReads(),
  changeNotificationText: {
    denied: () => ({ as: "shizhigaiban2", params: { kind: "declared" }, body: rewording(0), code: "not-allowed" }),
    conflict: () => ({ as: "guanli", params: { kind: "declared" }, body: rewording(7), code: "stale-version" }),
    success: () => ({ as: "guanli", params: { kind: "declared" }, body: rewording(0) }),
  },
};
