import { ChangeDetectionStrategy, Component, computed, input } from "@angular/core";
import { FormField as FormFieldDirective } from "@angular/forms/signals";
import { MatCheckbox } from "@angular/material/checkbox";
import { MatFormField, MatSuffix } from "@angular/material/form-field";
import { MatIcon } from "@angular/material/icon";
import { MatInput } from "@angular/material/input";
import { MatRadioButton, MatRadioGroup } from "@angular/material/radio";
import { MatOption, MatSelect } from "@angular/material/select";
import type { FormField } from "../../../../domain/matters/form-layout.ts";
import { Note } from "../shared/note.ts";
import { KnownFacts } from "./known-facts.ts";
import { MaterialsField } from "./materials-field.ts";
import { type MatterForm, anchorOf } from "./matter-form.ts";
import { MonthField } from "./month-field.ts";
import { PhotoField } from "./photo-field.ts";

/** One field of a layout: the label above, the control of its kind, what is wrong, and the last round's remark. */
@Component({
  selector: "rct-form-field",
  imports: [
    FormFieldDirective,
    MatCheckbox,
    MatFormField,
    MatIcon,
    MatInput,
    MatOption,
    MatRadioButton,
    MatRadioGroup,
    MatSelect,
    MatSuffix,
    KnownFacts,
    MaterialsField,
    MonthField,
    Note,
    PhotoField,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./form-field.html",
  styleUrl: "./form-field.css",
  host: { "[class.wide]": "wide()" },
})
export class FormFieldView {
  readonly field = input.required<FormField>();
  readonly form = input.required<MatterForm>();

  protected readonly anchor = computed(() => anchorOf(this.field().name));
  protected readonly wrong = computed(() => this.form().wrong(this.field()));
  protected readonly remarks = computed(() => this.form().remarksOn(this.field().name));
  protected readonly wide = computed(() =>
    ["known", "textarea", "confirm", "photo", "materials"].includes(this.field().kind),
  );
  protected readonly describedBy = computed(() => {
    const parts = [
      this.wrong() ? `${this.anchor()}-wrong` : "",
      this.field().hint ? `${this.anchor()}-hint` : "",
      this.remarks().length ? `${this.anchor()}-remark` : "",
    ].filter(Boolean);
    return parts.length ? parts.join(" ") : null;
  });

  protected typed(name: string): number {
    return String(this.form().model()[name] ?? "").length;
  }
}
