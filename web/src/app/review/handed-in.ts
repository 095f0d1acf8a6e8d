import type { z } from "zod";
import type { handedInForm, TaskView } from "../../../../api/contracts/tasks.ts";
import type { FormValues } from "../../../../api/contracts/drafts.ts";
import { formatDate, isCivilDate } from "../../../../domain/civil-date.ts";
import type { FormField } from "../../../../domain/matters/form-layout.ts";
import { findMatter } from "../../../../domain/matters/index.ts";
import type { MaterialKind } from "../../../../domain/matters/matter.ts";

export type HandedInForm = z.infer<typeof handedInForm>;

export interface Line {
  /** The key in the form; empty for facts the office had before. */
  name: string;
  label: string;
  value: string;
  /** What stood there in the round before, when it was something else. */
  before: string | undefined;
  changed: boolean;
  remarks: readonly string[];
  /** Digits that stay together and are masked. */
  code?: true;
}

export interface LineSection {
  title: string;
  lines: readonly Line[];
}

/** A value as the paper form prints it. */
export function valueText(field: FormField, value: FormValues[string] | undefined): string {
  if (value === undefined || value === null || value === "") return $localize`未填`;
  switch (field.kind) {
    case "choice":
      return field.options.find((option) => option.value === value)?.label ?? String(value);
    case "confirm":
      return value === true ? $localize`已确认` : $localize`未确认`;
    case "month": {
      const [year, month] = String(value).split("-");
      return month ? $localize`${year}:year:年${Number(month)}:month:月` : String(value);
    }
    case "date":
      return typeof value === "string" && isCivilDate(value) ? formatDate(value) : String(value);
    case "number":
      return field.unit ? `${String(value)} ${field.unit}` : String(value);
    default:
      return Array.isArray(value) ? value.join("、") : String(value);
  }
}

type Facts = Pick<TaskView, "applicant" | "organisation" | "certificate">;

/** Facts the office already had. */
export function knownLines(what: "person" | "organisation" | "certificate", facts: Facts): readonly Line[] {
  const line = (label: string, value: string | null, code?: true): Line[] =>
    value
      ? [{ name: "", label, value, before: undefined, changed: false, remarks: [], ...(code ? { code } : {}) }]
      : [];
  switch (what) {
    case "person":
      return [
        ...line($localize`姓名、性别`, [facts.applicant.name, facts.applicant.sex].filter(Boolean).join("，")),
        ...line($localize`身份证号`, facts.applicant.identityNumber, true),
        ...line($localize`联系电话`, facts.applicant.phone, true),
      ];
    case "organisation": {
      const organisation = facts.organisation;
      if (!organisation) return line($localize`单位`, $localize`没有在职单位`);
      return [
        ...line($localize`单位`, organisation.name),
        ...line($localize`统一社会信用代码`, organisation.creditCode, true),
        ...line($localize`主管部门`, organisation.department ?? $localize`没有`),
      ];
    }
    default: {
      const certificate = facts.certificate;
      return [
        ...line($localize`证书编号`, certificate.number, true),
        ...line($localize`管理号`, certificate.managementNumber, true),
        ...line($localize`资格名称`, $localize`${certificate.title}:title:（${certificate.level}:level:）`),
        ...line($localize`系列、专业`, [certificate.series, certificate.speciality].filter(Boolean).join("，")),
        ...line(
          $localize`取得时间`,
          isCivilDate(certificate.awardedOn) ? formatDate(certificate.awardedOn) : certificate.awardedOn,
        ),
        ...line($localize`发证机关`, certificate.issuer),
      ];
    }
  }
}

/** A handed-in form in the order of its layout; a form that this program does not know is shown key by key, never hidden. */
export function sectionsOf(matter: string, form: HandedInForm, facts: Facts): readonly LineSection[] {
  const layout = findMatter(matter)?.steps[form.step]?.form?.layout;
  const remarksOn = (name: string) =>
    form.remarks.filter((remark) => remark.field === name).map((remark) => remark.text);
  if (!layout) {
    return [
      {
        title: "",
        lines: Object.entries(form.values).map(([name, value]) => ({
          name,
          label: name,
          value: String(value ?? ""),
          before: undefined,
          changed: form.changed.includes(name),
          remarks: remarksOn(name),
        })),
      },
    ];
  }
  return layout.sections
    .map((section) => ({
      title: section.title,
      lines: section.fields.flatMap((field): readonly Line[] => {
        if (field.kind === "known") return knownLines(field.what, facts);
        if (field.kind === "photo" || field.kind === "materials") return [];
        const changed = form.changed.includes(field.name);
        const before = changed && form.previous ? valueText(field, form.previous[field.name]) : undefined;
        return [
          {
            name: field.name,
            label: field.label,
            value: valueText(field, form.values[field.name]),
            before,
            changed,
            remarks: remarksOn(field.name),
          },
        ];
      }),
    }))
    .filter((section) => section.lines.length > 0);
}

export function materialKindsOf(matter: string, step: string): readonly MaterialKind[] {
  return findMatter(matter)?.steps[step]?.form?.materials ?? [];
}

/** Everything a remark can stand beside: fields and kinds of material of the forms handed in. */
export function remarkable(view: Pick<TaskView, "task" | "forms">): readonly { field: string; label: string }[] {
  const found = new Map<string, string>();
  for (const form of view.forms) {
    const definition = findMatter(view.task.matter)?.steps[form.step]?.form;
    for (const field of definition?.layout.sections.flatMap((section) => section.fields) ?? []) {
      if (field.kind !== "known" && field.kind !== "confirm" && field.kind !== "materials" && field.kind !== "photo")
        found.set(field.name, field.label);
    }
    for (const material of definition?.materials ?? []) found.set(material.kind, material.title);
  }
  return [...found].map(([field, label]) => ({ field, label }));
}
