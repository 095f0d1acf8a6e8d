import type { SuccessionPreview } from "../../../../api/contracts/office-endings.ts";

/** One line for each thing that moves to the successor. */
export function movesOf(shown: SuccessionPreview): string[] {
  return [
    $localize`在办 ${shown.open}:count: 件，其中已认领 ${shown.held}:held: 件，仍由原办理人办理，期限不变`,
    ...(shown.members.length
      ? [$localize`人员 ${shown.members.join("、")}:names:，任期不变，代办设置继续有效`]
      : [$localize`没有在任人员`]),
    ...shown.substitutions.map((one) => $localize`代办：${one}:who:`),
    ...shown.rules.map(
      ({ version, steps }) =>
        $localize`第 ${version}:version: 版路由规则${steps.length ? "（" + steps.join("、") + "）" : ""}:steps:改写后作为新的一版起用`,
    ),
    ...(shown.employers ? [$localize`所属单位 ${shown.employers}:count: 家`] : []),
    ...shown.children.map((name) => $localize`下级机构：${name}:name:`),
    ...(shown.requests ? [$localize`待办理的账户申请 ${shown.requests}:count: 件`] : []),
    ...(shown.ratings ? [$localize`还没有回复的评价 ${shown.ratings}:count: 条，由接替的机构回复`] : []),
    ...(shown.phrases ? [$localize`常用语 ${shown.phrases}:count: 条`] : []),
  ];
}

/** One line for each thing that stays as it was. */
export function staysOf(shown: SuccessionPreview): string[] {
  return [
    $localize`已签发的证书 ${shown.certificates}:count: 本，签发单位仍是${shown.from.name}:office:`,
    $localize`已经作出的 ${shown.finished}:count: 项办理记录和盖章，仍写${shown.from.name}:office:，由接替的机构查看`,
    $localize`以后的办理盖${shown.to.name}:office:的章`,
  ];
}
