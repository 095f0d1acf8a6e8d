import type { z } from "zod";

/**
 * Sentences for what a schema says without words of its own, in place of zod's ("无效输入：期望 string"). Undefined
 * leaves the issue to the library.
 */
export function sentenceOfIssue(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined || issue.input === null ? "请填写" : "格式不对，请重新填写";
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return tooBig(issue);
    case "invalid_format":
      return invalidFormat(issue.format);
    case "invalid_value":
      return issue.input === undefined ? "请选择" : "请从所列选项中选择";
    case "unrecognized_keys":
      return `不认识的内容：${issue.keys.map((key) => key.slice(0, 40)).join("、")}`;
    case "invalid_union":
      return "格式不对，请重新填写";
    case "not_multiple_of":
      return "请填整数";
    default:
      return undefined;
  }
}

function tooSmall(issue: Extract<z.core.$ZodRawIssue, { code: "too_small" }>): string {
  const least = Number(issue.minimum);
  if (issue.origin === "string") return least <= 1 ? "请填写" : `至少 ${least} 个字`;
  if (issue.origin === "array") return `至少选 ${least} 项`;
  return `不能小于 ${least}`;
}

function tooBig(issue: Extract<z.core.$ZodRawIssue, { code: "too_big" }>): string {
  const most = Number(issue.maximum);
  if (issue.origin === "string") return `最多 ${most} 个字`;
  if (issue.origin === "array") return `最多选 ${most} 项`;
  return `不能大于 ${most}`;
}

function invalidFormat(format: string): string {
  switch (format) {
    case "uuid":
      return "编号格式不对";
    case "date":
      return "日期格式应为 年-月-日，例如 2026-12-01";
    case "datetime":
      return "时间格式不对";
    case "email":
      return "邮箱格式不对";
    default:
      return "格式不对，请重新填写";
  }
}
