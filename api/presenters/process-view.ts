import type { ReplyGiven } from "../contracts/endpoint.ts";
import type { getProcessPicture } from "../contracts/administration.ts";
import { row, rows, type Database } from "../../db/connection.ts";
import { loadDirectory } from "../../db/receivers.ts";
import { loadRules } from "../../db/rules.ts";
import type { AreaRow } from "../../db/rows.ts";
import { servedCity } from "../../domain/city.ts";
import type { MatterDefinition, StepDefinition } from "../../domain/matters/matter.ts";
import { Refusal } from "../../domain/refusal.ts";
import { findReceiver } from "../../domain/receivers.ts";
import { refuseWeakerThanLaw, type RoutingReceiver, type RoutingRule } from "../../domain/routing.ts";
import {
  conditionSentences,
  escalationSentence,
  receiverSentence,
  type OfficeNames,
} from "../../domain/texts/rules.ts";
import { partyNames } from "../../domain/texts/statuses.ts";
import { readRoute } from "../../workflows/reading.ts";
import { countOpenBySteps } from "../queries/administration.ts";
import { drawProcess, type PictureStep } from "./process-picture.ts";
import { officeNames } from "./rules-view.ts";

type NameOf = (receiver: RoutingReceiver) => string;
type ProcessPicture = ReplyGiven<typeof getProcessPicture>;

/** The matter's process as picture and as text: both from the same list of steps, in the order of the prose. */
export async function presentProcess(
  database: Database,
  matter: MatterDefinition,
  asked: { areaId: string | null; live: boolean },
): Promise<ProcessPicture> {
  const area = asked.areaId
    ? await row<AreaRow>(database, "select * from areas where id = $1", [asked.areaId])
    : await row<AreaRow>(database, "select * from areas where code = $1", [servedCity.areaCode]);
  if (!area) throw new Refusal("not-found");
  const { rules } = await loadRules(database, new Date());
  const offices = await officeNames(database);
  const open = asked.live ? await countOpenBySteps(database, matter.matter, asked.areaId) : undefined;
  const read = await readRoute(matter.matter);
  const nameOf = await namesFor(database, area.path, offices);
  const described = read.map(({ step }) => describe(matter, step, rulesFor(rules, matter, step, area.path), nameOf));
  return {
    title: matter.title,
    areaId: area.id,
    areas: await listServedAreas(database),
    bpmn: drawProcess(
      matter.matter,
      matter.title,
      described.map((one) => ({ ...one.picture, note: noteOf(one, open?.get(one.picture.step)) })),
    ),
    steps: described.map(({ picture, receiver, days, sentence }) => {
      const counted = open?.get(picture.step);
      return {
        step: picture.step,
        title: picture.title,
        receiver,
        dueInWorkingDays: days,
        sentence,
        open: open ? (counted?.open ?? 0) : null,
        oldestSince: counted?.oldestSince?.toISOString() ?? null,
        oldestDays: daysSince(counted),
      };
    }),
    branches: branchesOf(
      matter,
      read.map(({ step }) => step),
      rules,
      area.path,
      offices,
    ),
  };
}

async function listServedAreas(database: Database): Promise<{ id: string; name: string }[]> {
  return rows(
    database,
    `select a.id, a.name from areas a join areas city on city.code = $1 and city.id = any(a.path)
     order by cardinality(a.path), a.code`,
    [servedCity.areaCode],
  );
}

/** What a receiver means to a case of this area: the office by its name, where the area alone tells which. */
async function namesFor(database: Database, areaPath: readonly string[], offices: OfficeNames): Promise<NameOf> {
  const directory = await loadDirectory(database);
  return (receiver) => {
    const found = findReceiver(
      receiver,
      { areaPath, departmentId: null, employerReachable: false, barred: [] },
      directory,
    );
    return found?.kind === "office" ? found.name : receiverSentence(receiver, offices);
  };
}

interface Counted {
  open: number;
  oldestSince: Date | null;
}

const dayMilliseconds = 86_400_000;

function daysSince(counted: Counted | undefined): number | null {
  if (!counted?.oldestSince) return null;
  return Math.max(0, Math.floor((Date.now() - counted.oldestSince.getTime()) / dayMilliseconds));
}

interface Described {
  picture: PictureStep;
  receiver: string;
  /** The same, as the box has room for it: without conditions. */
  receivers: string;
  days: number | null;
  sentence: string;
}

/** The rules that a case of this area may meet, in the order in which they are tried: up to the first without conditions. */
function rulesFor(
  rules: readonly RoutingRule[],
  matter: MatterDefinition,
  step: string,
  areaPath: readonly string[],
): RoutingRule[] {
  const tried: RoutingRule[] = [];
  for (const areaId of areaPath) {
    const here = rules
      .filter((rule) => rule.matter === matter.matter && rule.step === step && rule.areaId === areaId)
      // D24: what weakens the law is not seen.
      .filter((rule) => refuseWeakerThanLaw(rule, matter).length === 0)
      .sort((one, other) => other.conditions.length - one.conditions.length || one.id.localeCompare(other.id));
    tried.push(...here);
    if (here.some(({ conditions }) => conditions.length === 0)) return tried;
  }
  return tried;
}

