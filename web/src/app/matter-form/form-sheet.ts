import { ChangeDetectionStrategy, Component, computed, input } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import type { FormValues } from "../../../../api/contracts/drafts.ts";
import { assertNever } from "../../../../domain/assert-never.ts";
import type { FormField, FormLayout } from "../../../../domain/matters/form-layout.ts";
import { StatusChip, changeLook } from "../shared/status.ts";

interface Line {
  name: string;
  label: string;
  now: string;
  before: string | undefined;
  remarks: readonly string[];
}

interface SheetSection {
  id: string;
  title: string;
  lines: readonly Line[];
}

/**
 * A form that was handed in, to read: sections as on paper, the round before struck and the new one underlined, the last
 * remarks beside the fields they concern. Materials and known facts stand elsewhere on the page.
 */
@Component({
  selector: "rct-form-sheet",
  imports: [MatIcon, StatusChip],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (section of sections(); track section.id) {
      <section>
        <h3>{{ section.title }}</h3>
        <dl class="rows">
          @for (line of section.lines; track line.name) {
            <div>
              <dt>{{ line.label }}</dt>
              <dd>
                @if (line.before !== undefined) {
                  <del>{{ line.before || nothing }}</del>&ngsp;<ins>{{ line.now || nothing }}</ins
                  >&ngsp;<rct-status [look]="changedLook" />
                } @else {
                  {{ line.now || nothing }}
                }
                @for (remark of line.remarks; track remark) {
                  <p class="remark small">
                    <mat-icon svgIcon="assignment_return" aria-hidden="true" />&ngsp;<strong i18n>上一轮意见：</strong
                    >{{ remark }}
                  </p>
                }
              </dd>
            </div>
          }
        </dl>
      </section>
    }
  `,
  styles: `
    section + section {
      margin-top: 16px;
    }
    h3 {
      font: var(--mat-sys-title-small);
    }
    dd {
      white-space: pre-line;
    }
    del {
      color: var(--mat-sys-on-surface-variant);
    }
    ins {
      font-weight: 600;
    }
    .remark {
      color: var(--rct-on-warning-container);
    }
  `,
})
export class FormSheet {
  readonly layout = input.required<FormLayout>();
  readonly values = input.required<FormValues>();
  /** The round before, when there was one. */
  readonly previous = input<FormValues | null>(null);
  /** Names of the fields that differ from the round before. */
  readonly changed = input<readonly string[]>([]);
  readonly remarks = input<readonly { field: string; text: string }[]>([]);

  protected readonly changedLook = changeLook("changed");
  protected readonly nothing = $localize`没有填`;
  protected readonly sections = computed((): SheetSection[] =>
    this.layout()
      .sections.map((section) => ({
        id: section.id,
        title: section.title,
        lines: section.fields.filter(isTyped).map((field) => this.line(field)),
      }))
      .filter((section) => section.lines.length > 0),
  );

  private line(field: FormField): Line {
    const previous = this.previous();
    const changed = previous !== null && this.changed().includes(field.name);
    return {
      name: field.name,
      label: field.label,
      now: sayValue(field, this.values()[field.name]),
      before: changed ? sayValue(field, previous[field.name]) : undefined,
      remarks: this.remarks()
        .filter((remark) => remark.field === field.name)
        .map((remark) => remark.text),
    };
  }
}

function isTyped(field: FormField): boolean {
  return field.kind !== "known" && field.kind !== "photo" && field.kind !== "materials";
}

/** A value as people read it: the option's label, 2026年3月, 12 年. "" when nothing was given. */
export function sayValue(field: FormField, value: FormValues[string] | undefined): string {
  if (value === undefined || value === null || value === "") return "";
  switch (field.kind) {
    case "choice":
      return field.options.find((option) => option.value === value)?.label ?? String(value);
    case "confirm":
      return value === true ? $localize`已确认` : "";
    case "month":
    case "date": {
      const [year, month, day] = String(value).split("-").map(Number);
      return day === undefined
        ? $localize`${year}:year:年${month}:month:月`
        : $localize`${year}:year:年${month}:month:月${day}:day:日`;
    }
    case "number":
      return field.unit ? `${String(value)} ${field.unit}` : String(value);
    case "text":
    case "phone":
    case "email":
    case "textarea":
    case "select":
    case "known":
    case "photo":
    case "materials":
      return Array.isArray(value) ? value.join("、") : String(value);
    default:
      return assertNever(field);
  }
}
