import type { z } from "zod";
import { formatInstant } from "../domain/civil-date.ts";
import { ratingLevelNames } from "../domain/ratings.ts";
import type { MeasuredTask } from "./contracts/analytics.ts";
import type { BulkItem } from "./contracts/bulk-batches.ts";
import type { RegisteredCertificate } from "./contracts/certificate-register.ts";
import type { ListedReceipt } from "./contracts/counter.ts";
import type { taskRow } from "./contracts/inbox.ts";
import type { ListedOffice } from "./contracts/offices.ts";
import type { OfficeRating } from "./contracts/ratings.ts";
import type { PresentedRule } from "./contracts/rules.ts";
import type { FoundCase } from "./contracts/search.ts";
import type { ListColumn } from "./list-file.ts";

/* What the exported lists say of a row: what their pages show of it, and nothing that the list's contract does not name. */

const moment = (instant: string | null | undefined) => (instant ? formatInstant(Date.parse(instant)) : null);

export const taskColumns: readonly ListColumn<z.input<typeof taskRow>>[] = [
  { heading: "受理编号", of: (row) => row.caseNumber },
  { heading: "事项", of: (row) => row.matterTitle },
  { heading: "环节", of: (row) => row.stepTitle },
  { heading: "申请人", of: (row) => row.applicantName },
  { heading: "单位", of: (row) => row.organisationName },
  { heading: "地区", of: (row) => row.areaName },
  { heading: "轮次", of: (row) => String(row.round) },
  { heading: "到达", of: (row) => moment(row.openedAt) },
  { heading: "期限", of: (row) => moment(row.due?.at) },
  { heading: "办理人", of: (row) => row.holder?.name ?? null },
  { heading: "办结", of: (row) => moment(row.decidedAt) },
];

export const caseColumns: readonly ListColumn<FoundCase>[] = [
  { heading: "受理编号", of: (row) => row.number },
  { heading: "事项", of: (row) => row.matterTitle },
  { heading: "申请人", of: (row) => row.applicantName },
  { heading: "单位", of: (row) => row.organisationName },
  { heading: "证书编号", of: (row) => row.certificateNumber },
  { heading: "地区", of: (row) => row.areaName },
  { heading: "现在的环节", of: (row) => row.stepTitle ?? "已办结" },
  { heading: "现在在", of: (row) => row.officeName },
  { heading: "到达", of: (row) => moment(row.cameAt) },
];

export const measuredColumns: readonly ListColumn<MeasuredTask>[] = [
  { heading: "受理编号", of: (row) => row.caseNumber },
  { heading: "事项", of: (row) => row.matterTitle },
  { heading: "环节", of: (row) => row.stepTitle },
  { heading: "办理机构", of: (row) => row.deskName },
  { heading: "地区", of: (row) => row.areaName },
  { heading: "收到", of: (row) => moment(row.receivedAt) },
  { heading: "期限", of: (row) => moment(row.dueAt) },
  { heading: "办结", of: (row) => moment(row.decidedAt) },
  { heading: "结果", of: (row) => row.outcomeName ?? (row.overdue ? "在办，已逾期" : "在办") },
  { heading: "用时（工作日）", of: (row) => row.days },
];

const signedWords = { waiting: "待签回", checking: "正在安全检查", signed: "已签回", unsafe: "扫描件没有通过安全检查" };

export const receiptColumns: readonly ListColumn<ListedReceipt>[] = [
  { heading: "文号", of: (row) => row.number },
  { heading: "回执", of: (row) => row.title },
  { heading: "受理编号", of: (row) => row.caseNumber },
  { heading: "申请人", of: (row) => row.applicantName },
  { heading: "窗口", of: (row) => row.officeName },
  { heading: "经办", of: (row) => row.clerkName },
  { heading: "出具", of: (row) => moment(row.givenAt) },
  { heading: "承诺", of: (row) => row.promise },
  { heading: "签回", of: (row) => signedWords[row.signed] },
];

