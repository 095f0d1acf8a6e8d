import { z } from "zod";
import { ratingReasonNames } from "../../domain/ratings.ts";
import { multiLine } from "../../domain/text-input.ts";
import { byId, cursor, done, fileFormat, givenDate, id, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";

export const ratingLevel = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]);

export const rateCase = endpoint({
  id: "rateCase",
  method: "POST",
  path: "/api/cases/:id/rating",
  tag: "办事",
  summary: "评价已办结的办件，一件一次（好差评）",
  access: "session",
  params: byId,
  body: z.strictObject({
    level: ratingLevel,
    reasons: z.array(z.enum(ratingReasonNames)).max(ratingReasonNames.length),
    text: multiLine({ label: "补充说明", least: 0, most: 500 }),
  }),
  reply: done,
});

/** What people said; days of Asia/Shanghai, both included. */
export const ratingFilters = {
  level: z.coerce.number().int().min(1).max(5).optional(),
  matter: z.string().max(60).optional(),
  areaId: id.optional(),
  officeId: id.optional(),
  answered: z.enum(["yes", "no"]).optional(),
  from: givenDate.optional(),
  to: givenDate.optional(),
};

export const officeRating = z.object({
  caseId: id,
  /** The office's own way into the case; null for who has no desk there. */
  taskId: id.nullable(),
  caseNumber: z.string(),
  matterTitle: z.string(),
  officeName: z.string(),
  level: ratingLevel,
  reasons: z.array(z.string()),
  text: z.string(),
  ratedAt: instant,
  answer: z.object({ text: z.string(), by: z.string(), at: instant }).nullable(),
  answerable: z.boolean(),
});
export type OfficeRating = z.infer<typeof officeRating>;

export const listRatings = endpoint({
  id: "listRatings",
  method: "GET",
  path: "/api/ratings",
  tag: "审核",
  summary: "对本机构（负责人含下级机构，管理员全部）的评价与回复，新的在前",
  access: "session",
  query: z.strictObject({
    ...ratingFilters,
    after: cursor,
    limit: z.coerce.number().int().min(1).max(100).default(30),
  }),
  reply: z.object({
    ratings: z.array(officeRating),
    next: z.string().nullable(),
    /** On the first page: how many there are. */
    count: z.int().nullable(),
  }),
});

export const exportRatings = endpoint({
  id: "exportRatings",
  method: "GET",
  path: "/api/ratings/export",
  tag: "审核",
  summary: "导出评价与回复（CSV 或 Excel，留痕）",
  access: "session",
  query: z.strictObject({ format: fileFormat, ...ratingFilters }),
  reply: "file",
});

export const answerRating = endpoint({
  id: "answerRating",
  method: "POST",
  path: "/api/ratings/:id/answer",
  tag: "审核",
  summary: "回复评价，一件一次；参数是办件",
  access: "session",
  params: byId,
  body: z.strictObject({ text: multiLine({ label: "回复", least: 1, most: 500 }) }),
  reply: done,
});
