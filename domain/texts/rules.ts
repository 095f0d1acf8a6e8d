import { assertNever } from "../assert-never.ts";
import type { MatterDefinition } from "../matters/matter.ts";
import type { RoutingReceiver, RoutingRule } from "../routing.ts";
import { areaLevelNames, officeKindNames } from "./statuses.ts";

/** Names of offices by id, for receivers that name one. */
export type OfficeNames = ReadonlyMap<string, string>;

/** Whom a rule means, without a case: 单位的主管部门. */
export function receiverSentence(receiver: RoutingReceiver, offices: OfficeNames): string {
  switch (receiver.kind) {
    case "applicant":
      return "申请人";
    case "employer":
      return "申请人所在单位";
    case "employer-department":
      return "单位的主管部门";
    case "office":
      return offices.get(receiver.officeId) ?? "（已撤销的机构）";
    case "office-of-kind": {
      const kind = officeKindNames[receiver.officeKind] ?? receiver.officeKind;
      return receiver.level ? `${areaLevelNames[receiver.level]}${kind}` : `所在地区的${kind}`;
    }
    default:
      return assertNever(receiver);
  }
}

/** 级别：初级；单位所在：县（区） */
export function conditionSentences(rule: RoutingRule, { facts }: Pick<MatterDefinition, "facts">): string[] {
  return rule.conditions.map((condition) => {
    const fact = facts[condition.fact];
    const values = condition.operator === "is" ? [condition.value] : condition.value;
    return `${fact?.label ?? condition.fact}：${values.map((value) => fact?.values[value] ?? value).join("、")}`;
  });
}

/** 到期前 5、1 个工作日；逾期 1 个工作日 */
export function reminderSentence({ reminders }: RoutingRule): string {
  const parts: string[] = [];
  if (reminders.beforeDays.length > 0) parts.push(`到期前 ${reminders.beforeDays.join("、")} 个工作日`);
  if (reminders.afterDays.length > 0) parts.push(`逾期第 ${reminders.afterDays.join("、")} 个工作日`);
  return parts.length > 0 ? parts.join("；") : "无";
}

export function escalationSentence({ escalation }: RoutingRule, offices: OfficeNames): string {
  if (!escalation) return "无";
  return `逾期 ${escalation.afterDays} 个工作日，报${receiverSentence(escalation.to, offices)}`;
}