export const ratingColumns: readonly ListColumn<OfficeRating>[] = [
  { heading: "受理编号", of: (row) => row.caseNumber },
  { heading: "事项", of: (row) => row.matterTitle },
  { heading: "机构", of: (row) => row.officeName },
  { heading: "评价", of: (row) => ratingLevelNames[row.level] },
  { heading: "选的原因", of: (row) => row.reasons.join("，") },
  { heading: "补充说明", of: (row) => row.text },
  { heading: "评价时间", of: (row) => moment(row.ratedAt) },
  { heading: "回复", of: (row) => row.answer?.text ?? null },
  { heading: "回复人", of: (row) => row.answer?.by ?? null },
  { heading: "回复时间", of: (row) => moment(row.answer?.at) },
];

export const officeColumns: readonly ListColumn<ListedOffice>[] = [
  { heading: "机构", of: (row) => row.name },
  { heading: "类别", of: (row) => row.kindName },
  { heading: "地区", of: (row) => row.areaName },
  { heading: "上级", of: (row) => row.parentName },
  { heading: "电话", of: (row) => row.phone },
  { heading: "在办", of: (row) => row.openTasks },
  { heading: "逾期", of: (row) => row.overdueTasks },
  { heading: "成员", of: (row) => row.members.map(({ name, roleName }) => `${name}（${roleName}）`).join("，") },
  { heading: "停用", of: (row) => moment(row.endedAt) },
  { heading: "接替机构", of: (row) => row.successorName },
];

const certificateStates = { valid: "有效", replaced: "已补发，本证作废", revoked: "已撤销" };

export const certificateColumns: readonly ListColumn<RegisteredCertificate>[] = [
  { heading: "证书编号", of: (row) => row.number },
  { heading: "管理号", of: (row) => row.managementNumber },
  { heading: "持证人", of: (row) => row.holder },
  { heading: "身份证号", of: (row) => row.identityNumber },
  { heading: "级别", of: (row) => row.level },
  { heading: "系列", of: (row) => row.series },
  { heading: "职称", of: (row) => row.title },
  { heading: "专业", of: (row) => row.speciality },
  { heading: "授予时间", of: (row) => row.awardedOn },
  { heading: "发证单位", of: (row) => row.issuer },
  { heading: "状态", of: (row) => certificateStates[row.state] },
  { heading: "撤销原因", of: (row) => row.revocation?.reason ?? null },
  { heading: "违规记录", of: (row) => row.misuses.map(({ number, kindName }) => `${number} ${kindName}`).join("；") },
];

const outcomeWords = { approve: "通过", return: "退回", reject: "不予通过" };
const itemStates = { waiting: "还没有办", done: "办好", refused: "没办成", unanswered: "未得到答复" };

export const itemColumns: readonly ListColumn<BulkItem>[] = [
  { heading: "受理编号", of: (row) => row.caseNumber },
  { heading: "申请人", of: (row) => row.applicantName },
  { heading: "单位", of: (row) => row.organisationName },
  { heading: "决定", of: (row) => outcomeWords[row.decision.outcome] },
  { heading: "意见", of: (row) => row.decision.opinion },
  { heading: "结果", of: (row) => itemStates[row.state] },
  { heading: "说明", of: (row) => row.sentence },
];

export const ruleColumns: readonly ListColumn<PresentedRule>[] = [
  { heading: "事项", of: (row) => row.matterTitle },
  { heading: "环节", of: (row) => row.stepTitle },
  { heading: "地区", of: (row) => row.areaName },
  { heading: "条件", of: (row) => row.conditions.join("；") },
  { heading: "接收", of: (row) => row.receiver },
  { heading: "代收", of: (row) => row.fallback },
  { heading: "期限（工作日）", of: (row) => row.dueInWorkingDays },
  { heading: "提醒", of: (row) => row.reminders },
  { heading: "升级", of: (row) => row.escalation },
  { heading: "跳过", of: (row) => (row.skip ? "是" : "否") },
];
