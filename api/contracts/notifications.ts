import { z } from "zod";
import { allNews, type News } from "../../domain/news.ts";
import { byId, cursor, done, id, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";

export const notification = z.object({
  id,
  kind: z.string(),
  title: z.string(),
  body: z.string(),
  caseId: id.nullable(),
  taskId: id.nullable(),
  at: instant,
  read: z.boolean(),
});

export const listNotifications = endpoint({
  id: "listNotifications",
  method: "GET",
  path: "/api/notifications",
  tag: "消息",
  summary: "我的消息",
  access: "session",
  query: z.strictObject({ after: cursor }),
  reply: z.object({ notifications: z.array(notification), next: z.string().nullable(), unread: z.int() }),
});

export const readNotification = endpoint({
  id: "readNotification",
  method: "POST",
  path: "/api/notifications/:id/read",
  tag: "消息",
  summary: "标为已读",
  access: "session",
  params: byId,
  reply: done,
});

const news = z.enum(allNews as readonly [News, ...News[]]);
const channel = z.enum(["mail", "sms"]);

export const listNotificationChoices = endpoint({
  id: "listNotificationChoices",
  method: "GET",
  path: "/api/notifications/choices",
  tag: "消息",
  summary: "通知设置：各类消息用哪些方式告诉我",
  access: "session",
  reply: z.object({
    /** Where mail goes to, and the masked phone; null: none is known, or no gateway is there. */
    mailTo: z.string().nullable(),
    smsTo: z.string().nullable(),
    choices: z.array(
      z.object({
        news,
        title: z.string(),
        what: z.string(),
        mail: z.boolean(),
        sms: z.boolean(),
        /** Why mail cannot be switched off; null: it can. */
        mustReach: z.string().nullable(),
      }),
    ),
  }),
});

export const chooseNotification = endpoint({
  id: "chooseNotification",
  method: "PUT",
  path: "/api/notifications/choices",
  tag: "消息",
  summary: "改变一类消息的通知方式",
  access: "session",
  body: z.strictObject({ news, channel, wanted: z.boolean() }),
  reply: done,
});

/** Server-sent events: `data: {"topic":"inbox"|"case"|"notifications","id"?:uuid}`; nothing personal. */
export const followEvents = endpoint({
  id: "followEvents",
  method: "GET",
  path: "/api/events",
  tag: "消息",
  summary: "有新情况时推送（text/event-stream）",
  access: "session",
  reply: "events",
});
export const eventMessage = z.object({ topic: z.enum(["inbox", "case", "notifications"]), id: id.optional() });

export const listDemoMail = endpoint({
  id: "listDemoMail",
  method: "GET",
  path: "/api/demo/mailbox",
  tag: "演示",
  summary: "演示信箱：本应发出的邮件",
  access: "demo",
  query: z.strictObject({ after: cursor }),
  reply: z.object({
    mails: z.array(z.object({ id, to: z.string(), subject: z.string(), text: z.string(), channel, at: instant })),
    next: z.string().nullable(),
  }),
});
