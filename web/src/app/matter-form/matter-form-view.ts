import { ChangeDetectionStrategy, Component, input } from "@angular/core";
import { FormFieldView } from "./form-field.ts";
import type { MatterForm } from "./matter-form.ts";

/** The form itself: sections as on paper, two columns on desktop. Which fields, in which order, is the layout's. */
@Component({
  selector: "rct-matter-form",
  imports: [FormFieldView],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (section of form().sections; track section.id) {
      <section class="card" [id]="'section-' + section.id" [attr.aria-labelledby]="'section-title-' + section.id">
        <h2 [id]="'section-title-' + section.id">{{ $index + 1 }} {{ section.title }}</h2>
        @if (section.hint) {
          <p class="muted hint">{{ section.hint }}</p>
        }
        <div class="fields">
          @for (field of section.fields; track field.name) {
            <rct-form-field [field]="field" [form]="form()" />
          }
        </div>
      </section>
    }
  `,
  styles: `
    section {
      margin-bottom: 24px;
      padding: 24px;
      scroll-margin-top: 96px;
    }
    h2 {
      margin-bottom: 20px;
      padding-bottom: 12px;
      border-bottom: 1px solid var(--mat-sys-outline-variant);
    }
    .hint {
      margin: -8px 0 16px;
    }
    .fields {
      display: grid;
      grid-template-columns: 1fr 1fr;
      gap: 20px 24px;
    }
    .wide {
      grid-column: 1 / -1;
    }
    @media (max-width: 839px) {
      section {
        margin-bottom: 12px;
        padding: 16px;
      }
      .fields {
        grid-template-columns: minmax(0, 1fr);
      }
    }
  `,
})
export class MatterFormView {
  readonly form = input.required<MatterForm>();
}
