import { ChangeDetectionStrategy, Component, computed, inject, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from "@angular/material/dialog";
import { MatIcon } from "@angular/material/icon";
import type { RuleChoices } from "../../../../api/contracts/rules.ts";
import type { CounterSign, RoutingReceiver } from "../../../../domain/routing.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { Note } from "../shared/note.ts";
import { OfficePicker } from "./office-picker.ts";
import { ReceiverField } from "./receiver-field.ts";
import { blankRule, faultsOf, fitToStep, readDays, type RuleContent, valuesOf, withValues } from "./rule-form.ts";

export interface RuleEditing {
  choices: RuleChoices;
  /** Absent: a new rule. */
  rule?: RuleContent;
  /** Sends it; what it throws is shown and the form stays. */
  save(rule: RuleContent): Promise<void>;
}

type Fact = RuleChoices["matters"][number]["facts"][number];

/** 一条规则: what the matter declares and the law leaves open, as a form; never as code. */
@Component({
  selector: "rct-rule-editor",
  imports: [MatButton, MatDialogActions, MatDialogContent, MatDialogTitle, MatIcon, Note, OfficePicker, ReceiverField],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./rule-editor.html",
  styleUrl: "./rule-editor.css",
})
export class RuleEditor {
  private readonly editing = inject<RuleEditing>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<RuleEditor, boolean>>(MatDialogRef);
  protected readonly choices = this.editing.choices;
  protected readonly isNew = this.editing.rule === undefined;
  protected readonly rule = signal<RuleContent>(this.editing.rule ?? blankRule(this.choices));
  protected readonly before = signal(this.rule().reminders.beforeDays.join("、"));
  protected readonly after = signal(this.rule().reminders.afterDays.join("、"));
  protected readonly tried = signal(false);
  protected readonly busy = signal(false);
  protected readonly refused = signal<ApiProblem | undefined>(undefined);
  protected readonly matter = computed(
    () => this.choices.matters.find(({ matter }) => matter === this.rule().matter) ?? this.choices.matters[0]!,
  );
  protected readonly step = computed(
    () => this.matter().steps.find(({ step }) => step === this.rule().step) ?? this.matter().steps[0]!,
  );
  protected readonly review = computed(() => this.step().kind === "review" && !this.rule().skip);
  protected readonly percent = computed(() => {
    const { counterSign } = this.rule();
    return counterSign?.mode === "ratio" ? counterSign.percent : null;
  });
  protected readonly faults = computed(() => {
    const faults: Record<string, string> = { ...faultsOf(this.rule(), this.step()) };
    const reminders = $localize`请填工作日数，用顿号隔开，例如 5、1`;
    if (!readDays(this.before())) faults["before"] = reminders;
    if (!readDays(this.after())) faults["after"] = reminders;
    return faults;
  });

  protected fault(field: string): string | undefined {
    return this.tried() ? this.faults()[field] : undefined;
  }

  protected fill(change: Partial<RuleContent>): void {
    this.rule.update((rule) => ({ ...rule, ...change }));
    this.refused.set(undefined);
  }

  protected chooseMatter(matter: string): void {
    const chosen = this.choices.matters.find((one) => one.matter === matter);
    if (chosen) this.rule.update((rule) => fitToStep({ ...rule, matter, conditions: [] }, chosen.steps[0]!));
  }

  protected chooseStep(step: string): void {
    const chosen = this.matter().steps.find((one) => one.step === step);
    if (chosen) this.rule.update((rule) => fitToStep(rule, chosen));
  }

  protected holds(fact: Fact, value: string): boolean {
    return valuesOf(this.rule(), fact).includes(value);
  }

  protected toggle(fact: Fact, value: string): void {
    const now = valuesOf(this.rule(), fact);
    const next = fact.values
      .map((one) => one.value)
      .filter((one) => (one === value ? !now.includes(one) : now.includes(one)));
    this.rule.update((rule) => withValues(rule, fact, next));
  }

  protected escalates(wanted: boolean): void {
    this.fill({ escalation: wanted ? { afterDays: 2, to: { kind: "employer-department" } } : null });
  }

  protected signMode(mode: string): void {
    const signers = this.rule().counterSign?.signers ?? [{ kind: "employer-department" as const }];
    switch (mode) {
      case "all":
      case "any":
      case "in-turn":
        return this.fill({ counterSign: { mode, signers }, mayBeSameOffice: true });
      case "ratio":
        return this.fill({ counterSign: { mode, percent: 50, signers }, mayBeSameOffice: true });
      default:
        return this.fill({ counterSign: null });
    }
  }

  protected share(percent: number): void {
    const { counterSign } = this.rule();
    if (counterSign?.mode === "ratio") this.fill({ counterSign: { ...counterSign, percent } });
  }

  protected setSigner(at: number, receiver: RoutingReceiver): void {
    if (receiver.kind === "employer" || receiver.kind === "applicant") return;
    this.signers((signers) => signers.map((one, index) => (index === at ? receiver : one)));
  }

  protected addSigner(): void {
    this.signers((signers) => [...signers, { kind: "office", officeId: "" }]);
  }

  protected removeSigner(at: number): void {
    this.signers((signers) => signers.filter((_, index) => index !== at));
  }

  private signers(change: (signers: CounterSign["signers"]) => CounterSign["signers"]): void {
    const { counterSign } = this.rule();
    if (counterSign) this.fill({ counterSign: { ...counterSign, signers: change(counterSign.signers) } });
  }

  protected escalateTo(to: RoutingReceiver): void {
    const { escalation } = this.rule();
    if (escalation && to.kind !== "employer" && to.kind !== "applicant")
      this.fill({ escalation: { ...escalation, to } });
  }

  protected escalateAfter(afterDays: number): void {
    const { escalation } = this.rule();
    if (escalation) this.fill({ escalation: { ...escalation, afterDays } });
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    if (this.busy()) return;
    if (Object.keys(this.faults()).length > 0) {
      setTimeout(() => document.querySelector<HTMLElement>("rct-rule-editor .wrong :is(input, select)")?.focus());
      return;
    }
    this.busy.set(true);
    const reminders = { beforeDays: readDays(this.before())!, afterDays: readDays(this.after())! };
    try {
      await this.editing.save({ ...this.rule(), reminders });
      this.dialog.close(true);
    } catch (thrown) {
      this.refused.set(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }

  protected close(): void {
    this.dialog.close(false);
  }

  protected value(event: Event): string {
    return (event.target as HTMLInputElement | HTMLSelectElement).value;
  }
  protected number(event: Event): number {
    const { valueAsNumber } = event.target as HTMLInputElement;
    return valueAsNumber;
  }
  protected ticked(event: Event): boolean {
    return (event.target as HTMLInputElement).checked;
  }
}
