import { z } from "zod";

const classes = [/\d/, /\p{Lu}/u, /\p{Ll}/u, /[^\p{L}\d]/u];

/** Why a new password is not taken; undefined when it is (S3-03: from 8 characters on, three of four sorts; longer ones are welcome). */
export function passwordFault(password: string): string | undefined {
  if ([...password].length < 8) return "密码至少 8 个字符";
  if (classes.filter((sort) => sort.test(password)).length < 3)
    return "密码要有数字、大写字母、小写字母、符号里的至少三种";
  return undefined;
}

/** A zod field for a password that somebody chooses. */
export const newPassword = z
  .string({ error: "请填写新密码" })
  .max(128, "密码最多 128 个字符")
  .superRefine((value, context) => {
    const message = passwordFault(value);
    if (message) context.addIssue({ code: "custom", message });
  });
