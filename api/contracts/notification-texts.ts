import { z } from "zod";
import { multiLine, oneLine } from "../../domain/text-input.ts";
import { done, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";

const wording = z.object({ title: z.string(), body: z.string() });

const notificationText = z.object({
  kind: z.string(),
  /** When it is sent. */
  occasion: z.string(),
  to: z.enum(["applicant", "office", "administrator"]),
  /** What is sent now. */
  current: wording,
  shipped: wording,
  /** 0 while nobody has written another wording. */
  version: z.int(),
  /** What may stand in it, without braces. */
  placeholders: z.array(z.string()),
  /** Newest first; without a wording, the shipped one held from then on. */
  versions: z.array(
    z.object({ version: z.int(), wording: wording.nullable(), who: z.string(), at: instant, note: z.string() }),
  ),
});
export type NotificationText = z.infer<typeof notificationText>;

export const listNotificationTexts = endpoint({
  id: "listNotificationTexts",
  method: "GET",
  path: "/api/admin/notification-texts",
  tag: "管理",
  summary: "消息文字：现在用的、产品自带的和各版本",
  access: "session",
  reply: z.object({ texts: z.array(notificationText) }),
});

export const changeNotificationText = endpoint({
  id: "changeNotificationText",
  method: "PUT",
  path: "/api/admin/notification-texts/:kind",
  tag: "管理",
  summary: "改一则消息文字，存为新的一版；wording 为 null 时恢复产品自带的文字",
  access: "session",
  params: z.object({ kind: z.string().max(60) }),
  body: z.strictObject({
    /** The version it was read at: a stale one is refused with who changed it. */
    version: z.int().nonnegative().max(1_000_000),
    wording: z
      .strictObject({
        title: oneLine({ label: "标题", most: 40 }),
        body: multiLine({ label: "正文", most: 400, least: 5 }),
      })
      .nullable(),
    note: oneLine({ label: "说明", most: 200 }),
  }),
  reply: done,
});
