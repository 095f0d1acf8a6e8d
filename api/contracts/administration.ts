import { z } from "zod";
import { id, instant } from "./common.ts";
import { endpoint } from "./endpoint.ts";

export const getHealth = endpoint({
  id: "getHealth",
  method: "GET",
  path: "/api/admin/health",
  tag: "管理",
  summary: "运行状况：服务、卡住的办件、各机构逾期",
  access: "session",
  reply: z.object({
    checkedAt: instant,
    services: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        state: z.enum(["up", "down", "stand-in"]),
        detail: z.string(),
        answeredInMilliseconds: z.number().nullable(),
      }),
    ),
    stuck: z.array(
      z.object({
        caseId: id,
        /** Null while not even the first hand-in could be written. */
        number: z.string().nullable(),
        matterTitle: z.string(),
        stepTitle: z.string(),
        since: instant,
        attempts: z.int(),
        /** The failing sentence of the engine, personal data removed. */
        failure: z.string(),
      }),
    ),
    /** Cases whose rows say something else than the engine, with one sentence for each difference. */
    drift: z.array(
      z.object({
        caseId: id,
        number: z.string().nullable(),
        sentences: z.array(z.string()),
        since: instant,
        repairable: z.boolean(),
      }),
    ),
    /** The last look at all open cases; null before the first. */
    reconciled: z
      .object({ startedAt: instant, finishedAt: instant.nullable(), asked: z.int(), unanswered: z.int() })
      .nullable(),
    /** Offices and employers with late work, most first. */
    overdue: z.array(
      z.object({
        officeId: id,
        officeName: z.string(),
        overdue: z.int(),
        open: z.int(),
        oldestDue: instant.nullable(),
      }),
    ),
    /** Open tasks that nobody at their receiver may decide (B-18), oldest first, 50 at most; one sentence each. */
    undecidable: z.array(z.object({ taskId: id, officeId: id.nullable(), sentence: z.string() })),
    deliveriesFailing: z.int(),
    /** Uploads that the scanner has not looked at yet: nobody can open them, nothing can be handed in with them. */
    filesWaiting: z.int(),
    /** Those among them that the scanner was shown and could not look at: one sentence each. */
    filesNotScannable: z.array(z.object({ hash: z.string(), sentence: z.string() })),
    calendarGaps: z.array(z.object({ year: z.int(), sentence: z.string() })),
  }),
});

export const getProcessPicture = endpoint({
  id: "getProcessPicture",
  method: "GET",
  path: "/api/matters/:matter/picture",
  tag: "办事",
  summary: "流程图（BPMN 2.0 XML）与同样内容的文字，可带各环节件数",
  access: "session",
  params: z.object({ matter: z.string().max(60) }),
  query: z.strictObject({ areaId: id.optional() }),
  reply: z.object({
    title: z.string(),
    /** Whose rules and counts are shown, and what else may be chosen: the served city and the areas below it. */
    areaId: id,
    areas: z.array(z.object({ id, name: z.string() })),
    bpmn: z.string(),
    steps: z.array(
      z.object({
        step: z.string(),
        title: z.string(),
        receiver: z.string(),
        dueInWorkingDays: z.int().nullable(),
        sentence: z.string(),
        open: z.int().nullable(),
        oldestSince: instant.nullable(),
        /** Whole days for which the oldest has been there. */
        oldestDays: z.int().nullable(),
      }),
    ),
    branches: z.array(z.string()),
  }),
});
