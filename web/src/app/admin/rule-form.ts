import type { RuleChoices } from "../../../../api/contracts/rules.ts";
import type { RoutingReceiver, RoutingRule } from "../../../../domain/routing.ts";

/** A rule while it is being filled in. */
export type RuleContent = Omit<RoutingRule, "id">;
export type Step = RuleChoices["matters"][number]["steps"][number];

/** What an empty form begins with: a rule of the first step that may have one, for the whole city. */
export function blankRule(choices: RuleChoices): RuleContent {
  const [matter] = choices.matters;
  const step = matter?.steps.find(({ kind }) => kind === "review") ?? matter?.steps[0];
  return {
    ...{ matter: matter?.matter ?? "", step: step?.step ?? "", areaId: cityOf(choices), conditions: [] },
    ...{ receiver: { kind: "office-of-kind", officeKind: "title-office", level: "city" }, fallbackOfficeId: null },
    ...{ dueInWorkingDays: 3, reminders: { beforeDays: [1], afterDays: [1] }, escalation: null },
    ...{ skip: false, counterSign: null, mayBeSameOffice: true },
  };
}

function cityOf({ areas }: RuleChoices): string {
  return (areas.find(({ level }) => level === "city") ?? areas[0])?.id ?? "";
}

/** The rule as it fits another step: nobody but the applicant is asked, and what is published is received by nobody. */
export function fitToStep(rule: RuleContent, step: Step): RuleContent {
  const days = Math.max(rule.dueInWorkingDays, step.floor?.workingDays ?? 0);
  const fitted = { ...rule, step: step.step, dueInWorkingDays: days, skip: rule.skip && step.maySkip };
  if (step.kind !== "review")
    return { ...fitted, receiver: { kind: "applicant" }, fallbackOfficeId: null, escalation: null, counterSign: null };
  const receiver: RoutingReceiver =
    fitted.receiver.kind === "applicant" ? { kind: "employer-department" } : fitted.receiver;
  return { ...fitted, receiver };
}

/** The values of a fact for which a rule holds; all of them when it does not ask. */
export function valuesOf(rule: RuleContent, fact: RuleChoices["matters"][number]["facts"][number]): string[] {
  const condition = rule.conditions.find((one) => one.fact === fact.fact);
  if (!condition) return fact.values.map(({ value }) => value);
  return condition.operator === "is" ? [condition.value] : condition.value;
}

/** A fact of which every value is allowed is not asked. */
export function withValues(
  rule: RuleContent,
  fact: RuleChoices["matters"][number]["facts"][number],
  values: readonly string[],
): RuleContent {
  const others = rule.conditions.filter((one) => one.fact !== fact.fact);
  if (values.length === fact.values.length) return { ...rule, conditions: others };
  const [only] = values;
  const condition =
    values.length === 1 && only !== undefined
      ? { fact: fact.fact, operator: "is" as const, value: only }
      : { fact: fact.fact, operator: "in" as const, value: [...values] };
  return { ...rule, conditions: [...others, condition] };
}

/** “5、1” → [5, 1]; undefined when something in it is no number of days. */
export function readDays(text: string): number[] | undefined {
  const parts = text.split(/[、，,\s]+/).filter(Boolean);
  const days = parts.map(Number);
  return days.every((day) => Number.isInteger(day) && day >= 1 && day <= 250) ? days : undefined;
}

/** What is still wrong with the form, by field, each in a sentence. */
export function faultsOf(rule: RuleContent, step: Step): Readonly<Record<string, string>> {
  const faults: Record<string, string> = {};
  for (const condition of rule.conditions)
    if (condition.operator === "in" && condition.value.length === 0)
      faults[`fact-${condition.fact}`] = $localize`请至少选一种情形`;
  if (rule.skip) return faults;
  const { dueInWorkingDays: days } = rule;
  const least = step.floor?.workingDays ?? 0;
  if (!Number.isInteger(days) || days < 0 || days > 250) faults["days"] = $localize`请填 0 到 250 的整数`;
  else if (days < least)
    faults["days"] = $localize`依据${step.floor!.article}:article:，不能少于 ${least}:least: 个工作日`;
  if (step.kind !== "review") return faults;
  if (unnamed(rule.receiver)) faults["receiver"] = $localize`请选一个机构`;
  if (rule.escalation && unnamed(rule.escalation.to)) faults["escalation"] = $localize`请选一个机构`;
  if (rule.escalation && !(rule.escalation.afterDays >= 1)) faults["escalation"] = $localize`请填逾期几个工作日后上报`;
  if (rule.counterSign?.signers.some(unnamed)) faults["signers"] = $localize`请给每家会签选一个机构`;
  if (rule.counterSign?.mode === "ratio" && !(rule.counterSign.percent >= 1 && rule.counterSign.percent <= 100))
    faults["signers"] = $localize`比例请填 1 到 100`;
  return faults;
}

function unnamed(receiver: RoutingReceiver): boolean {
  return receiver.kind === "office" && receiver.officeId === "";
}
