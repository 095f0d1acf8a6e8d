import type { ReplyGiven } from "../contracts/endpoint.ts";
import type { listMovedCases, RuleMove, tryRuleDraft } from "../contracts/rule-drafts.ts";
import type { Database } from "../../db/connection.ts";
import { assertNever } from "../../domain/assert-never.ts";
import { findMatter, getMatter } from "../../domain/matters/index.ts";
import { Refusal } from "../../domain/refusal.ts";
import { isWithoutReceiver, type Destination, type PredictedOffice } from "../../domain/rule-predictions.ts";
import { listCasesOfKinds } from "../queries/case-kinds.ts";
import type { RuleDraftRow } from "../queries/rule-drafts.ts";
import { dryRun, type Move } from "../rule-dry-run.ts";

/** What would go elsewhere: cases without receiver first, then the most. */
export async function presentDryRun(database: Database, draft: RuleDraftRow): Promise<ReplyGiven<typeof tryRuleDraft>> {
  const { moves, looked, withoutReceiver } = await dryRun(database, draft);
  const presented = moves.map(presentMove);
  presented.sort(
    (one, other) =>
      one.scope.localeCompare(other.scope) ||
      Number(other.to.nobody) - Number(one.to.nobody) ||
      other.cases - one.cases ||
      one.id.localeCompare(other.id),
  );
  return { version: draft.version, ...looked, withoutReceiver, moves: presented };
}

const pageSize = 50;

/** The cases behind one number, by case number. */
export async function presentMovedCases(
  database: Database,
  draft: RuleDraftRow,
  asked: { move: string; after: string | null },
): Promise<ReplyGiven<typeof listMovedCases>> {
  const { moves, officeBefore } = await dryRun(database, draft);
  const move = moves.find(({ id }) => id === asked.move);
  if (!move) throw new Refusal("not-found");
  const found = await listCasesOfKinds(database, {
    ...{ scope: move.scope, officeBefore, keys: move.keys, after: asked.after },
    limit: pageSize + 1,
  });
  const page = found.slice(0, pageSize);
  const { steps } = getMatter(move.matter);
  return {
    move: presentMove(move),
    cases: page.map((one) => ({
      id: one.id,
      number: one.number,
      applicantName: one.applicant_name,
      organisationName: one.organisation_name,
      stepTitle: one.step === null ? null : (steps[one.step]?.title ?? one.step),
    })),
    next: found.length > pageSize ? page.at(-1)!.number : null,
  };
}

function presentMove(move: Move): RuleMove {
  const matter = findMatter(move.matter);
  return {
    ...{ id: move.id, scope: move.scope, step: move.step, cases: move.cases },
    matterTitle: matter?.title ?? move.matter,
    stepTitle: matter?.steps[move.step]?.title ?? move.step,
    from: presentDestination(move.from),
    to: presentDestination(move.to),
  };
}

function presentDestination(destination: Destination): RuleMove["from"] {
  return {
    who: whoOf(destination),
    workingDays: destination.workingDays,
    nobody: isWithoutReceiver(destination),
  };
}

const together = { all: "会签", any: "任一家签", "in-turn": "依次会签", ratio: "会签" } as const;

function whoOf({ to }: Destination): string {
  if (to.kind !== "signers") return bodyOf(to);
  const share = to.percent === null ? "" : `，至少 ${to.percent}% 同意`;
  return `${to.signers.map(bodyOf).join("、")}（${together[to.mode]}${share}）`;
}

function bodyOf(to: Exclude<Destination["to"], { kind: "signers" }>): string {
  switch (to.kind) {
    case "applicant":
      return "申请人";
    case "employer":
      return "申请人所在单位";
    case "public":
      return "在本平台公开";
    case "skipped":
      return "跳过这一步";
    case "nobody":
      return "没有接收机构";
    case "office":
      return officeSentence(to);
    default:
      return assertNever(to);
  }
}

function officeSentence({ by, name }: PredictedOffice): string {
  switch (by) {
    case "rule":
      return name;
    case "rule-fallback":
    case "set-fallback":
      return `${name}（代收）`;
    case "last-resort":
      return `没有接收机构，暂由${name}接收`;
    default:
      return assertNever(by);
  }
}
