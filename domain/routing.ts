import { z } from "zod";

/**
 * Routing rules: rows that say who receives a step, in how many working days, and what happens when nobody acts.
 * Everything here is a pure lookup; who is in an office, and which office of a kind serves an area, are others' work.
 */

const id = z.string().min(1);
const workingDays = z.int("请填整数").min(0, "不能小于 0 个工作日").max(250, "不能超过 250 个工作日");

const reminderDays = z.array(workingDays.min(1, "不能小于 1 个工作日")).max(10, "最多 10 个").default([]);

/** A question about the case; all conditions of a rule must hold. A fact that the case does not have never matches. */
export const routingCondition = z.discriminatedUnion("operator", [
  z.object({ fact: z.string().min(1), operator: z.literal("is"), value: z.string() }),
  z.object({ fact: z.string().min(1), operator: z.literal("in"), value: z.array(z.string()).min(1, "请至少选一个值") }),
]);
export type RoutingCondition = z.infer<typeof routingCondition>;

const officeReceivers = [
  /** One office by name. */
  z.object({ kind: z.literal("office"), officeId: id }),
  /**
   * The office of a kind that serves the case's area: the nearest upward from the employer's area, or, with `level`,
   * the one of the county or of the city (D11).
   */
  z.object({ kind: z.literal("office-of-kind"), officeKind: id, level: z.enum(["county", "city"]).optional() }),
  /** The department that the employer belongs to (主管部门). */
  z.object({ kind: z.literal("employer-department") }),
] as const;

/** An office, in one of the ways in which a rule may mean one. */
export const officeReceiver = z.discriminatedUnion("kind", officeReceivers);
export type OfficeReceiver = z.infer<typeof officeReceiver>;

/** Who receives a step. A receiver is an office, the employer or the applicant, never a person. */
export const routingReceiver = z.discriminatedUnion("kind", [
  ...officeReceivers,
  z.object({ kind: z.literal("employer") }),
  z.object({ kind: z.literal("applicant") }),
]);
export type RoutingReceiver = z.infer<typeof routingReceiver>;

const signers = z.array(officeReceiver).min(1, "请至少选一家会签机构").max(20, "会签最多 20 家机构");
/** Other offices sign the step with its receiver, who leads (B-09): all of them, any one, a share in hundredths, or one after another. */
export const counterSign = z.discriminatedUnion("mode", [
  z.object({ mode: z.literal("all"), signers }),
  z.object({ mode: z.literal("any"), signers }),
  z.object({ mode: z.literal("in-turn"), signers }),
  z.object({
    mode: z.literal("ratio"),
    percent: z.int("请填整数").min(1, "不能小于 1%").max(100, "不能大于 100%"),
    signers,
  }),
]);
export type CounterSign = z.infer<typeof counterSign>;

export const routingRule = z.object({
  id,
  matter: z.string().min(1),
  step: z.string().min(1),
  /** Holds in this area and all areas below it that have no rule of their own. */
  areaId: id,
  conditions: z.array(routingCondition).max(10, "最多 10 个条件").default([]),
  receiver: routingReceiver,
  /** Receives the step when the receiver does not exist or nobody in it may act (B-18). */
  fallbackOfficeId: id.nullable().default(null),
  /** Working days to decide; of a notice, the working days that it runs. */
  dueInWorkingDays: workingDays,
  /** Reminders on the n-th working day before the end and after it, each sent once per task and day (B-16). */
  reminders: z.object({ beforeDays: reminderDays, afterDays: reminderDays }).default({ beforeDays: [], afterDays: [] }),
  /** After so many working days overdue the named office is told and may take over (D22). */
  escalation: z
    .object({ afterDays: workingDays.min(1, "不能小于 1 个工作日"), to: officeReceiver })
    .nullable()
    .default(null),
  /** The step does not take place; only where the matter's definition allows it. */
  skip: z.boolean().default(false),
  counterSign: counterSign.nullable().default(null),
  /** May the office that decided the step before receive this one, too? If not, the fallback does. */
  mayBeSameOffice: z.boolean().default(true),
});
export type RoutingRule = z.infer<typeof routingRule>;

/** What a case asks the rules. */
export interface RoutingQuestion {
  matter: string;
  step: string;
  /** Ids of the case's areas, most specific first: 鱼峰区, 柳州市, 广西, 中国. */
  areaPath: readonly string[];
  facts: Readonly<Record<string, string>>;
}

/** Do all conditions hold for these facts? */
export function conditionsHold(conditions: readonly RoutingCondition[], facts: RoutingQuestion["facts"]): boolean {
  return conditions.every((condition) => {
    const answer = facts[condition.fact];
    if (answer === undefined) return false;
    return condition.operator === "is" ? answer === condition.value : condition.value.includes(answer);
  });
}

/**
 * The rule for a step: of the most specific area that has a matching one; there, the one with most conditions; among
 * equals the lowest id, so that the answer never depends on the order of the rows. Undefined when none matches: the
 * caller names a fallback and tells the administrator, a step is never silently passed (B-18). With `law`, rules that
 * weaken it are not seen at all (D24).
 */
export function findRule(
  rules: readonly RoutingRule[],
  question: RoutingQuestion,
  law?: MatterLaw,
): RoutingRule | undefined {
  let best: { rule: RoutingRule; distance: number } | undefined;
  for (const rule of rules) {
    if (rule.matter !== question.matter || rule.step !== question.step) continue;
    const distance = question.areaPath.indexOf(rule.areaId);
    if (distance < 0 || !conditionsHold(rule.conditions, question.facts)) continue;
    if (law && refuseWeakerThanLaw(rule, law).length > 0) continue;
    if (!best || precedes(rule, distance, best.rule, best.distance)) best = { rule, distance };
  }
  return best?.rule;
}

function precedes(rule: RoutingRule, distance: number, other: RoutingRule, otherDistance: number): boolean {
  if (distance !== otherDistance) return distance < otherDistance;
  if (rule.conditions.length !== other.conditions.length) return rule.conditions.length > other.conditions.length;
  return rule.id < other.id;
}

/** What a matter's definition says about its steps, as far as a rule could weaken it; `MatterDefinition` is one. */
export interface MatterLaw {
  /** The regulation, for weaknesses that have no article of their own. */
  source: string;
  steps: Readonly<Record<string, { maySkip: boolean; legalFloor?: { workingDays: number; article: string } }>>;
}

export interface LegalWeakness {
  code: "shorter-than-law" | "skip-not-allowed" | "no-such-step";
  /** The article that the rule would break: 柳职办〔2019〕17号 三.3. */
  article: string;
  /** The least that the article asks for, when it is a number of working days. */
  workingDays: number | null;
}

/** In how far a rule would weaken the regulation (D24): empty when it does not. */
export function refuseWeakerThanLaw(
  rule: Pick<RoutingRule, "step" | "skip" | "dueInWorkingDays">,
  law: MatterLaw,
): LegalWeakness[] {
  const step = Object.hasOwn(law.steps, rule.step) ? law.steps[rule.step] : undefined;
  if (!step) return [{ code: "no-such-step", article: law.source, workingDays: null }];
  const floor = step.legalFloor;
  if (rule.skip)
    return step.maySkip
      ? []
      : [{ code: "skip-not-allowed", article: floor?.article ?? law.source, workingDays: floor?.workingDays ?? null }];
  if (floor && rule.dueInWorkingDays < floor.workingDays)
    return [{ code: "shorter-than-law", article: floor.article, workingDays: floor.workingDays }];
  return [];
}
