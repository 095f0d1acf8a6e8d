import { findMatter, matters } from "./matters/index.ts";
import type { MatterDefinition, StepDefinition } from "./matters/matter.ts";
import { valuesOf, type Directory } from "./receivers.ts";
import { checkReceivers, type RuleFinding, type Situation } from "./rule-receiver-checks.ts";
import { conditionsHold, findRule, refuseWeakerThanLaw, type RoutingReceiver, type RoutingRule } from "./routing.ts";
import { conditionSentences, type RuleNames } from "./texts/rules.ts";

/**
 * What an administrator should know about a set before it is published. Every combination of the declared facts is
 * tried in every area, so that "never used" and "no rule" are facts and not guesses.
 */
export function checkRules(rules: readonly RoutingRule[], directory: Directory): RuleFinding[] {
  const names = namesOf(directory);
  return [
    ...rules.flatMap((rule) => checkRule(rule, directory, names)),
    ...matters.flatMap((matter) => checkMatter(matter, rules, directory, names)),
  ];
}

export function namesOf({ offices, areas }: Directory): RuleNames {
  return {
    offices: new Map([...offices.values()].map(({ id, name }) => [id, name])),
    areas: new Map([...areas.values()].map(({ id, name }) => [id, name])),
  };
}

function titleOf(rule: RoutingRule, matter: MatterDefinition, names: RuleNames): string {
  const step = matter.steps[rule.step]?.title ?? rule.step;
  const where = [names.areas.get(rule.areaId) ?? "未知地区", ...conditionSentences(rule, matter)].join("，");
  return `“${step}”的规则（${where}）`;
}

/** What is wrong with a rule by itself: the law, names that are not declared, offices that are gone. */
function checkRule(rule: RoutingRule, directory: Directory, names: RuleNames): RuleFinding[] {
  const found: RuleFinding[] = [];
  const say = (severity: RuleFinding["severity"], code: RuleFinding["code"], sentence: string) =>
    found.push({ severity, code, sentence, ruleId: rule.id });
  const matter = findMatter(rule.matter);
  if (!matter) {
    say("error", "unknown-matter", `没有“${rule.matter}”这个事项，请删去这条规则。`);
    return found;
  }
  const title = titleOf(rule, matter, names);
  for (const weakness of refuseWeakerThanLaw(rule, matter))
    say(
      "error",
      "weaker-than-law",
      `${title}${weakness.code === "shorter-than-law" ? `少于规定的 ${weakness.workingDays} 个工作日` : "跳过了不能跳过的步骤"}，依据${weakness.article}。`,
    );
  if (!directory.areas.has(rule.areaId)) say("error", "unknown-area", `${title}所在的地区不存在，请重新选择地区。`);
  for (const condition of rule.conditions) {
    const fact = matter.facts[condition.fact];
    const unknown = [condition.value]
      .flat()
      .filter((value) => !fact || !Object.hasOwn(valuesOf(fact, directory), value));
    if (unknown.length > 0) say("error", "unknown-fact", `${title}问了本事项没有的情形，请重新选择条件。`);
  }
  if (rule.skip) return found;
  if (matter.steps[rule.step]?.kind === "review" && rule.receiver.kind === "applicant")
    say("error", "no-receiver", `${title}把审核交给了申请人本人，请改为单位或机构。`);
  const named: readonly [string, RoutingReceiver | null][] = [
    ["接收单位", rule.receiver],
    ["代收机构", rule.fallbackOfficeId ? { kind: "office", officeId: rule.fallbackOfficeId } : null],
    ["逾期上报的机构", rule.escalation?.to ?? null],
    ...(rule.counterSign?.signers ?? []).map((signer): [string, RoutingReceiver] => ["会签机构", signer]),
  ];
  for (const [role, receiver] of named) {
    if (receiver?.kind !== "office") continue;
    const office = directory.offices.get(receiver.officeId);
    if (!office || office.ended) say("error", "no-receiver", `${title}的${role}已不存在，请重新选择。`);
    else if (!office.staffed) say("warning", "no-members", `${title}的${role}“${office.name}”现在没有经办人员。`);
  }
  return found;
}

