import { z } from "zod";
import { multiLine } from "../../domain/text-input.ts";
import { byId, done, givenDate, id } from "./common.ts";
import { endpoint } from "./endpoint.ts";

const reason = multiLine({ label: "原因", most: 200 });
const handedOver = z.object({ version: z.int(), holder: z.string() });

/** Who of the receiving body may take this task today: active, not barred by D20, not its holder. */
export const listColleagues = endpoint({
  id: "listColleagues",
  method: "GET",
  path: "/api/tasks/:id/colleagues",
  tag: "审核",
  summary: "可以接手的同事",
  access: "session",
  params: byId,
  reply: z.object({ colleagues: z.array(z.object({ accountId: id, name: z.string(), open: z.int() })) }),
});

export const transferTask = endpoint({
  id: "transferTask",
  method: "POST",
  path: "/api/tasks/:id/transfer",
  tag: "审核",
  summary: "转交同事办理（B-04）",
  access: "session",
  params: byId,
  body: z.strictObject({ version: z.int(), to: id, reason }),
  reply: handedOver,
});

export const lendTask = endpoint({
  id: "lendTask",
  method: "POST",
  path: "/api/tasks/:id/loan",
  tag: "审核",
  summary: "委托同事先看，写了意见或到期即交回（B-04）",
  access: "session",
  params: byId,
  body: z.strictObject({ version: z.int(), to: id, reason, until: givenDate }),
  reply: handedOver,
});

export const giveBackTask = endpoint({
  id: "giveBackTask",
  method: "POST",
  path: "/api/tasks/:id/give-back",
  tag: "审核",
  summary: "交回委托人，附意见；委托人也可以随时收回",
  access: "session",
  params: byId,
  body: z.strictObject({ advice: multiLine({ label: "意见", most: 1000, least: 0 }) }),
  reply: done,
});
