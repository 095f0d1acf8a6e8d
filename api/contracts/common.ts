import { z } from "zod";
import { multiLine } from "../../domain/text-input.ts";

export const id = z.uuid();
/** An instant: ISO 8601 with offset or Z; shown in Asia/Shanghai. */
export const instant = z.iso.datetime({ offset: true });
export const civilDate = z.iso.date();
/** A day that somebody names: of years in which calendar and database count alike. */
export const givenDate = civilDate.refine((day) => day >= "1900-01-01" && day < "2200-01-01", "请填写真实日期");
/** A list as a file: CSV to its end, Excel up to what one workbook holds (list-file.ts). */
export const fileFormat = z.enum(["csv", "xlsx"]);
/** Names one press of one button: the same key is the same command, however often it is sent. */
export const commandKey = z.uuid();
export const byId = z.object({ id });
export const cursor = z.string().max(200).optional();
export const done = z.object({ done: z.literal(true) });

/** Status words of the look: in lists, messages, print and here. The web adds icon and tone. */
export const statusWord = z.enum([
  "draft",
  "withdrawn",
  "in-review",
  "on-notice",
  "your-turn",
  "returned-to-you",
  "issuing",
  "completed",
  "rejected",
  "objection-upheld",
]);
export type StatusWord = z.infer<typeof statusWord>;

export const certificateState = z.enum(["valid", "replaced", "revoked"]);
export const certificateLevel = z.enum(["junior", "middle", "deputy-senior", "senior"]);

/** Distance to a due instant, counted by the server from the calendar. `left` includes today. */
export const due = z.object({
  at: instant,
  provisional: z.boolean(),
  workingDaysLeft: z.int().nonnegative(),
  workingDaysOverdue: z.int().nonnegative(),
  paused: z.boolean(),
});

export const fieldRemark = z.object({ field: z.string().max(80), text: multiLine({ label: "说明", most: 500 }) });

/** What went wrong, in every 4xx and 5xx answer. */
export const problem = z.object({
  error: z.object({
    kind: z.enum(["bad-input", "refusal", "fault"]),
    code: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
    message: z.string(),
    fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    requestId: z.string(),
  }),
});
export type Problem = z.infer<typeof problem>;

/** 202: the engine did not answer in time. Not a no: ask again with the same key. */
export const unknownYet = z.object({ state: z.literal("unknown"), key: commandKey });

/** The answer of every command that the engine accepted. */
export const accepted = z.object({ state: z.literal("accepted"), caseId: id });
