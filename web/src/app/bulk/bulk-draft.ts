import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  type ElementRef,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  untracked,
  viewChild,
} from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatDialog } from "@angular/material/dialog";
import { MatIcon } from "@angular/material/icon";
import { Router } from "@angular/router";
import {
  type BulkBatchView,
  type BulkItem,
  beginBulkBatch,
  changeBulkBatch,
  confirmBulkBatch,
  dropBulkBatch,
} from "../../../../api/contracts/bulk-batches.ts";
import { getTask } from "../../../../api/contracts/tasks.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { askForReturnOf } from "../review/ask-decision.ts";
import { StepUp } from "../session/step-up.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { type BulkOutcome, outcomeWord } from "./outcomes.ts";

/** After the last key. */
const waitMilliseconds = 800;

/** A batch before it begins: what is decided how, kept on the server as it is typed; then looked over; then begun. */
@Component({
  selector: "rct-bulk-draft",
  imports: [MatButton, MatIcon, ProblemBox],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./bulk-draft.html",
  styleUrls: ["../admin/admin-page.css", "./bulk.css"],
})
export class BulkDraft {
  private readonly api = inject(Api);
  private readonly dialogs = inject(MatDialog);
  private readonly router = inject(Router);
  private readonly stepUp = inject(StepUp);
  readonly batch = input.required<BulkBatchView>();
  readonly act = input<string>();
  readonly reload = output();
  protected readonly outcomeWord = outcomeWord;
  protected readonly outcomes: readonly BulkOutcome[] = ["approve", "return", "reject"];
  private readonly lookTitle = viewChild<ElementRef<HTMLElement>>("lookTitle");

  protected readonly items = linkedSignal<BulkBatchView, readonly BulkItem[]>({
    source: this.batch,
    // What is being typed is newer than what a reload brings; the reasons are the server's.
    computation: (batch, before) =>
      before && untracked(this.dirty) ? mergeReasons(before.value, batch.items) : batch.items,
  });
  protected readonly hash = linkedSignal(() => this.batch().hash);
  private readonly version = linkedSignal(() => this.batch().version);
  private readonly dirty = signal(false);
  protected readonly looking = signal(false);
  protected readonly busy = signal(false);
  protected readonly asked = signal(false);
  protected readonly refused = signal<ApiProblem | undefined>(undefined);
  private saving: Promise<boolean> = Promise.resolve(true);
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Phrases, defects and the steps to return to are the same for every task of the step. */
  protected readonly first = load(
    () => this.batch().items[0]?.taskId,
    (id) => this.api.call(getTask, { params: { id } }),
  );
  protected readonly phrases = computed(() => [
    ...new Set(
      (this.first.value()?.phrases ?? []).filter(({ outcome }) => outcome === "approve").map(({ text }) => text),
    ),
  ]);
  protected readonly blocked = computed(() => this.items().filter((item) => item.sentence));
  protected readonly sealed = computed(
    () => this.batch().sealName !== null && this.items().some((item) => item.decision.outcome === "approve"),
  );
  protected readonly summary = computed(() => {
    const count = (outcome: BulkOutcome) => this.items().filter((item) => item.decision.outcome === outcome).length;
    const said = this.outcomes
      .filter((outcome) => count(outcome) > 0)
      .map((outcome) => $localize`${outcomeWord(outcome)}:word: ${count(outcome)}:count: 件`)
      .join($localize`，`);
    const seal = this.batch().sealName;
    return this.sealed() ? $localize`${said}:said:。通过的加盖${seal}:seal:印章。` : $localize`${said}:said:。`;
  });
  protected readonly saveSentence = computed(() =>
    this.dirty() ? $localize`正在保存…` : $localize`已保存，可以换一台设备接着写`,
  );

