import type Router from "@koa/router";
import { loadCalendar } from "../../db/calendar.ts";
import type { Actor } from "../../domain/actor.ts";
import { addDays, civilDateAt, parseCivilDate } from "../../domain/civil-date.ts";
import { authorize } from "../../domain/policy/index.ts";
import { ratingLevelNames, ratingLevels } from "../../domain/ratings.ts";
import { Refusal } from "../../domain/refusal.ts";
import { BadInput } from "../bad-input.ts";
import * as contract from "../contracts/analytics.ts";
import type { ReplyGiven } from "../contracts/endpoint.ts";
import { pageOf } from "../cursor.ts";
import type { ApiDeps } from "../deps.ts";
import { measuredColumns } from "../exported-columns.ts";
import { serveList } from "../list-export.ts";
import { listFile, type ListColumn } from "../list-file.ts";
import * as present from "../presenters/analytics.ts";
import { Analytics, type AnalyticsFilters } from "../queries/analytics.ts";
import { listAreas, listScope } from "../queries/analytics-scope.ts";
import { countRatings } from "../queries/ratings.ts";
import { serve } from "../serve.ts";

const usualDays = 90;
const mostYears = 10;

/** 统计分析 (B-21): chiefs of their offices and those below, administrators of all. */
export function registerAnalytics(router: Router, deps: ApiDeps): void {
  const { database } = deps;

  serve(router, contract.getAnalytics, deps)(async ({ actor, query }) => figuresOf(deps, actor, query));

  serveList(router, deps, {
    ...{ list: contract.listMeasured, file: contract.exportMeasured, name: "统计清单", columns: measuredColumns },
    rowsOf: ({ tasks }) => tasks,
  })(async ({ actor, query }) => {
    const { after, limit, ...given } = query;
    const { filters, analytics } = await begin(deps, actor, given);
    const [found, count] = await Promise.all([
      analytics.listMeasured(filters, { after, limit }),
      after ? null : analytics.countMeasured(filters),
    ]);
    const { page, next } = pageOf(found, limit, ({ place }) => new Date(place));
    return { tasks: page.map((row) => present.presentMeasured(row, actor)), next, count };
  });

  serve(
    router,
    contract.exportAnalytics,
    deps,
  )(async ({ actor, query }) => {
    const { format, ...given } = query;
    const figures = await figuresOf(deps, actor, given);
    return listFile(`统计 ${present.periodWord(figures)}`, format, figureColumns, onePage(figureRows(figures)));
  });

  /** @throws Refusal not-found for an office that is not the reader's to look at; BadInput when the period is none. */
  async function begin<Given extends Partial<AnalyticsFilters>>({ database }: ApiDeps, actor: Actor, given: Given) {
    authorize("read-analytics", actor, null);
    const administrator = actor.memberships.some(({ role }) => role === "administrator");
    const chiefOf = actor.memberships.filter(({ role, standsInFor }) => role === "chief" && !standsInFor);
    const offices = await listScope(
      database,
      administrator ? "everybody" : chiefOf.flatMap(({ officeId }) => officeId ?? []),
    );
    const { officeId } = given;
    if (officeId === "employers" ? !administrator : officeId && !offices.some(({ id }) => id === officeId))
      throw new Refusal("not-found");
    const to = given.to ?? civilDateAt(Date.now());
    const from = given.from ?? addDays(parseCivilDate(to), 1 - usualDays);
    if (from > to) throw new BadInput([{ path: "from", message: "开始日期不能晚于结束日期" }]);
    if (from < `${Number(to.slice(0, 4)) - mostYears}${to.slice(4)}`)
      throw new BadInput([{ path: "from", message: "最多统计十年" }]);
    const scope = administrator ? "everybody" : offices.map(({ id }) => id);
    const analytics = new Analytics(database, await loadCalendar(database), scope);
    return { filters: { ...given, from, to }, analytics, offices, administrator, scope } as const;
  }

  async function figuresOf(deps: ApiDeps, actor: Actor, given: Partial<AnalyticsFilters>) {
    const { filters, analytics, offices, administrator, scope } = await begin(deps, actor, given);
    const { officeId } = filters;
    const [decided, open, received, done, returned, rejected, rated, areas] = await Promise.all([
      analytics.listDecided(filters),
      analytics.listOpen(filters),
      analytics.countByDay(filters, "received"),
      analytics.countByDay(filters, "decided"),
      analytics.countReturnReasons(filters),
      analytics.countRejectionReasons(filters),
      officeId === "employers" ? [] : countRatings(database, scope, { ...filters, officeId }),
      listAreas(database),
    ]);
    const kinds = [...decided, ...open];
    const by = present.groupings({
      offices: new Map(offices.map(({ id, name }) => [id, name])),
      areas: new Map(areas.map(({ id, name }) => [id, name])),
    });
    return {
      ...{ from: filters.from, to: filters.to, areas },
      offices: administrator ? [...offices, { id: "employers", name: "用人单位（合计）" }] : offices,
      totals: present.totalOf(
        kinds,
        received.reduce((sum, { count }) => sum + count, 0),
      ),
      byStep: present.linesOf(kinds, by.byStep),
      byOffice: present.linesOf(kinds, by.byOffice),
      byArea: present.linesOf(kinds, by.byArea),
      byMatter: present.linesOf(kinds, by.byMatter),
      throughput: present.throughputOf(filters, received, done),
      ages: present.agesOf(open),
      returnReasons: present.reasonsOf(returned, "没有勾选，另写意见"),
      rejectionReasons: present.reasonsOf(rejected, "没有用常用语，另写意见"),
      ratings: ratingLevels.map((level) => ({
        ...{ label: ratingLevelNames[level], narrow: { level: String(level) } },
        count: rated.find((one) => one.level === level)?.count ?? 0,
      })),
    };
  }
}

