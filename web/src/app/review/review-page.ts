import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  untracked,
  viewChild,
} from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { RouterLink } from "@angular/router";
import { PageHelp } from "../help/page-help.ts";
import { Desk } from "../inbox/desk.ts";
import { DeskKeys } from "../inbox/desk-keys.ts";
import { outcomeName } from "../inbox/queue-names.ts";
import { DeskCommands } from "../palette/desk-commands.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { StatusChip, roundLook } from "../shared/status.ts";
import { Banners } from "../shell/banners.ts";
import { PageTitle } from "../shell/page-title.ts";
import type { Outcome } from "./decide.ts";
import { Deciding } from "./deciding.ts";
import { DecisionBar } from "./decision-bar.ts";
import { FormPane } from "./form-pane.ts";
import { HandingOver } from "./handing-over.ts";
import { LoanBanner } from "./loan-banner.ts";
import { MaterialPane } from "./material-pane.ts";
import { ObjectionPane } from "./objection-pane.ts";
import { OwnNote } from "./own-note.ts";
import { OwnNoteCard } from "./own-note-card.ts";
import { PrintSheet } from "./print-sheet.ts";
import { ReviewedTask } from "./reviewed-task.ts";
import { RoutePane } from "./route-pane.ts";
import { TaskActs } from "./task-acts.ts";

type Tab = "form" | "material" | "route";

/** One task: form, material and route side by side, the decision below; after deciding the next case opens. */
@Component({
  selector: "rct-review-page",
  imports: [
    MatButton,
    MatIcon,
    RouterLink,
    Banners,
    DecisionBar,
    FormPane,
    LoanBanner,
    MaterialPane,
    ObjectionPane,
    OwnNoteCard,
    PageHelp,
    PrintSheet,
    ProblemBox,
    RoutePane,
    Skeleton,
    StatusChip,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  providers: [ReviewedTask, Deciding, OwnNote, TaskActs, HandingOver],
  host: { "(document:keydown)": "press($event)" },
  templateUrl: "./review-page.html",
  styleUrl: "./review-page.css",
})
export class ReviewPage {
  private readonly commands = inject(DeskCommands);
  private readonly reviewed = inject(ReviewedTask);
  protected readonly deciding = inject(Deciding);
  protected readonly acts = inject(TaskActs);
  private readonly desk = inject(Desk);
  private readonly keys = inject(DeskKeys);
  private readonly bar = viewChild(DecisionBar);

  /** `?act=approve|return`: asked for by a key in the list. */
  readonly act = input<string>();

  protected readonly loaded = this.reviewed.loaded;
  protected readonly view = this.reviewed.view;
  protected readonly documents = this.reviewed.documents;
  protected readonly busy = this.reviewed.busy;
  protected readonly tab = linkedSignal<string, Tab>({ source: () => this.reviewed.id(), computation: () => "form" });
  private actedOn = "";

  protected readonly place = computed(() => this.desk.placeOf(this.reviewed.id()));
  protected readonly previous = computed(() => this.desk.neighbour(this.reviewed.id(), -1));
  protected readonly next = computed(() => this.desk.neighbour(this.reviewed.id(), 1));
  protected readonly back = this.deciding.back;
  protected readonly backLabel = computed(() => $localize`返回${this.back().title}:list:`);
  protected readonly round = computed(() =>
    (this.view()?.task.round ?? 1) > 1 ? roundLook(this.view()!.task.round) : undefined,
  );
  protected readonly outcomeName = outcomeName;
  protected readonly objectionWord = $localize`公示异议`;
  protected readonly confirmingWord = $localize`正在确认`;

  constructor() {
    document.body.classList.add("rct-dense");
    inject(DestroyRef).onDestroy(() => document.body.classList.remove("rct-dense"));
    const title = inject(PageTitle);
    effect(() => {
      const view = this.view();
      if (!view) return;
      title.say(`${view.task.matterTitle} ${view.task.applicantName}`);
      untracked(() => {
        this.reviewed.follow(view.task.caseId);
        this.begin();
      });
    });
  }

  /** Once per case: what a key in the list asked for. */
  private begin(): void {
    const [asked, id] = [this.act(), this.reviewed.id()];
    if (!asked || this.actedOn === id) return;
    this.actedOn = id;
    setTimeout(() => this.wish(asked === "return" ? "return" : "approve"));
  }

  private wish(act: "approve" | "return"): void {
    const may = this.view()?.allowed ?? [];
    if (act === "approve" && (may.includes("approve") || may.includes("dismiss"))) this.bar()?.prepare();
    if (act === "return" && may.includes("return")) void this.decided("return");
  }

  protected press(event: KeyboardEvent): void {
    if (this.commands.press(event)) return;
    const act = this.keys.actOf(event);
    if (!act || act === "help" || this.busy()) return;
    // The arrows belong to the pane that scrolls.
    if (event.key.startsWith("Arrow") || act === "open" || act === "select") return;
    event.preventDefault();
    if (act === "next") this.deciding.open(this.next());
    else if (act === "previous") this.deciding.open(this.previous());
    else if (act === "phrase") this.bar()?.usePhrase(Number(event.key) - 1);
    else if (act === "search") this.deciding.toList();
    else if (act === "claim-next")
      void (this.view()?.allowed.includes("claim") ? this.acts.claim() : this.acts.claimNext());
    else this.wish(act);
  }

  protected async decided(outcome: Outcome): Promise<void> {
    if ((await this.deciding.begin(outcome)) === "no-opinion") this.bar()?.toOpinion();
  }

  protected readonly print = (): void => window.print();
}