function describe(matter: MatterDefinition, step: string, rules: readonly RoutingRule[], nameOf: NameOf): Described {
  const definition = matter.steps[step];
  if (!definition) throw new Error(`the prose of ${matter.matter} meets ${step}, which its definition does not know`);
  const usual = rules.at(-1);
  const receiver = receiverOf(matter, definition, rules, nameOf);
  const floor = definition.legalFloor?.workingDays ?? 0;
  // Nobody waits for the first step: its days count only when it was returned.
  const counted = definition.kind !== "effect" && step !== matter.firstStep && usual;
  const days = counted ? Math.max(counted.dueInWorkingDays, floor) : floor > 0 ? floor : null;
  return {
    picture: { step, title: definition.title, kind: definition.kind, lane: partyNames[definition.party], note: "" },
    receiver,
    receivers: definition.kind === "review" ? shortReceivers(rules, nameOf) : receiver,
    days,
    sentence: sentenceOf(definition, receiver, days),
  };
}

function receiverOf(
  matter: MatterDefinition,
  definition: StepDefinition,
  rules: readonly RoutingRule[],
  nameOf: NameOf,
): string {
  if (definition.kind === "notice") return "在本平台公开";
  if (definition.kind === "effect") return "系统自动办理";
  if (rules.length === 0) return partyNames[definition.party];
  return rules
    .map((rule) => {
      const alone = rule.skip ? "跳过这一步" : nameOf(rule.receiver);
      const signers = rule.counterSign?.signers.map(nameOf) ?? [];
      const receiver = signers.length > 0 && !rule.skip ? `${alone}与${signers.join("、")}会签` : alone;
      const when = conditionSentences(rule, matter).join("，");
      if (when) return `${receiver}（${when}）`;
      return rules.length > 1 ? `其余${rule.skip ? "" : "由"}${receiver}` : receiver;
    })
    .join("；");
}

/** 柳城县职改办或市职改办; of a counter-signed step the lead, and how many sign with it. */
function shortReceivers(rules: readonly RoutingRule[], nameOf: NameOf): string {
  const short = rules.map((rule) => {
    if (rule.skip) return "跳过";
    const signers = rule.counterSign?.signers.length ?? 0;
    return nameOf(rule.receiver) + (signers > 0 ? `等 ${signers + 1} 家会签` : "");
  });
  return [...new Set(short)].join("或");
}

function sentenceOf(definition: StepDefinition, receiver: string, days: number | null): string {
  const within = days === null ? "" : `，${days} 个工作日内`;
  switch (definition.kind) {
    case "ask":
      return `${receiver}办理${within}。`;
    case "notice":
      return `${receiver} ${days ?? ""} 个工作日，期满前不能进入下一步${definition.legalFloor ? `（${definition.legalFloor.article}）` : ""}。`;
    case "review":
      return `审核：${receiver}${within}${definition.sealed ? "，通过即盖章" : ""}。`;
    case "effect":
      return "系统自动办理，办好通知申请人。";
  }
}

/** What stands in the box below its title: who, how long, how much lies there; the text says the same. */
function noteOf({ receivers, days }: Described, counted: Counted | undefined): string {
  const lines = [receivers];
  if (days !== null) lines.push(`${days} 个工作日`);
  const oldest = daysSince(counted);
  if (counted && counted.open > 0) lines.push(`在办 ${counted.open} 件${oldest === null ? "" : `，最久 ${oldest} 天`}`);
  return lines.filter(Boolean).join("\n");
}

/** What else may happen, in sentences: the ends and the ways back that the picture draws. */
function branchesOf(
  matter: MatterDefinition,
  steps: readonly string[],
  rules: readonly RoutingRule[],
  areaPath: readonly string[],
  offices: OfficeNames,
): string[] {
  const branches: string[] = [];
  const decider = matter.steps[matter.finalStep]?.title ?? "";
  for (const step of steps) {
    const definition = matter.steps[step]!;
    if (definition.kind === "notice")
      branches.push(
        `“${definition.title}”期间任何人可以提出异议，由负责“${decider}”的机构审查：不成立，期满照常进入下一步；成立，办件终止。`,
      );
    if (definition.kind !== "review") continue;
    branches.push(
      `“${definition.title}”可以退回到前面经过的步骤补正（同一件，轮次加一），也可以不予通过，办件结束并说明理由。`,
    );
    for (const rule of rulesFor(rules, matter, step, areaPath)) {
      const when = conditionSentences(rule, matter).join("，");
      if (rule.skip && definition.maySkip)
        branches.push(`“${definition.title}”：${when || "按现行规则"}，跳过这一步。`);
      if (rule.fallbackOfficeId)
        branches.push(
          `“${definition.title}”没有合适的接收机构时，由${offices.get(rule.fallbackOfficeId) ?? "指定机构"}代收。`,
        );
      if (rule.escalation)
        branches.push(
          `“${definition.title}”${escalationSentence(rule, offices)}${rule.receiver.kind === "employer" ? "，由其接着办理" : ""}。`,
        );
    }
  }
  branches.push("申请人在开始签发之前随时可以撤回申请，办件终止。");
  return [...new Set(branches)];
}