type Figures = ReplyGiven<typeof contract.getAnalytics>;
type FigureRow = { group: string; label: string } & Partial<
  Omit<contract.AnalyticsLine, "narrow" | "label"> & { received: number; ratings: number }
>;

/** All numbers of the page, one below the other, each group by its name. */
function figureRows(figures: Figures): FigureRow[] {
  const grouped = (group: string, lines: readonly Omit<FigureRow, "group">[]) =>
    lines.map((line) => ({ group, ...line }));
  const counted = (group: string, measure: "open" | "returned" | "rejected" | "ratings", lines: Figures["ages"]) =>
    lines.map(({ label, count }) => ({ group, label, [measure]: count }));
  return [
    { group: "合计", ...figures.totals, label: present.periodWord(figures) },
    ...grouped("环节", figures.byStep),
    ...grouped("机构", figures.byOffice),
    ...grouped("地区", figures.byArea),
    ...grouped("事项", figures.byMatter),
    ...grouped("时间", figures.throughput),
    ...counted("在办时长", "open", figures.ages),
    ...counted("退回原因", "returned", figures.returnReasons),
    ...counted("不予通过原因", "rejected", figures.rejectionReasons),
    ...counted("评价", "ratings", figures.ratings),
  ];
}

const figureColumns: readonly ListColumn<FigureRow>[] = [
  { heading: "分组", of: (row) => row.group },
  { heading: "名称", of: (row) => row.label },
  { heading: "收到", of: (row) => row.received ?? null },
  { heading: "办结", of: (row) => row.decided ?? null },
  { heading: "用时中位数（工作日）", of: (row) => row.medianDays ?? null },
  { heading: "用时九成以内（工作日）", of: (row) => row.p90Days ?? null },
  { heading: "超期办结", of: (row) => row.late ?? null },
  { heading: "退回", of: (row) => row.returned ?? null },
  { heading: "不予通过", of: (row) => row.rejected ?? null },
  { heading: "在办", of: (row) => row.open ?? null },
  { heading: "逾期在办", of: (row) => row.overdue ?? null },
  { heading: "评价", of: (row) => row.ratings ?? null },
];

async function* onePage<Row>(page: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield page;
}
