import { findReceiver, officeOfKind, type Directory, type DirectoryArea } from "./receivers.ts";
import type { OfficeReceiver, RoutingReceiver, RoutingRule } from "./routing.ts";
import { receiverSentence } from "./texts/rules.ts";

/** One finding about a rule set, in a plain sentence. An error stops the publication, a warning does not. */
export interface RuleFinding {
  severity: "error" | "warning";
  code:
    | "weaker-than-law"
    | "unknown-matter"
    | "unknown-area"
    | "unknown-fact"
    | "overlap"
    | "unreachable"
    | "no-receiver"
    | "no-members"
    | "no-rule";
  sentence: string;
  ruleId: string | null;
}

export interface Situation {
  area: DirectoryArea;
  facts: Readonly<Record<string, string>>;
}

/** What a receiver comes to where the rule is used: areas without such an office, and bodies without anybody. */
interface Missing {
  gone: Set<string>;
  empty: Set<string>;
}

/**
 * Whoever a rule means, in each area in which it is used: who receives, who signs with them, to whom it is reported when it
 * is overdue. Those named by themselves are checked with the rule, wherever it is used.
 */
export function checkReceivers(
  rule: RoutingRule,
  title: string,
  where: readonly Situation[],
  directory: Directory,
): RuleFinding[] {
  const roles: readonly [string, RoutingReceiver][] = [
    ["接收单位", rule.receiver],
    ...(rule.counterSign?.signers ?? []).map((signer): [string, OfficeReceiver] => ["会签机构", signer]),
    ...(rule.escalation ? [["逾期上报的机构", rule.escalation.to] as [string, OfficeReceiver]] : []),
  ];
  const fallback = rule.fallbackOfficeId && directory.offices.get(rule.fallbackOfficeId)?.name;
  const then = fallback ? `由${fallback}代收` : "由代收机构接收";
  return roles.flatMap(([role, receiver]) => {
    const { gone, empty } = missingOf(receiver, where, directory);
    const officeNames = new Map([...directory.offices.values()].map(({ id, name }) => [id, name]));
    const [said, among] =
      receiver.kind === "employer-department"
        ? ["主管部门", "这些单位"]
        : [receiverSentence(receiver, officeNames), "这些地方"];
    const about = receiver === rule.receiver ? title : `${title}的${role}：`;
    const found: RuleFinding[] = [];
    if (gone.size > 0)
      found.push({
        ...{ severity: "warning", code: "no-receiver", ruleId: rule.id },
        sentence: `${about}在${[...gone].join("、")}没有${said}，${among}的办件${then}。`,
      });
    for (const name of empty)
      found.push({
        ...{ severity: "warning", code: "no-members", ruleId: rule.id },
        sentence: `${title}的${role}“${name}”现在没有经办人员，办件${then}。`,
      });
    return found;
  });
}

function missingOf(receiver: RoutingReceiver, where: readonly Situation[], directory: Directory): Missing {
  const missing: Missing = { gone: new Set(), empty: new Set() };
  switch (receiver.kind) {
    case "applicant":
    case "office":
      return missing;
    case "office-of-kind":
      for (const { area } of where) {
        const subject = { areaPath: area.path, departmentId: null, employerReachable: false, barred: [] };
        if (findReceiver(receiver, subject, directory)) continue;
        const office = officeOfKind(receiver, area.path, directory);
        if (office) missing.empty.add(office.name);
        else missing.gone.add(area.name);
      }
      return missing;
    case "employer":
    case "employer-department":
      for (const { area, facts } of where)
        for (const employer of directory.employers ?? []) {
          // In a situation in which the employer is in use, those that are not are other rules' matter.
          const inUse = facts["employerInUse"] ?? (employer.inUse ? "yes" : "no");
          if (employer.areaId !== area.id || inUse !== (employer.inUse ? "yes" : "no")) continue;
          if (receiver.kind === "employer") {
            if (!employer.reachable) missing.empty.add(employer.name);
            continue;
          }
          const { departmentId } = employer;
          const subject = { areaPath: area.path, departmentId, employerReachable: false, barred: [] };
          if (findReceiver(receiver, subject, directory)) continue;
          const department = departmentId === null ? undefined : directory.offices.get(departmentId);
          if (department && !department.ended) missing.empty.add(department.name);
          else missing.gone.add(`${area.name}${employer.name}等单位`);
        }
      return missing;
  }
}
