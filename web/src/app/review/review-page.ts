import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  signal,
  untracked,
  viewChild,
} from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatDialog } from "@angular/material/dialog";
import { MatIcon } from "@angular/material/icon";
import { Router, RouterLink } from "@angular/router";
import { downloadDocument, getCase, recallDecision } from "../../../../api/contracts/cases.ts";
import { claimNext, claimTask, releaseTask } from "../../../../api/contracts/inbox.ts";
import { type Decision, getTask } from "../../../../api/contracts/tasks.ts";
import { addressOf } from "../api/address.ts";
import { Api } from "../api/api.ts";
import { CommandKeys } from "../api/command-keys.ts";
import { Events } from "../api/events.ts";
import { load } from "../api/load.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { Desk } from "../inbox/desk.ts";
import { DeskKeys } from "../inbox/desk-keys.ts";
import { outcomeName } from "../inbox/queue-names.ts";
import { ShortcutsDialog } from "../inbox/shortcuts-dialog.ts";
import { Confirm } from "../shared/confirm.ts";
import { Messages } from "../shared/messages.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { StatusChip, roundLook } from "../shared/status.ts";
import { Banners } from "../shell/banners.ts";
import { PageTitle } from "../shell/page-title.ts";
import { askForDecision } from "./ask-decision.ts";
import { Decide, type Outcome, decidableOf } from "./decide.ts";
import { DecisionBar } from "./decision-bar.ts";
import { findOpenTask } from "./find-open-task.ts";
import { FormPane } from "./form-pane.ts";
import { MaterialPane } from "./material-pane.ts";
import { ObjectionPane } from "./objection-pane.ts";
import { PrintSheet } from "./print-sheet.ts";
import { RoutePane } from "./route-pane.ts";

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
    MaterialPane,
    ObjectionPane,
    PrintSheet,
    ProblemBox,
    RoutePane,
    Skeleton,
    StatusChip,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { "(document:keydown)": "press($event)" },
  templateUrl: "./review-page.html",
  styleUrl: "./review-page.css",
})
export class ReviewPage {
  private readonly api = inject(Api);
  private readonly events = inject(Events);
  private readonly router = inject(Router);
  private readonly dialogs = inject(MatDialog);
  private readonly messages = inject(Messages);
  private readonly confirm = inject(Confirm);
  private readonly keyed = inject(CommandKeys);
  private readonly decide = inject(Decide);
  protected readonly desk = inject(Desk);
  private readonly keys = inject(DeskKeys);
  private readonly bar = viewChild(DecisionBar);

  readonly id = input.required<string>();
  /** `?act=approve|return`: asked for by a key in the list. */
  readonly act = input<string>();

  private readonly caseId = signal<string | undefined>(undefined);
  protected readonly loaded = load(
    () => ({ id: this.id(), tick: this.caseId() ? this.events.ofCase(this.caseId()!) : 0 }),
    ({ id }) => this.api.call(getTask, { params: { id } }),
  );
  /** Undefined while another case is on its way: the old one must not be decided by mistake. */
  protected readonly view = computed(() => {
    const view = this.loaded.value();
    return view?.task.taskId === this.id() ? view : undefined;
  });
  protected readonly opinion = linkedSignal({
    source: () => this.id(),
    computation: (id) => this.desk.typedFor(id) ?? "",
  });
  protected readonly refused = linkedSignal<string, ApiProblem | undefined>({
    source: () => this.id(),
    computation: () => undefined,
  });
  protected readonly wrong = linkedSignal({ source: () => this.id(), computation: () => "" });
  protected readonly tab = linkedSignal<string, Tab>({ source: () => this.id(), computation: () => "form" });
  protected readonly busy = signal(false);
  private unsent: Decision | undefined;
  private actedOn = "";

  protected readonly place = computed(() => this.desk.placeOf(this.id()));
  protected readonly previous = computed(() => this.desk.neighbour(this.id(), -1));
  protected readonly next = computed(() => this.desk.neighbour(this.id(), 1));
  protected readonly back = computed(
    () => this.desk.list() ?? { title: $localize`我的待办`, address: { queue: "mine" } },
  );
  protected readonly backLabel = computed(() => $localize`返回${this.back().title}:list:`);
  protected readonly round = computed(() =>
    (this.view()?.task.round ?? 1) > 1 ? roundLook(this.view()!.task.round) : undefined,
  );
  protected readonly outcomeName = outcomeName;
  protected readonly objectionWord = $localize`公示异议`;
  protected readonly confirmingWord = $localize`正在确认`;

  /** The employer keeps the archive form of a finished case; who may have it, the case says. */
  protected readonly documents = load(
    () => (this.view() && this.view()!.task.state !== "open" ? { id: this.view()!.task.caseId } : undefined),
    async ({ id }) => {
      const read = await this.api.call(getCase, { params: { id } }).catch(() => undefined);
      if (!read?.allowed.includes("download-archive-form")) return [];
      return read.documents
        .filter((document) => document.ready && document.kind !== "certificate")
        .map((document) => ({ ...document, address: addressOf(downloadDocument, { id, kind: document.kind }) }));
    },
  );

  constructor() {
    document.body.classList.add("rct-dense");
    inject(DestroyRef).onDestroy(() => document.body.classList.remove("rct-dense"));
    const title = inject(PageTitle);
    effect(() => {
      const view = this.view();
      if (!view) return;
      title.say(`${view.task.matterTitle} ${view.task.applicantName}`);
      untracked(() => {
        this.caseId.set(view.task.caseId);
        this.begin();
      });
    });
    effect(() => {
      const opinion = this.opinion();
      untracked(() => this.desk.keep(this.id(), opinion));
    });
  }

