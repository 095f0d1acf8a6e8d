import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  inject,
  input,
  model,
  output,
  viewChild,
} from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import type { TaskView } from "../../../../api/contracts/tasks.ts";
import { Api } from "../api/api.ts";
import { DeskKeys, isKey } from "../inbox/desk-keys.ts";
import type { IconName } from "../shared/icons.ts";
import type { Outcome } from "./decide.ts";
import { HandingOver } from "./handing-over.ts";
import { EscalatedActs } from "./escalated-acts.ts";
import { MoreActs } from "./more-acts.ts";

const mostOpinion = 1000;

/** Always visible: phrases, the opinion, and the acts the reader may do with this task. */
@Component({
  selector: "rct-decision-bar",
  imports: [MatButton, MatIcon, MoreActs, EscalatedActs],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: "region", "[attr.aria-label]": "label" },
  templateUrl: "./decision-bar.html",
  styleUrl: "./decision-bar.css",
})
export class DecisionBar {
  readonly view = input.required<TaskView>();
  readonly opinion = model("");
  readonly busy = input(false);
  /** Field error under the opinion. */
  readonly wrong = input("");
  readonly decided = output<Outcome>();
  readonly claimed = output();
  readonly released = output();
  readonly recalled = output();
  protected readonly label = $localize`办理意见`;
  protected readonly keys = inject(DeskKeys);
  protected readonly handing = inject(HandingOver);
  private readonly askingAgain = inject(Api).askingAgain;
  private readonly field = viewChild<ElementRef<HTMLTextAreaElement>>("opinionField");

  protected readonly may = computed(() => new Set(this.view().allowed));
  protected readonly objection = computed(() => this.view().task.kind === "objection");
  /** The one filled button. */
  protected readonly main = computed((): Outcome | undefined => {
    if (this.may().has("approve")) return "approve";
    return this.may().has("dismiss") ? "dismiss" : undefined;
  });
  protected readonly deciding = computed(() =>
    ["approve", "return", "reject", "dismiss", "uphold"].some((ability) => this.may().has(ability as never)),
  );
  protected readonly phrases = computed(() => [
    ...new Set(
      this.view()
        .phrases.filter((phrase) => phrase.outcome === this.main())
        .map((phrase) => phrase.text),
    ),
  ]);
  protected readonly mainLook = computed((): { icon: IconName; label: string } => {
    if (this.busy())
      return { icon: "hourglass_top", label: this.askingAgain() > 0 ? $localize`正在确认…` : $localize`正在提交…` };
    return { icon: "check", label: this.objection() ? $localize`异议不成立` : $localize`通过` };
  });

  /** Fills the first phrase where nothing is written and puts the cursor there: sending is a second act. */
  prepare(): void {
    if (!this.opinion().trim()) this.opinion.set(this.phrases()[0] ?? "");
    this.toOpinion();
  }

  toOpinion(): void {
    const field = this.field()?.nativeElement;
    field?.focus();
    setTimeout(() => field?.setSelectionRange(field.value.length, field.value.length));
  }

  /** By its place among those shown; asked for by a digit. */
  usePhrase(place: number): void {
    const phrase = this.deciding() && !this.busy() ? this.phrases()[place] : undefined;
    if (phrase) this.use(phrase);
  }

  /** Instead of another phrase; into what the reader has written, where the cursor stands. */
  protected use(phrase: string): void {
    const written = this.opinion();
    if (!written.trim() || this.phrases().includes(written)) {
      this.opinion.set(phrase);
      return this.toOpinion();
    }
    const field = this.field()?.nativeElement;
    const [from, to] = [field?.selectionStart ?? written.length, field?.selectionEnd ?? written.length];
    this.opinion.set((written.slice(0, from) + phrase + written.slice(to)).slice(0, mostOpinion));
    field?.focus();
    const after = Math.min(from + phrase.length, mostOpinion);
    setTimeout(() => field?.setSelectionRange(after, after));
  }

  protected type(event: Event): void {
    this.opinion.set((event.target as HTMLTextAreaElement).value);
  }

  protected send(event: KeyboardEvent): void {
    if (!isKey("send", event)) return;
    event.preventDefault();
    const main = this.main();
    if (main && !this.busy()) this.decided.emit(main);
  }
}
