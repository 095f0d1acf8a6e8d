import type { PromisedStep } from "./counter-receipts.ts";
import type { MatterDefinition } from "./matters/matter.ts";
import { findRule, type RoutingQuestion, type RoutingRule } from "./routing.ts";

/**
 * What the rules promise from here: each step of the route that others than the applicant take, with its working days.
 * Steps that a rule skips, and those that no rule gives days, are left out; no rule goes below the law.
 */
export function promisedSteps(
  route: readonly string[],
  rules: readonly RoutingRule[],
  question: Omit<RoutingQuestion, "step" | "matter">,
  definition: MatterDefinition,
): PromisedStep[] {
  return route.flatMap((step) => {
    const { kind, title, maySkip, legalFloor } = definition.steps[step]!;
    if (kind !== "notice" && kind !== "review") return [];
    const rule = findRule(rules, { ...question, step, matter: definition.matter }, definition);
    if (rule?.skip && maySkip) return [];
    const workingDays = Math.max(rule?.dueInWorkingDays ?? 0, legalFloor?.workingDays ?? 0);
    return workingDays > 0 ? [{ title, workingDays }] : [];
  });
}