  /** Once per case: what a key in the list asked for. */
  private begin(): void {
    const asked = this.act();
    if (!asked || this.actedOn === this.id()) return;
    this.actedOn = this.id();
    setTimeout(() => this.wish(asked === "return" ? "return" : "approve"));
  }

  private wish(act: "approve" | "return"): void {
    const may = this.view()?.allowed ?? [];
    if (act === "approve" && (may.includes("approve") || may.includes("dismiss"))) this.bar()?.prepare();
    if (act === "return" && may.includes("return")) void this.decided("return");
  }

  protected press(event: KeyboardEvent): void {
    const act = this.keys.actOf(event);
    if (!act || this.busy()) return;
    // The arrows belong to the pane that scrolls.
    if (event.key.startsWith("Arrow") || act === "open" || act === "select") return;
    event.preventDefault();
    if (act === "next") this.go(this.next());
    else if (act === "previous") this.go(this.previous());
    else if (act === "help") this.dialogs.open(ShortcutsDialog, { width: "460px" });
    else if (act === "search") void this.router.navigate(["/inbox"], { queryParams: this.back().address });
    else if (act === "claim-next") void (this.view()?.allowed.includes("claim") ? this.claim() : this.claimNext());
    else this.wish(act);
  }

  protected go(taskId: string | undefined): void {
    if (taskId) void this.router.navigate(["/tasks", taskId]);
  }

  protected async decided(outcome: Outcome): Promise<void> {
    const view = this.view();
    if (!view || this.busy()) return;
    const decision = await askForDecision(outcome, view, this.opinion().trim(), this.dialogs, this.confirm);
    if (decision === "no-opinion") {
      this.wrong.set($localize`请写意见，或点一句常用语`);
      this.bar()?.toOpinion();
    } else if (decision) await this.send(decision);
  }

  protected async send(decision: Decision): Promise<void> {
    const view = this.view();
    if (!view) return;
    this.busy.set(true);
    this.wrong.set("");
    this.refused.set(undefined);
    this.unsent = decision;
    try {
      const reply = await this.decide.send(decidableOf(view), decision);
      if (!reply) return;
      this.unsent = undefined;
      this.leave(view.task.taskId, decision.outcome, view.task.applicantName, reply.nextTaskId);
    } catch (thrown) {
      const problem = problemOf(thrown);
      const field = problem.fields.find((candidate) => candidate.path.endsWith("opinion"));
      if (field) this.wrong.set(field.message);
      else this.refused.set(problem);
      // The page shows what is true now; what was typed stays.
      if (problem.kind === "refusal") this.loaded.reload();
    } finally {
      this.busy.set(false);
    }
  }

  /** The outcome is not known yet: the same decision, the same key. */
  protected again(): void {
    if (this.unsent) void this.send(this.unsent);
  }

  private leave(taskId: string, outcome: Outcome, name: string, nextTaskId: string | null): void {
    const list = this.back();
    const next = this.desk.decided(taskId, nextTaskId);
    const said = {
      approve: $localize`${name}:name:：已通过`,
      return: $localize`${name}:name:：已退回`,
      reject: $localize`${name}:name:：不予通过`,
      dismiss: $localize`${name}:name:：异议不成立`,
      uphold: $localize`${name}:name:：异议成立`,
    }[outcome];
    const after = next ? $localize`，这是下一件` : $localize`，这个队列都办完了`;
    void this.messages.say(said + after, { label: $localize`看刚才那件`, do: () => this.go(taskId) });
    if (next) this.go(next);
    else void this.router.navigate(["/inbox"], { queryParams: list.address });
  }

  protected claim(): Promise<void> {
    return this.doing(async () => {
      await this.api.call(claimTask, { params: { id: this.id() } });
      void this.messages.say($localize`已认领，可以写意见了。`);
    });
  }

  protected claimNext(): Promise<void> {
    return this.doing(async () => {
      const { taskId } = await this.api.call(claimNext);
      if (taskId) this.go(taskId);
      else void this.messages.say($localize`没有等着认领的办件了。`);
    });
  }

  protected release(): Promise<void> {
    return this.doing(async () => {
      await this.api.call(releaseTask, { params: { id: this.id() } });
      void this.messages.say($localize`已放回待认领，别人可以办了。`);
    });
  }

  protected async recall(): Promise<void> {
    const answer = await this.confirm.ask({
      title: $localize`收回你的决定？`,
      sentence: $localize`本件回到你这一步，由你重新办理。下一步一开始处理就不能再收回。`,
      act: $localize`收回`,
      reason: { label: $localize`为什么收回`, required: false, most: 500 },
    });
    const view = this.view();
    if (!answer || !view) return;
    await this.doing(async () => {
      const key = this.keyed.of("recall", view.task.caseId);
      await this.api.call(recallDecision, { params: { id: view.task.caseId }, body: { key, reason: answer.reason } });
      this.keyed.done("recall", view.task.caseId);
      void this.messages.say($localize`已收回，可以重新办理。`);
      this.go(await findOpenTask(this.api, view.task.caseId, view.number).catch(() => undefined));
    });
  }

  protected readonly print = (): void => window.print();

  private async doing(act: () => Promise<void>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    try {
      await act();
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    } finally {
      this.busy.set(false);
      this.loaded.reload();
    }
  }
}