/** What is wrong with the rules of a matter together. */
function checkMatter(
  matter: MatterDefinition,
  rules: readonly RoutingRule[],
  directory: Directory,
  names: RuleNames,
): RuleFinding[] {
  const found: RuleFinding[] = [];
  const situations = situationsOf(matter, rules, directory);
  for (const [step, definition] of Object.entries(matter.steps)) {
    if (definition.kind === "effect") continue;
    const here = rules.filter((rule) => rule.matter === matter.matter && rule.step === step);
    const used = new Map<string, Situation[]>();
    const without: Situation[] = [];
    for (const situation of situations) {
      const question = { matter: matter.matter, step, areaPath: situation.area.path, facts: situation.facts };
      const rule = findRule(here, question, matter);
      if (!rule) without.push(situation);
      else used.set(rule.id, [...(used.get(rule.id) ?? []), situation]);
    }
    if (without.length > 0) found.push(missing(definition, matter, without, situations.length));
    found.push(...overlaps(here, matter, situations, names));
    for (const rule of here) {
      const where = used.get(rule.id);
      if (!where) {
        if (directory.areas.has(rule.areaId) && refuseWeakerThanLaw(rule, matter).length === 0)
          found.push({
            severity: "warning",
            code: "unreachable",
            ruleId: rule.id,
            sentence: `${titleOf(rule, matter, names)}永远用不上：别的规则总是先合上。`,
          });
      } else if (!rule.skip && definition.kind === "review")
        found.push(...checkReceivers(rule, titleOf(rule, matter, names), where, directory));
    }
  }
  return found;
}

/**
 * Every area with every combination of the facts that the matter declares. Of a catalogue's values that no rule names one
 * stands for all: no rule can tell them apart.
 */
function situationsOf(matter: MatterDefinition, rules: readonly RoutingRule[], directory: Directory): Situation[] {
  const asked = rules.filter((rule) => rule.matter === matter.matter).flatMap(({ conditions }) => conditions);
  let combinations: Record<string, string>[] = [{}];
  for (const [fact, definition] of Object.entries(matter.facts)) {
    const named = new Set(asked.filter((one) => one.fact === fact).flatMap(({ value }) => value));
    const all = Object.keys(valuesOf(definition, directory));
    const other = all.find((value) => !named.has(value));
    const told = definition.catalogue ? all.filter((value) => named.has(value) || value === other) : all;
    combinations = combinations.flatMap((one) => told.map((value) => ({ ...one, [fact]: value })));
  }
  const { areas } = directory;
  // Cases arise in the city and below: no employer stands in a country or a province.
  const places = [...areas.values()].filter(({ level }) => level === "city" || level === "county");
  return places.flatMap((area) => combinations.map((facts) => ({ area, facts })));
}

function missing(
  { title: stepTitle, kind }: StepDefinition,
  matter: MatterDefinition,
  without: readonly Situation[],
  all: number,
): RuleFinding {
  // Who is asked, and what is published, needs no receiver: what is missing there is the term.
  const then = {
    review: "到这一步的办件由代收机构接收",
    ask: "申请人办理这一步没有期限和提醒",
    notice: "公示按规定的最少天数",
    effect: "",
  }[kind];
  const example = without[0]!;
  const facts = Object.entries(example.facts).map(
    ([fact, value]) => `${matter.facts[fact]!.label}：${matter.facts[fact]!.values[value] ?? value}`,
  );
  const sentence =
    without.length === all
      ? `“${stepTitle}”没有规则，${then}。`
      : `“${stepTitle}”有 ${without.length} 种情形没有规则，例如${example.area.name}，${facts.join("，")}。这些情形下，${then}。`;
  return { severity: "warning", code: "no-rule", sentence, ruleId: null };
}

/** Two rules of one area, as many conditions, both hold: the order between them is chance. */
function overlaps(
  rules: readonly RoutingRule[],
  matter: MatterDefinition,
  situations: readonly Situation[],
  names: RuleNames,
): RuleFinding[] {
  return rules.flatMap((rule, at) =>
    rules.slice(at + 1).flatMap((other): RuleFinding[] => {
      if (rule.areaId !== other.areaId || rule.conditions.length !== other.conditions.length) return [];
      const both = situations.some(
        ({ facts }) => conditionsHold(rule.conditions, facts) && conditionsHold(other.conditions, facts),
      );
      if (!both) return [];
      const sentence = `${titleOf(rule, matter, names)}与同地区的另一条（${conditionSentences(other, matter).join("，") || "全部"}）重叠，同样的办件两条都合，请给其中一条加上条件。`;
      return [{ severity: "warning", code: "overlap", sentence, ruleId: rule.id < other.id ? other.id : rule.id }];
    }),
  );
}
