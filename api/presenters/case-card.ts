import type { z } from "zod";
import type { DraftRow } from "../../db/rows.ts";
import { getMatter } from "../../domain/matters/index.ts";
import { levelName, type CertificateLevel } from "../../domain/texts/levels.ts";
import type { Calendar } from "../../domain/working-days.ts";
import { readRoute } from "../../workflows/reading.ts";
import type { caseCard } from "../contracts/cases.ts";
import type { Timeline } from "../queries/case-timeline.ts";
import { positionOf } from "./route.ts";
import { whereIs } from "./standing.ts";

export type CaseCard = z.infer<typeof caseCard>;

interface CertificateName {
  title: string;
  speciality: string;
  level: CertificateLevel;
}

/** One card of *My matters*; `draftId` is the draft being filled in for the case, if any. */
export function presentCard(timeline: Timeline, calendar: Calendar, draftId: string | null): CaseCard {
  const { case: theCase, certificate } = timeline;
  const where = whereIs(timeline, calendar, { own: true });
  return {
    id: theCase.id,
    number: theCase.number,
    matter: theCase.matter,
    title: getMatter(theCase.matter).title,
    subject: certificate ? subjectOf(certificate) : "",
    status: where.status,
    ...positionOf(timeline),
    stepTitle: where.stepTitle,
    waiting: where.waiting,
    due: where.due,
    asked: where.standing?.kind === "ask",
    draftId,
    openedAt: theCase.opened_at.toISOString(),
    closedAt: theCase.closed_at?.toISOString() ?? null,
  };
}

/** A draft that is no case yet: its own id stands for both. */
export async function presentDraftCard(draft: DraftRow & CertificateName): Promise<CaseCard> {
  const definition = getMatter(draft.matter);
  const route = await readRoute(draft.matter);
  return {
    id: draft.id,
    number: "",
    matter: draft.matter,
    title: definition.title,
    subject: subjectOf(draft),
    status: "draft",
    position: 0,
    count: route.filter(({ step }) => step !== definition.firstStep).length,
    stepTitle: definition.steps[draft.step]?.title ?? definition.title,
    waiting: "草稿已自动保存，还没有提交。",
    due: null,
    // Begun by oneself: nobody asks for it.
    asked: false,
    draftId: draft.id,
    openedAt: null,
    closedAt: null,
  };
}

/** 工程师（机械工程），中级 */
function subjectOf({ title, speciality, level }: CertificateName): string {
  return `${title}${speciality ? `（${speciality}）` : ""}，${levelName(level)}`;
}
