import { ChangeDetectionStrategy, Component, computed, input, output } from "@angular/core";
import type { RuleChoices } from "../../../../api/contracts/rules.ts";
import type { RoutingReceiver } from "../../../../domain/routing.ts";
import { OfficePicker } from "./office-picker.ts";

type Kind = Exclude<RoutingReceiver["kind"], "applicant">;
type Level = "" | "county" | "city";

/** Whom a rule means: the employer, its department, the office of a kind, or one office by name. */
@Component({
  selector: "rct-receiver-field",
  imports: [OfficePicker],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <fieldset class="field">
      <legend>{{ label() }}</legend>
      <select
        class="plain-input"
        [id]="fieldId()"
        [value]="receiver().kind"
        [attr.aria-label]="label()"
        (change)="choose($event)"
      >
        @if (employer()) {
          <option value="employer" [selected]="receiver().kind === 'employer'" i18n>申请人所在单位</option>
        }
        <option value="employer-department" [selected]="receiver().kind === 'employer-department'" i18n>
          单位的主管部门
        </option>
        <option value="office-of-kind" [selected]="receiver().kind === 'office-of-kind'" i18n>某一类机构</option>
        <option value="office" [selected]="receiver().kind === 'office'" i18n>指定的机构</option>
      </select>
      @if (ofKind(); as kind) {
        <div class="two">
          <select class="plain-input" i18n-aria-label aria-label="哪一级" (change)="level($event)">
            <option value="" [selected]="!kind.level" i18n>所在地区就近的</option>
            <option value="county" [selected]="kind.level === 'county'" i18n>县（区）的</option>
            <option value="city" [selected]="kind.level === 'city'" i18n>市的</option>
          </select>
          <select class="plain-input" i18n-aria-label aria-label="哪类机构" (change)="officeKind($event)">
            @for (one of choices().officeKinds; track one.kind) {
              <option [value]="one.kind" [selected]="one.kind === kind.officeKind">{{ one.name }}</option>
            }
          </select>
        </div>
      }
      @if (receiver().kind === "office") {
        <label class="visually-hidden" [for]="fieldId() + '-office'" i18n>指定的机构</label>
        <rct-office-picker
          [fieldId]="fieldId() + '-office'"
          [offices]="choices().offices"
          [officeId]="officeId()"
          (chosen)="office($event)"
        />
      }
    </fieldset>
  `,
  styles: `
    fieldset {
      margin: 0;
      padding: 0;
      border: 0;
    }
    .two {
      display: grid;
      grid-template-columns: 1fr 1fr;
      gap: 8px;
    }
  `,
})
export class ReceiverField {
  readonly fieldId = input.required<string>();
  readonly label = input.required<string>();
  readonly receiver = input.required<RoutingReceiver>();
  readonly choices = input.required<RuleChoices>();
  /** May the employer be meant? Who signs with others, or is told of a delay, is an office. */
  readonly employer = input(false);
  readonly changed = output<RoutingReceiver>();
  protected readonly ofKind = computed(() => {
    const receiver = this.receiver();
    return receiver.kind === "office-of-kind" ? receiver : undefined;
  });
  protected readonly officeId = computed(() => {
    const receiver = this.receiver();
    return receiver.kind === "office" ? receiver.officeId : null;
  });

  protected choose(event: Event): void {
    const kind = value(event) as Kind;
    switch (kind) {
      case "employer":
      case "employer-department":
        return this.changed.emit({ kind });
      case "office-of-kind":
        return this.changed.emit({ kind, officeKind: this.choices().officeKinds[0]?.kind ?? "" });
      case "office":
        return this.changed.emit({ kind, officeId: "" });
    }
  }

  protected level(event: Event): void {
    const level = value(event) as Level;
    const { officeKind } = this.ofKind()!;
    this.changed.emit({ kind: "office-of-kind", officeKind, ...(level ? { level } : {}) });
  }

  protected officeKind(event: Event): void {
    this.changed.emit({ ...this.ofKind()!, officeKind: value(event) });
  }

  protected office(officeId: string | null): void {
    this.changed.emit({ kind: "office", officeId: officeId ?? "" });
  }
}

function value(event: Event): string {
  return (event.target as HTMLSelectElement).value;
}