  constructor() {
    let begun = false;
    effect(() => {
      if (begun || this.act() !== "return" || !this.first.value()) return;
      begun = true;
      untracked(() => void this.returnAll());
    });
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.timer);
      if (this.dirty()) void this.save();
    });
  }

  protected outcomeLabel = (item: BulkItem) => $localize`${item.applicantName}:name:的决定`;
  protected opinionLabel = (item: BulkItem) => $localize`${item.applicantName}:name:的意见`;
  protected removeLabel = (item: BulkItem) => $localize`把${item.applicantName}:name:移出这一批`;
  protected isMissing = (item: BulkItem) => this.asked() && !item.decision.opinion.trim();

  protected approveAll(opinion: string): void {
    this.change(() => ({ outcome: "approve", opinion }));
  }

  protected async returnAll(): Promise<void> {
    const view = this.first.value();
    const decision = view && (await askForReturnOf(this.dialogs, view, "", this.items().length));
    if (decision) this.change(() => decision);
  }

  protected async turn(item: BulkItem, event: Event): Promise<void> {
    const select = event.target as HTMLSelectElement;
    const outcome = select.value as BulkOutcome;
    const view = this.first.value();
    if (outcome !== "return") return this.change(() => ({ outcome, opinion: "" }), item);
    const decision = view && (await askForReturnOf(this.dialogs, view, "", 1));
    if (decision) this.change(() => decision, item);
    else select.value = item.decision.outcome;
  }

  protected write(item: BulkItem, event: Event): void {
    const opinion = (event.target as HTMLInputElement).value;
    this.change((decision) => ({ ...decision, opinion }), item);
  }

  protected remove(item: BulkItem): void {
    this.items.update((items) => items.filter((one) => one.taskId !== item.taskId));
    this.keep();
  }

  /** Saves, reads again what stands in the way now, and shows it all once more. */
  protected async look(): Promise<void> {
    this.asked.set(true);
    if (this.items().some((item) => this.isMissing(item))) {
      setTimeout(() => document.querySelector<HTMLElement>("rct-bulk-draft [aria-invalid=true]")?.focus());
      return;
    }
    this.busy.set(true);
    // Also when nothing was typed: what is looked over is the tasks as they are now.
    this.dirty.set(true);
    const saved = await this.save();
    this.busy.set(false);
    if (!saved) return;
    this.reload.emit();
    this.looking.set(true);
    setTimeout(() => this.lookTitle()?.nativeElement.focus());
  }

  protected async begin(): Promise<void> {
    const { id } = this.batch();
    const hash = this.hash();
    const confirmed =
      !this.sealed() ||
      (await this.stepUp.forBatch(
        $localize`通过的会盖上 ${this.batch().sealName}:seal: 的电子印章。密码只用于刚才核对的这 ${this.items().length}:count: 件。`,
        async (password) => {
          await this.api.call(confirmBulkBatch, { params: { id }, body: { hash, password } });
        },
      ));
    if (!confirmed) return;
    await this.trying(async () => {
      await this.api.call(beginBulkBatch, { params: { id }, body: { hash } });
      this.reload.emit();
    });
  }

  protected async drop(): Promise<void> {
    await this.trying(async () => {
      clearTimeout(this.timer);
      this.dirty.set(false);
      await this.api.call(dropBulkBatch, { params: { id: this.batch().id } });
      await this.router.navigate(["/inbox"]);
    });
  }

  private change(next: (decision: BulkItem["decision"]) => BulkItem["decision"], only?: BulkItem): void {
    this.items.update((items) =>
      items.map((item) =>
        only && only.taskId !== item.taskId ? item : { ...item, sentence: null, decision: next(item.decision) },
      ),
    );
    this.keep();
  }

  private keep(): void {
    this.dirty.set(true);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), waitMilliseconds);
  }

  /** One request at a time, each with the version the one before brought. */
  private save(): Promise<boolean> {
    clearTimeout(this.timer);
    this.saving = this.saving.then(() => this.send());
    return this.saving;
  }

  private async send(): Promise<boolean> {
    if (!this.dirty()) return true;
    const items = this.items();
    return this.trying(async () => {
      const reply = await this.api.call(changeBulkBatch, {
        params: { id: this.batch().id },
        body: {
          version: this.version(),
          items: items.map(({ taskId, decision }) => ({ taskId, decision: trimmed(decision) })),
        },
      });
      this.version.set(reply.version);
      this.hash.set(reply.hash);
      if (this.items() === items) this.dirty.set(false);
    });
  }

  private async trying(work: () => Promise<void>): Promise<boolean> {
    this.refused.set(undefined);
    try {
      await work();
      return true;
    } catch (thrown) {
      const problem = problemOf(thrown);
      this.refused.set(problem);
      this.looking.set(false);
      if (problem.kind === "refusal") {
        this.dirty.set(false);
        this.reload.emit();
      }
      return false;
    }
  }
}

function mergeReasons(items: readonly BulkItem[], fresh: readonly BulkItem[]): readonly BulkItem[] {
  const reasons = new Map(fresh.map((item) => [item.taskId, item.sentence]));
  return items.map((item) => ({ ...item, sentence: reasons.get(item.taskId) ?? null }));
}

function trimmed<Decision extends BulkItem["decision"]>(decision: Decision): Decision {
  return { ...decision, opinion: decision.opinion.trim() };
}
