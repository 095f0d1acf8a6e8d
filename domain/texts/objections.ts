import { assertNever } from "../assert-never.ts";
import { formatDate, type CivilDate } from "../civil-date.ts";

/** What an objection came to; `closed`: the notice ended for another reason before anybody decided it. */
export type ObjectionResult = "dismissed" | "upheld" | "closed";

/**
 * The SMS to whoever objected. Neither the holder nor the objector is named in it; `office` is null where none has
 * looked at the objection.
 */
export function objectorText(result: ObjectionResult, filedOn: CivilDate, office: string | null): string {
  const about = `你 ${formatDate(filedOn)}对一则证书遗失公示提出的异议`;
  const by = office ? `经${office}审查` : "经审查";
  switch (result) {
    case "dismissed":
      return `${about}，${by}不成立，公示照常进行。`;
    case "upheld":
      return `${about}，${by}成立，公示已经终止，本次补办不再进行。`;
    case "closed":
      return `${about}：所涉公示已经终止，本次补办不再进行，异议不再审查。`;
    default:
      return assertNever(result);
  }
}

/** What cannot be read after invisible characters are taken out of an objection. */
export const objectionFaults = { name: "请填写姓名", reason: "请写明理由，至少 10 个字" } as const;
