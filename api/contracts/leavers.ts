import { z } from "zod";
import { multiLine } from "../../domain/text-input.ts";
import { byId, commandKey, done, id } from "./common.ts";
import { endpoint } from "./endpoint.ts";

const leaver = z.object({ accountId: id, name: z.string(), body: z.string() });

export const listLeavers = endpoint({
  id: "listLeavers",
  method: "GET",
  path: "/api/leavers",
  tag: "审核",
  summary: "可以为其办理离岗交接的人：负责人为本机构的，管理员为全部的（B-06）",
  access: "session",
  reply: z.object({ people: z.array(leaver) }),
});

const work = z.object({
  taskId: id,
  caseNumber: z.string(),
  applicantName: z.string(),
  stepTitle: z.string(),
  /** `held` 已认领 · `lent` 借给同事看 · `borrowed` 借来看的，交回借出的人 */
  how: z.enum(["held", "lent", "borrowed"]),
  /** Who may not take it (D20). */
  barred: z.array(id),
});

export const previewHandover = endpoint({
  id: "previewHandover",
  method: "GET",
  path: "/api/leavers/:id",
  tag: "审核",
  summary: "离岗交接的预览：名下全部未办结的工作，各由谁可以接",
  access: "session",
  params: byId,
  reply: z.object({
    leaver,
    /** Names this state of the work: what has changed since is not moved unseen. */
    version: z.string(),
    bodies: z.array(
      z.object({
        id,
        name: z.string(),
        work: z.array(work),
        colleagues: z.array(z.object({ accountId: id, name: z.string(), open: z.int() })),
      }),
    ),
    /** Substitutions that end with it, by and for the leaver. */
    substitutions: z.array(z.string()),
    /** Open steps to which the leaver added a signer; a chief of the office sees to them from then on. */
    addedSigners: z.int(),
    memberships: z.array(z.string()),
  }),
});
export type HandoverPreview = z.infer<typeof previewHandover.reply>;

/** Null: back among what waits to be claimed. */
const receiver = id.nullable();

export const handOver = endpoint({
  id: "handOver",
  method: "POST",
  path: "/api/leavers/:id",
  tag: "审核",
  summary: "离岗交接：工作移交、任职结束、会话结束，一次完成",
  access: "session",
  params: byId,
  body: z.strictObject({
    key: commandKey,
    version: z.string().max(100),
    /** Who receives the work at a body. */
    bodies: z.array(z.strictObject({ id, to: receiver })).max(50),
    /** Who receives a single one instead. */
    tasks: z.array(z.strictObject({ id, to: receiver })).max(5000),
    reason: multiLine({ label: "原因", most: 200 }),
  }),
  reply: done,
});
