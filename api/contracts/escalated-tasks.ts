import { z } from "zod";
import { multiLine } from "../../domain/text-input.ts";
import { byId, done } from "./common.ts";
import { endpoint } from "./endpoint.ts";

export const urgeTask = endpoint({
  id: "urgeTask",
  method: "POST",
  path: "/api/tasks/:id/urge",
  tag: "审核",
  summary: "督办下级逾期的待办：仍由原机构办理，意见写进办理经过（B-16）",
  access: "session",
  params: byId,
  body: z.strictObject({ opinion: multiLine({ label: "督办意见", most: 500 }) }),
  reply: done,
});

export const takeOverTask = endpoint({
  id: "takeOverTask",
  method: "POST",
  path: "/api/tasks/:id/take-over",
  tag: "审核",
  summary: "接办下级逾期的待办：改由本机构办理，期限重新计算，由接办的人认领（B-16）",
  access: "session",
  params: byId,
  body: z.strictObject({ version: z.int(), opinion: multiLine({ label: "原因", most: 500 }) }),
  reply: z.object({ version: z.int() }),
});
