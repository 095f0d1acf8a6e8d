import { ChangeDetectionStrategy, Component, computed, inject, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import {
  type Phrase,
  type PhraseOutcome,
  addPhrase,
  changePhrase,
  endPhrase,
  listPhrases,
} from "../../../../api/contracts/phrases.ts";
import { assertNever } from "../../../../domain/assert-never.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { Confirm } from "../shared/confirm.ts";
import { Empty } from "../shared/empty.ts";
import { Messages } from "../shared/messages.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";

const everybody = "all";

/** 常用语: what is offered at each step, kept by the office's chief; those for everybody by administrators (B-10). */
@Component({
  selector: "rct-phrases-page",
  imports: [MatButton, Empty, ProblemBox, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./phrases-page.html",
  styleUrls: ["../admin/admin-page.css", "./phrases-page.css"],
})
export class PhrasesPage {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly messages = inject(Messages);
  protected readonly loaded = load(
    () => ({}),
    () => this.api.call(listPhrases),
  );
  protected readonly office = signal("");
  protected readonly place = signal("");
  protected readonly outcome = signal<PhraseOutcome>("approve");
  protected readonly text = signal("");
  protected readonly wrong = signal(false);
  protected readonly busy = signal(false);
  protected readonly refused = signal<ApiProblem | undefined>(undefined);
  /** The phrase whose words are being changed. */
  protected readonly changing = signal<string | undefined>(undefined);

  protected readonly offices = computed(() =>
    (this.loaded.value()?.offices ?? []).map(({ id, name }) => ({ value: id ?? everybody, name })),
  );
  protected readonly chosenOffice = computed(() => this.office() || (this.offices()[0]?.value ?? ""));
  protected readonly steps = computed(() =>
    (this.loaded.value()?.steps ?? []).map((step) => ({ ...step, value: `${step.matter} ${step.step}` })),
  );
  protected readonly chosenStep = computed(
    () => this.steps().find(({ value }) => value === this.place()) ?? this.steps()[0],
  );
  protected readonly groups = computed(() =>
    this.steps().map((step) => ({
      ...step,
      phrases: (this.loaded.value()?.phrases ?? []).filter(
        (phrase) => phrase.matter === step.matter && phrase.step === step.step,
      ),
    })),
  );

  protected valueOf(event: Event): string {
    return (event.target as HTMLInputElement | HTMLSelectElement).value;
  }

  protected chooseOutcome(event: Event): void {
    this.outcome.set(this.valueOf(event) as PhraseOutcome);
  }

  protected outcomeWord(outcome: PhraseOutcome): string {
    switch (outcome) {
      case "approve":
        return $localize`通过`;
      case "return":
        return $localize`退回`;
      case "reject":
        return $localize`不予通过`;
      case "dismiss":
        return $localize`异议不成立`;
      case "uphold":
        return $localize`异议成立`;
      default:
        return assertNever(outcome);
    }
  }

  protected ownerOf({ officeId }: Phrase): string {
    const office = this.loaded.value()?.offices.find(({ id }) => id === officeId);
    return officeId === null ? $localize`全部机构` : (office?.name ?? "");
  }

  protected changeLabel = (phrase: Phrase) => $localize`修改：${phrase.text}:text:`;
  protected endLabel = (phrase: Phrase) => $localize`停用：${phrase.text}:text:`;

  protected async add(event: Event): Promise<void> {
    event.preventDefault();
    const step = this.chosenStep();
    const text = this.text().trim();
    this.wrong.set(!text);
    if (!step || !text) return document.getElementById("phrase-text")?.focus();
    const officeId = this.chosenOffice() === everybody ? null : this.chosenOffice();
    const outcome = step.outcomes.includes(this.outcome()) ? this.outcome() : "approve";
    await this.doing(async () => {
      await this.api.call(addPhrase, { body: { officeId, matter: step.matter, step: step.step, outcome, text } });
      this.text.set("");
      void this.messages.say($localize`已增加，办理这个环节时就能选用。`);
    });
  }

  protected async change(event: Event, phrase: Phrase, words: string): Promise<void> {
    event.preventDefault();
    const text = words.trim();
    if (!text) return;
    await this.doing(async () => {
      await this.api.call(changePhrase, { params: { id: phrase.id }, body: { text } });
      this.changing.set(undefined);
    });
  }

  protected async end(phrase: Phrase): Promise<void> {
    const answer = await this.confirm.ask({
      title: $localize`停用这句常用语？`,
      sentence: $localize`“${phrase.text}:text:”以后不再提供选用。已经写进意见的不受影响。`,
      act: $localize`停用`,
    });
    if (answer) await this.doing(() => this.api.call(endPhrase, { params: { id: phrase.id } }));
  }

  private async doing(work: () => Promise<unknown>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      await work();
      this.loaded.reload();
    } catch (thrown) {
      this.refused.set(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
