import { z } from "zod";
import { newPassword } from "../../domain/password.ts";
import { done, id, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";

export const role = z.enum(["applicant", "agent", "reviewer", "chief", "administrator"]);
export type Role = z.infer<typeof role>;

export const account = z.object({
  id,
  displayName: z.string(),
  roles: z.array(role),
  /** Where the account acts besides for itself. */
  memberships: z.array(
    z.object({
      role,
      officeId: id.nullable(),
      officeKind: z.string().nullable().default(null),
      organisationId: id.nullable(),
      name: z.string(),
      areaName: z.string(),
      /** Name of the absent person whose seat it is (B-05); null: one's own. */
      standsInFor: z.string().nullable().default(null),
    }),
  ),
  /** Set while a clerk acts for this person at the counter. */
  counter: z.object({ clerkName: z.string(), officeName: z.string() }).nullable().default(null),
  stepUpUntil: instant.nullable(),
  unreadNotifications: z.int(),
  /** Signed in with an initial password: nothing else is answered until it is changed. */
  mustChangePassword: z.boolean().default(false),
});
export type Account = z.infer<typeof account>;

export const session = z.object({
  account: account.nullable(),
  city: z.string(),
  demo: z.boolean(),
  /** Stand-ins in use, each named as it must be shown on screen. */
  standIns: z.array(z.string()),
  contact: z.object({ host: z.string(), address: z.string(), phone: z.string(), hours: z.string() }),
});

export const getSession = endpoint({
  id: "getSession",
  method: "GET",
  path: "/api/session",
  tag: "会话",
  summary: "当前会话：未登录时 account 为 null",
  access: "public",
  reply: session,
});

export const logIn = endpoint({
  id: "logIn",
  method: "POST",
  path: "/api/session",
  tag: "会话",
  summary: "账号密码登录",
  access: "public",
  body: z.strictObject({ loginName: z.string().trim().min(1).max(64), password: z.string().min(1).max(256) }),
  reply: session,
});

export const logOut = endpoint({
  id: "logOut",
  method: "DELETE",
  path: "/api/session",
  tag: "会话",
  summary: "退出登录",
  access: "session",
  reply: done,
});

export const stepUp = endpoint({
  id: "stepUp",
  method: "POST",
  path: "/api/session/step-up",
  tag: "会话",
  summary: "盖章前再次输入密码，五分钟内有效",
  access: "session",
  body: z.strictObject({ password: z.string().min(1).max(256) }),
  reply: z.object({ stepUpUntil: instant }),
});

export const changePassword = endpoint({
  id: "changePassword",
  method: "POST",
  path: "/api/session/password",
  tag: "会话",
  summary: "修改本人密码；其他设备上的登录同时结束",
  access: "session",
  body: z.strictObject({ password: z.string().min(1).max(256), newPassword }),
  reply: session,
});

export const listDemoAccounts = endpoint({
  id: "listDemoAccounts",
  method: "GET",
  path: "/api/demo/accounts",
  tag: "演示",
  summary: "演示账号，每种角色一个",
  access: "demo",
  reply: z.object({
    accounts: z.array(
      z.object({
        loginName: z.string(),
        password: z.string(),
        label: z.string(),
        goodFor: z.string(),
        door: z.enum(["person", "organisation", "staff"]),
      }),
    ),
  }),
});
