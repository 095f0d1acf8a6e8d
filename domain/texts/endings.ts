import { assertNever } from "../assert-never.ts";
import { formatDate, type CivilDate } from "../civil-date.ts";

/** Why a case ended without its result, for the message to the applicant: the reason itself is read after signing in. */
export function endingWord(
  outcome: "rejected" | "withdrawn" | "objection-upheld" | "not-passed",
  article: string,
): string {
  switch (outcome) {
    case "rejected":
      return `不予通过（依据 ${article}），理由和复核途径请登录查看`;
    case "withdrawn":
      return "你已撤回";
    case "objection-upheld":
      return "公示异议成立，理由和复核途径请登录查看";
    case "not-passed":
      return "评审未通过";
    default:
      return assertNever(outcome);
  }
}

/** How a case ended, in one sentence. */
export function endingSentence(outcome: string): string {
  switch (outcome) {
    case "completed":
      return "已办结，结果可以在本页下载。";
    case "rejected":
      return "本件不予通过，已经结束。符合条件后可以重新申请。";
    case "withdrawn":
      return "你已撤回申请，本件结束。需要时可以重新申请。";
    case "objection-upheld":
      return "公示期间收到的异议成立，本件终止。";
    default:
      return "本件已经结束。";
  }
}

/** D27: where and until when to ask for a review of the result. `until` is the last day. */
export function appealSentence(appeal: {
  office: string;
  phone: string | null;
  days: number;
  until: CivilDate;
}): string {
  const at = appeal.phone ? `${appeal.office}（电话 ${appeal.phone}）` : appeal.office;
  return `对结果有异议的，可以在 ${formatDate(appeal.until)}前（自收到之日起 ${appeal.days} 日内）向${at}申请复核，也可以来窗口或拨打 12333 咨询。`;
}
