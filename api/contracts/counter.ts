import { z } from "zod";
import { identityNumber } from "../../domain/identity-number.ts";
import { oneLine } from "../../domain/text-input.ts";
import { done } from "./common.ts";
import { endpoint } from "./endpoint.ts";

export const beginCounterVisit = endpoint({
  id: "beginCounterVisit",
  method: "POST",
  path: "/api/counter/visit",
  tag: "窗口",
  summary: "窗口代办：按姓名和身份证号为来窗口的人办理，直到结束（两小时以内）；每次办理都记下代办人",
  access: "session",
  body: z.strictObject({ name: oneLine({ label: "姓名", most: 60 }), identityNumber: identityNumber() }),
  reply: done,
});

export const endCounterVisit = endpoint({
  id: "endCounterVisit",
  method: "DELETE",
  path: "/api/counter/visit",
  tag: "窗口",
  summary: "结束窗口代办，回到本人的工作台",
  access: "session",
  reply: done,
});
