import { assertNever } from "../assert-never.ts";
import type { MatterDefinition } from "../matters/matter.ts";
import type { RoutingReceiver, RoutingRule } from "../routing.ts";
import { areaLevelNames, officeKindNames } from "./statuses.ts";

/** Names by id, for rules that name an office or an area. */
export type OfficeNames = ReadonlyMap<string, string>;
export interface RuleNames {
  offices: OfficeNames;
  areas: ReadonlyMap<string, string>;
}

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
export function conditionSentences(
  rule: Pick<RoutingRule, "conditions">,
  { facts }: Pick<MatterDefinition, "facts">,
): string[] {
  return rule.conditions.map((condition) => {
    const fact = facts[condition.fact];
    const values = condition.operator === "is" ? [condition.value] : condition.value;
    return `${fact?.label ?? condition.fact}：${values.map((value) => fact?.values[value] ?? value).join("、")}`;
  });
}

/** 到期前 5、1 个工作日；逾期 1 个工作日 */
export function reminderSentence({ reminders }: Pick<RoutingRule, "reminders">): string {
  const parts: string[] = [];
  if (reminders.beforeDays.length > 0) parts.push(`到期前 ${reminders.beforeDays.join("、")} 个工作日`);
  if (reminders.afterDays.length > 0) parts.push(`逾期第 ${reminders.afterDays.join("、")} 个工作日`);
  return parts.length > 0 ? parts.join("；") : "无";
}

export function escalationSentence({ escalation }: Pick<RoutingRule, "escalation">, offices: OfficeNames): string {
  if (!escalation) return "无";
  return `逾期 ${escalation.afterDays} 个工作日，报${receiverSentence(escalation.to, offices)}`;
}

/** 接收单位、市职改办，全部同意才通过 */
export function counterSignSentence({ counterSign }: Pick<RoutingRule, "counterSign">, offices: OfficeNames): string {
  if (!counterSign) return "无";
  const signers = ["接收单位", ...counterSign.signers.map((signer) => receiverSentence(signer, offices))];
  switch (counterSign.mode) {
    case "all":
      return `${signers.join("、")}，全部同意才通过`;
    case "any":
      return `${signers.join("、")}，任意一家同意即通过`;
    case "in-turn":
      return `${signers.join("，然后")}，依次同意才通过`;
    case "ratio":
      return `${signers.join("、")}，至少 ${counterSign.percent}% 同意才通过`;
    default:
      return assertNever(counterSign);
  }
}

/** One side of a rule in words. */
export interface RuleFacet {
  label: string;
  text: string;
}

/** Everything a rule says, in words and always in the same order; two rules differ where their words do. */
export function describeRule(
  rule: RoutingRule,
  matter: Pick<MatterDefinition, "facts" | "steps">,
  names: RuleNames,
): RuleFacet[] {
  const step = matter.steps[rule.step];
  const where = [
    { label: "地区", text: names.areas.get(rule.areaId) ?? "（没有这个地区）" },
    { label: "条件", text: conditionSentences(rule, matter).join("，") || "全部" },
  ];
  if (rule.skip) return [...where, { label: "做法", text: "跳过这一步" }];
  if (step?.kind === "notice")
    return [
      ...where,
      { label: "做法", text: "在本平台公开" },
      { label: "时限", text: `${rule.dueInWorkingDays} 个工作日` },
    ];
  const fallback = rule.fallbackOfficeId
    ? receiverSentence({ kind: "office", officeId: rule.fallbackOfficeId }, names.offices)
    : "本版指定的代收机构";
  const received = [
    ...where,
    { label: "接收单位", text: receiverSentence(rule.receiver, names.offices) },
    { label: "时限", text: `${rule.dueInWorkingDays} 个工作日` },
    { label: "提醒", text: reminderSentence(rule) },
  ];
  if (step?.kind === "ask") return received;
  return [
    ...received,
    { label: "没有接收人时", text: fallback },
    { label: "逾期升级", text: escalationSentence(rule, names.offices) },
    { label: "会签", text: counterSignSentence(rule, names.offices) },
    { label: "与上一步同一机构", text: rule.mayBeSameOffice ? "可以" : "不可以，由代收机构办理" },
  ];
}
