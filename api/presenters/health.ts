import type { ReplyGiven } from "../contracts/endpoint.ts";
import type { getHealth } from "../contracts/administration.ts";
import { loadCalendar } from "../../db/calendar.ts";
import { row } from "../../db/connection.ts";
import { civilDateAt, yearOf, type CivilDate } from "../../domain/civil-date.ts";
import { withoutPersonalData } from "../../domain/masking.ts";
import { getMatter } from "../../domain/matters/index.ts";
import { driftSentence, isRepairable } from "../../domain/texts/drift.ts";
import type { Calendar } from "../../domain/working-days.ts";
import type { ApiDeps, ServiceProbe } from "../deps.ts";
import {
  countFailingDeliveries,
  countWaitingFiles,
  findReconciliation,
  listDrift,
  listOverdue,
  listStuckCases,
  listUndecidable,
  listUnscannable,
  type StuckRow,
  type UndecidableRow,
  type UnscannableRow,
} from "../queries/administration.ts";

type Health = ReplyGiven<typeof getHealth>;

/** What the administrator opens first: what does not work, which cases stand still, who is late. */
export async function presentHealth(deps: ApiDeps): Promise<Health> {
  const { database } = deps;
  const [
    services,
    stuck,
    drift,
    reconciled,
    overdue,
    undecidable,
    deliveriesFailing,
    filesWaiting,
    unscannable,
    calendar,
  ] = await Promise.all([
    Promise.all(allProbes(deps).map(check)),
    listStuckCases(database),
    listDrift(database),
    findReconciliation(database),
    listOverdue(database),
    listUndecidable(database),
    countFailingDeliveries(database),
    countWaitingFiles(database),
    listUnscannable(database),
    loadCalendar(database),
  ]);
  return {
    checkedAt: new Date().toISOString(),
    services,
    stuck: stuck.map((one) => ({
      caseId: one.case_id,
      number: one.number,
      matterTitle: one.matter === null ? "还没有受理编号" : getMatter(one.matter).title,
      stepTitle: standsAt(one),
      since: one.since.toISOString(),
      attempts: one.attempts,
      failure: one.failure === null ? "没有进到下一步：流程引擎或后台程序可能停着" : withoutPersonalData(one.failure),
    })),
    drift: drift.map(({ case_id: caseId, number, findings, since }) => ({
      ...{ caseId, number, since: since.toISOString() },
      sentences: findings.map(({ kind, params }) => driftSentence(kind, params)),
      repairable: findings.some(({ kind }) => isRepairable(kind)),
    })),
    reconciled: reconciled
      ? {
          startedAt: reconciled.started_at.toISOString(),
          finishedAt: reconciled.finished_at?.toISOString() ?? null,
          ...{ asked: reconciled.asked, unanswered: reconciled.unanswered },
        }
      : null,
    overdue: overdue.map((body) => ({
      officeId: body.id,
      officeName: body.name,
      overdue: body.overdue,
      open: body.open,
      oldestDue: body.oldest_due.toISOString(),
    })),
    undecidable: undecidable.map((task) => ({
      ...{ taskId: task.id, officeId: task.receiver_kind === "office" ? task.receiver_id : null },
      sentence: undecidableSentence(task),
    })),
    deliveriesFailing,
    filesWaiting,
    filesNotScannable: unscannable.map((file) => ({ hash: file.hash, sentence: unscannableSentence(file) })),
    calendarGaps: gapsOf(calendar, civilDateAt(Date.now())),
  };
}

function undecidableSentence({
  case_number: number,
  matter,
  step,
  receiver_name: where,
  barred,
}: UndecidableRow): string {
  const why = barred ? "那里的经办人员都须回避" : "那里现在没有经办人员";
  return `办件 ${number} 的“${getMatter(matter).steps[step]?.title ?? step}”在${where}，${why}，没有人能办。请为它增加人员`;
}

/** By the beginning of its hash, which is its name in the file store: what people call their files is theirs. */
function unscannableSentence({
  hash,
  type,
  size_in_bytes: bytes,
  number,
  scan_failure: failure,
}: UnscannableRow): string {
  const kind = type === "application/pdf" ? "PDF" : "图片";
  const size = `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  return `${number ? `办件 ${number} 的` : ""}文件 ${hash.slice(0, 12)}（${kind}，${size}）查毒服务查不了：${failure}。请调整查毒服务的限制，或请申请人换一个文件`;
}

/** Which of a case's acts it is that does not succeed, in an operator's words. */
const failingActs: Readonly<Record<NonNullable<StuckRow["act"]>, (step: string) => string>> = {
  open: (step) => `打开“${step}”`,
  look: (step) => `查看“${step}”`,
  record: (step) => `写入“${step}”的办理`,
  begin: (step) => step,
  effect: (step) => step,
  close: () => "结束办件",
  workflow: () => "流程程序",
};

function standsAt({ act, matter, step }: StuckRow): string {
  if (act === null) return (matter && getMatter(matter).steps[step]?.title) || "等待转到下一步";
  return failingActs[act]((matter && getMatter(matter).steps[step]?.title) || step);
}

/** Database and engine always; what else there is, the composition root knows. */
function allProbes({ database, engine, probes }: ApiDeps): readonly ServiceProbe[] {
  const own: ServiceProbe[] = [
    {
      name: "database",
      label: "数据库",
      standIn: null,
      check: async () => (await row(database, "select 1 as one"), "正常"),
    },
    {
      name: "engine",
      label: "流程引擎",
      standIn: null,
      check: () =>
        engine.ping().then(
          () => "正常",
          () => Promise.reject(new Error("没有应答：页面照常可看，办理会提示稍后再提交，恢复后自动继续")),
        ),
    },
  ];
  return [...own.filter(({ name }) => !probes.some((probe) => probe.name === name)), ...probes];
}

async function check({ name, label, standIn, check }: ServiceProbe): Promise<Health["services"][number]> {
  const from = performance.now();
  try {
    const detail = await check();
    const answeredInMilliseconds = Math.round(performance.now() - from);
    return {
      name,
      label,
      state: standIn === null ? "up" : "stand-in",
      detail: standIn ?? detail,
      answeredInMilliseconds,
    };
  } catch (error) {
    const detail = withoutPersonalData(error instanceof Error ? error.message : String(error));
    return { name, label, state: "down", detail: detail || "没有应答", answeredInMilliseconds: null };
  }
}

const monthOfWarning = 10;

/** D2: which notices of this year, and from October on of the next, are still to come. */
export function gapsOf({ layers }: Calendar, today: CivilDate): Health["calendarGaps"] {
  const thisYear = yearOf(today);
  const years = Number(today.slice(5, 7)) >= monthOfWarning ? [thisYear, thisYear + 1] : [thisYear];
  return years.flatMap((year) =>
    layers
      .filter(({ knownYears, singleDays }) => !singleDays && !knownYears.includes(year))
      .map(({ name, layer }) => ({
        year,
        sentence: `${year} 年的放假安排（${name ?? layer}）还没有导入，跨到这段时间的期限标为“暂定”，导入后自动重算。`,
      })),
  );
}
