import { z } from "zod";
import { multiLine } from "../../domain/text-input.ts";
import { byId, civilDate, commandKey, done, givenDate, id } from "./common.ts";
import { endpoint } from "./endpoint.ts";

const person = z.object({ accountId: id, name: z.string(), body: z.string() });

const substitution = z.object({
  id,
  absent: z.string(),
  substitute: z.string(),
  /** Titles of the matters it is limited to; null: all. */
  matters: z.array(z.string()).nullable(),
  from: civilDate,
  to: civilDate,
  reason: z.string(),
  madeBy: z.string(),
  /** `coming` 未开始 · `running` 代办中 · `ended` 已结束 */
  state: z.enum(["coming", "running", "ended"]),
  /** Whether the reader is the substitute. */
  forMe: z.boolean(),
  mayEnd: z.boolean(),
});
export type Substitution = z.infer<typeof substitution>;

export const listSubstitutions = endpoint({
  id: "listSubstitutions",
  method: "GET",
  path: "/api/substitutes",
  tag: "审核",
  summary: "代办：与本人有关的；负责人另有本机构人员的（B-05）",
  access: "session",
  reply: z.object({
    substitutions: z.array(substitution),
    /** Whose absence the reader may arrange; the reader first. */
    people: z.array(person),
    matters: z.array(z.object({ matter: z.string(), title: z.string() })),
  }),
});

export const listSubstitutes = endpoint({
  id: "listSubstitutes",
  method: "GET",
  path: "/api/substitutes/of/:id",
  tag: "审核",
  summary: "可以代某人办理的人",
  access: "session",
  params: byId,
  reply: z.object({ people: z.array(person) }),
});

export const arrangeSubstitute = endpoint({
  id: "arrangeSubstitute",
  method: "POST",
  path: "/api/substitutes",
  tag: "审核",
  summary: "请人代办一段时间，可以只限某些事项",
  access: "session",
  body: z.strictObject({
    key: commandKey,
    accountId: id,
    substituteId: id,
    from: givenDate,
    to: givenDate,
    matters: z.array(z.string().max(60)).min(1).max(50).nullable(),
    reason: multiLine({ label: "原因", most: 200 }),
  }),
  reply: done,
});

export const endSubstitution = endpoint({
  id: "endSubstitution",
  method: "POST",
  path: "/api/substitutes/:id/end",
  tag: "审核",
  summary: "提前结束代办；代办人因此不能再办的，交回本人",
  access: "session",
  params: byId,
  reply: done,
});
