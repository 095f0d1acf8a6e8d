import { z } from "zod";
import { multiLine } from "../../domain/text-input.ts";
import { byId, commandKey, done, id, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";

export const endOffice = endpoint({
  id: "endOffice",
  method: "POST",
  path: "/api/offices/:id/end",
  tag: "管理",
  summary: "停用没有在办工作、没有在任人员、规则也不用的机构；不删除",
  access: "session",
  params: byId,
  body: z.strictObject({ version: z.int().positive() }),
  reply: done,
});

export const listSuccessors = endpoint({
  id: "listSuccessors",
  method: "GET",
  path: "/api/offices/:id/successors",
  tag: "管理",
  summary: "可以接替这个机构的机构：同类，没有停用",
  access: "session",
  params: byId,
  reply: z.object({ offices: z.array(z.object({ id, name: z.string(), areaName: z.string() })) }),
});

export const previewSuccession = endpoint({
  id: "previewSuccession",
  method: "GET",
  path: "/api/offices/:id/succession",
  tag: "管理",
  summary: "机构调整的预览：接替以后，哪些工作、人员、规则、单位随之移交",
  access: "session",
  params: byId,
  query: z.strictObject({ successorId: id }),
  reply: z.object({
    /** Names this state of both offices, their people and the rules: what has changed since is not moved unseen. */
    version: z.string(),
    from: z.object({ id, name: z.string() }),
    to: z.object({ id, name: z.string() }),
    /** Open now; work goes on, so it may be other ones when it is done. */
    open: z.int(),
    /** Of them in somebody's hands: they stay there. */
    held: z.int(),
    finished: z.int(),
    members: z.array(z.string()),
    /** Arranged by or for these people; they hold at the successor. */
    substitutions: z.array(z.string()),
    /** Rules that name the office, version by version; each version that holds or is to come is published anew. */
    rules: z.array(z.object({ version: z.int(), steps: z.array(z.string()) })),
    employers: z.int(),
    children: z.array(z.string()),
    requests: z.int(),
    phrases: z.int(),
    /** Not answered yet: the successor answers them. */
    ratings: z.int(),
    /** Certificates that keep the name of this office as their issuer. */
    certificates: z.int(),
  }),
});
export type SuccessionPreview = z.infer<typeof previewSuccession.reply>;

/** The end with a successor that waits for another administrator. */
export const waitingSuccession = z.object({
  id,
  to: z.object({ id, name: z.string() }),
  reason: z.string(),
  author: z.string(),
  at: instant,
  /** The preview that its author saw. */
  seen: z.string(),
  allowed: z.object({ decide: z.boolean(), withdraw: z.boolean() }),
});

export const proposeSuccession = endpoint({
  id: "proposeSuccession",
  method: "POST",
  path: "/api/offices/:id/succession",
  tag: "管理",
  summary: "机构调整送复核：由另一位管理员核对后移交，送出时什么都不动",
  access: "session",
  params: byId,
  body: z.strictObject({
    key: commandKey,
    successorId: id,
    version: z.string().max(100),
    reason: multiLine({ label: "依据", most: 200 }),
  }),
  reply: done,
});

export const approveSuccession = endpoint({
  id: "approveSuccession",
  method: "POST",
  path: "/api/offices/:id/succession/approve",
  tag: "管理",
  summary: "复核同意：机构停用，在办工作、人员、规则、所属单位同时移交接替的机构；已签发的证书不变",
  access: "session",
  params: byId,
  /** `version`: the preview that was seen, which may have changed since it was proposed. */
  body: z.strictObject({ proposalId: id, version: z.string().max(100) }),
  reply: done,
});

export const declineSuccession = endpoint({
  id: "declineSuccession",
  method: "POST",
  path: "/api/offices/:id/succession/decline",
  tag: "管理",
  summary: "复核不同意机构调整，告诉提出的人原因",
  access: "session",
  params: byId,
  body: z.strictObject({ proposalId: id, reason: multiLine({ label: "原因", most: 200 }) }),
  reply: done,
});

export const withdrawSuccession = endpoint({
  id: "withdrawSuccession",
  method: "POST",
  path: "/api/offices/:id/succession/withdraw",
  tag: "管理",
  summary: "收回自己提出、还没有复核的机构调整",
  access: "session",
  params: byId,
  body: z.strictObject({ proposalId: id }),
  reply: done,
});
