import { ChangeDetectionStrategy, Component, computed, input, linkedSignal, output } from "@angular/core";
import { MatAutocomplete, MatAutocompleteTrigger, MatOption } from "@angular/material/autocomplete";
import type { RuleChoices } from "../../../../api/contracts/rules.ts";

type Office = RuleChoices["offices"][number];

/** The offices whose name, kind or area holds every word that was typed; all, while nothing was. */
export function searchOffices(offices: readonly Office[], text: string): Office[] {
  const words = text.trim().split(/\s+/).filter(Boolean);
  return offices.filter((office) => {
    const said = `${office.name} ${office.kindName} ${office.areaName}`;
    return words.every((word) => said.includes(word));
  });
}

/** One office, found by typing a part of its name. What is typed and is no office counts as none. */
@Component({
  selector: "rct-office-picker",
  imports: [MatAutocomplete, MatAutocompleteTrigger, MatOption],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <input
      class="plain-input"
      type="text"
      autocomplete="off"
      [id]="fieldId()"
      [attr.aria-invalid]="unknown()"
      [attr.aria-describedby]="unknown() ? fieldId() + '-unknown' : null"
      [value]="text()"
      [matAutocomplete]="found"
      i18n-placeholder
      placeholder="输入名称查找机构"
      (input)="type($event)"
      (blur)="leave()"
    />
    <mat-autocomplete #found="matAutocomplete" (optionSelected)="choose($event.option.value)">
      @for (office of offers(); track office.id) {
        <mat-option [value]="office.name"
          >{{ office.name }}<span class="small muted">，{{ office.areaName }}</span>
          @if (!office.staffed) {
            <span class="small muted" i18n>，没有经办人员</span>
          }
        </mat-option>
      }
    </mat-autocomplete>
    @if (unknown()) {
      <p class="wrong-text" [id]="fieldId() + '-unknown'" i18n>没有这个机构，请从列表里选一个</p>
    }
  `,
})
export class OfficePicker {
  readonly fieldId = input.required<string>();
  readonly offices = input.required<readonly Office[]>();
  readonly officeId = input<string | null>(null);
  readonly chosen = output<string | null>();
  private readonly current = computed(() => this.offices().find(({ id }) => id === this.officeId()));
  protected readonly text = linkedSignal(() => this.current()?.name ?? "");
  protected readonly offers = computed(() =>
    this.text() === this.current()?.name ? this.offices() : searchOffices(this.offices(), this.text()),
  );
  private readonly left = linkedSignal({ source: this.officeId, computation: () => false });
  protected readonly unknown = computed(
    () => this.left() && this.text().trim() !== "" && !this.offices().some(({ name }) => name === this.text()),
  );

  protected type(event: Event): void {
    this.choose((event.target as HTMLInputElement).value);
  }

  protected choose(name: string): void {
    this.text.set(name);
    const office = this.offices().find((one) => one.name === name);
    if (office?.id !== this.officeId()) this.chosen.emit(office?.id ?? null);
    this.text.set(name);
  }

  protected leave(): void {
    this.left.set(true);
  }
}
