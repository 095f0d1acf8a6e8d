import { z } from "zod";
import { identityNumber } from "../../domain/identity-number.ts";
import { oneLine, phoneNumber } from "../../domain/text-input.ts";
import { byId, civilDate, commandKey, done, givenDate, id, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { waitingSuccession } from "./office-endings.ts";

export const officeKind = z.enum(["department", "title-office", "talent-centre"]);
export const officeRole = z.enum(["reviewer", "chief", "administrator"]);
export type OfficeRole = z.infer<typeof officeRole>;

export const listedOffice = z.object({
  id,
  name: z.string(),
  kindName: z.string(),
  areaName: z.string(),
  parentName: z.string().nullable(),
  phone: z.string(),
  openTasks: z.int(),
  overdueTasks: z.int(),
  /** Accounts asked for that nobody has answered (S2-05). */
  requests: z.int(),
  /** Its end with a successor waits to be approved; told to administrators. */
  successionWaits: z.boolean(),
  /** When it ended; null: it has not. */
  endedAt: instant.nullable(),
  successorName: z.string().nullable(),
  members: z.array(z.object({ name: z.string(), roleName: z.string(), from: civilDate, to: civilDate.nullable() })),
});
export type ListedOffice = z.infer<typeof listedOffice>;

export const listOffices = endpoint({
  id: "listOffices",
  method: "GET",
  path: "/api/admin/offices",
  tag: "管理",
  summary: "机构与成员：管理员为全部的，职改办负责人为本机构的，市职改办另有本市各职改办的",
  access: "session",
  reply: z.object({
    offices: z.array(listedOffice),
    mayCreate: z.boolean(),
  }),
});

const member = z.object({
  membershipId: id,
  accountId: id,
  name: z.string(),
  loginName: z.string(),
  role: officeRole,
  roleName: z.string(),
  from: civilDate,
  to: civilDate.nullable(),
  state: z.enum(["coming", "current", "ended"]),
  /** Open tasks of this office in this person's hands. */
  work: z.int(),
  /** The initial password was not changed yet. */
  initialPassword: z.boolean(),
  version: z.int(),
  mayRenewPassword: z.boolean(),
  /** Is it known who uses the account? Otherwise nobody can tell when they must stand aside (D20). */
  identityKnown: z.boolean(),
  mayRecordIdentity: z.boolean(),
});
export type OfficeMember = z.infer<typeof member>;

const accountRequest = z.object({
  id,
  name: z.string(),
  role: officeRole,
  roleName: z.string(),
  reason: z.string(),
  requestedBy: z.string(),
  at: instant,
  state: z.enum(["waiting", "granted", "declined"]),
  answer: z.string().nullable(),
});
export type AccountRequest = z.infer<typeof accountRequest>;

export const getOffice = endpoint({
  id: "getOffice",
  method: "GET",
  path: "/api/offices/:id",
  tag: "管理",
  summary: "一个机构：资料、成员、账户申请、变动记录",
  access: "session",
  params: byId,
  reply: z.object({
    id,
    version: z.int(),
    name: z.string(),
    kind: officeKind,
    kindName: z.string(),
    areaName: z.string(),
    series: z.string().nullable(),
    parent: z.object({ id, name: z.string() }).nullable(),
    phone: z.string(),
    endedAt: instant.nullable(),
    successor: z.object({ id, name: z.string() }).nullable(),
    /** Closed cases on their way from an office that has ended to its successor, this one being either. */
    movingHistory: z.array(z.object({ from: z.string(), to: z.string(), left: z.int() })),
    openTasks: z.int(),
    /** The end with a successor that waits for another administrator; null for whoever administers nothing. */
    succession: waitingSuccession.nullable(),
    members: z.array(member),
    requests: z.array(accountRequest),
    /** Who did what to it, newest first. */
    changes: z.array(z.object({ at: instant, who: z.string(), sentence: z.string() })),
    allowed: z.object({
      change: z.boolean(),
      end: z.boolean(),
      manageMembers: z.boolean(),
      grantAdministrator: z.boolean(),
      requestAccount: z.boolean(),
    }),
  }),
});
export type OfficeView = z.infer<typeof getOffice.reply>;

export const listOfficeChoices = endpoint({
  id: "listOfficeChoices",
  method: "GET",
  path: "/api/admin/office-choices",
  tag: "管理",
  summary: "新建、修改机构时可以选的类别、地区、系列、上级机构",
  access: "session",
  reply: z.object({
    kinds: z.array(z.object({ kind: officeKind, name: z.string() })),
    areas: z.array(z.object({ id, name: z.string(), levelName: z.string() })),
    series: z.array(z.string()),
    parents: z.array(z.object({ id, name: z.string() })),
  }),
});

const officeName = oneLine({ label: "机构名称", most: 60, least: 4 });
const phone = phoneNumber.nullable();
const series = z.string().max(60).nullable();

export const createOffice = endpoint({
  id: "createOffice",
  method: "POST",
  path: "/api/admin/offices",
  tag: "管理",
  summary: "新建机构",
  access: "session",
  body: z.strictObject({
    key: commandKey,
    kind: officeKind,
    name: officeName,
    areaId: id,
    series,
    parentId: id.nullable(),
    phone,
  }),
  reply: z.object({ id }),
});

export const changeOffice = endpoint({
  id: "changeOffice",
  method: "PUT",
  path: "/api/offices/:id",
  tag: "管理",
  summary: "修改机构；类别和地区决定办件去向，不能改，应另建机构并移交",
  access: "session",
  params: byId,
  body: z.strictObject({
    /** The version that the form was read at: a stale one is refused with who changed what. */
    version: z.int().positive(),
    name: officeName,
    series,
    parentId: id.nullable(),
    phone,
  }),
  reply: done,
});

const loginName = z
  .string({ error: "请填写登录名" })
  .trim()
  .toLowerCase()
  .regex(/^[a-z][a-z0-9._-]{2,31}$/, "登录名用 3 至 32 个小写字母、数字、点、横线，以字母开头");
const personName = oneLine({ label: "姓名", most: 30, least: 2 });

export const addMember = endpoint({
  id: "addMember",
  method: "POST",
  path: "/api/offices/:id/members",
  tag: "管理",
  summary: "增加人员：新建账户（随机初始密码只显示这一次），或已有账户再任一职（S2-05、D19）",
  access: "session",
  params: byId,
  body: z.strictObject({
    key: commandKey,
    role: officeRole,
    from: givenDate,
    to: givenDate.nullable(),
    account: z.union([
      z.strictObject({ kind: z.literal("new"), loginName, name: personName, identityNumber: identityNumber() }),
      z.strictObject({ kind: z.literal("existing"), loginName: z.string().trim().min(1).max(64) }),
    ]),
    /** The request of the office that is granted with it. */
    requestId: id.nullable(),
  }),
  reply: z.object({
    accountId: id,
    /** Shown once; null for an existing account, and when the same press was answered before: then a new one can be made. */
    initialPassword: z.string().nullable(),
  }),
});

export const changeMembership = endpoint({
  id: "changeMembership",
  method: "PUT",
  path: "/api/memberships/:id",
  tag: "管理",
  summary: "变更任职：角色、任期",
  access: "session",
  params: byId,
  body: z.strictObject({
    version: z.int().positive(),
    role: officeRole,
    from: givenDate,
    to: givenDate.nullable(),
  }),
  reply: done,
});

export const endMembership = endpoint({
  id: "endMembership",
  method: "POST",
  path: "/api/memberships/:id/end",
  tag: "管理",
  summary: "立即结束任职；名下还有本机构未办结的，须先交接或放回待认领",
  access: "session",
  params: byId,
  body: z.strictObject({
    version: z.int().positive(),
    /** Puts open tasks of this office back among what waits to be claimed; otherwise they stand in the way. */
    release: z.boolean(),
    reason: oneLine({ label: "原因", most: 200 }),
  }),
  reply: done,
});

export const renewPassword = endpoint({
  id: "renewPassword",
  method: "POST",
  path: "/api/accounts/:id/password",
  tag: "管理",
  summary: "重发初始密码：随机，只显示这一次，首次登录须修改；已有的登录全部结束（D19）",
  access: "session",
  params: byId,
  body: z.strictObject({ officeId: id }),
  reply: z.object({ initialPassword: z.string() }),
});

export const recordIdentity = endpoint({
  id: "recordIdentity",
  method: "PUT",
  path: "/api/accounts/:id/identity-number",
  tag: "管理",
  summary: "登记、更正账户使用人的身份证号：同一个人的各个账户一并回避（D20）",
  access: "session",
  params: byId,
  body: z.strictObject({ officeId: id, identityNumber: identityNumber() }),
  reply: done,
});

export const requestAccount = endpoint({
  id: "requestAccount",
  method: "POST",
  path: "/api/offices/:id/account-requests",
  tag: "管理",
  summary: "县（区）、系列职改办向市职改办申请建立账户（S2-05）",
  access: "session",
  params: byId,
  body: z.strictObject({
    key: commandKey,
    name: personName,
    role: z.enum(["reviewer", "chief"]),
    reason: oneLine({ label: "说明", most: 200 }),
  }),
  reply: done,
});

export const declineAccountRequest = endpoint({
  id: "declineAccountRequest",
  method: "POST",
  path: "/api/account-requests/:id/decline",
  tag: "管理",
  summary: "不予建立账户，说明原因",
  access: "session",
  params: byId,
  body: z.strictObject({ answer: oneLine({ label: "原因", most: 200 }) }),
  reply: done,
});
