import { NgTemplateOutlet } from "@angular/common";
import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { Router, RouterLink } from "@angular/router";
import {
  downloadDocument,
  fastForwardCase,
  getCase,
  recallDecision,
  withdrawCase,
} from "../../../../api/contracts/cases.ts";
import { openCaseDraft } from "../../../../api/contracts/drafts.ts";
import { findMatter } from "../../../../domain/matters/index.ts";
import { addressOf } from "../api/address.ts";
import { Api } from "../api/api.ts";
import { Events } from "../api/events.ts";
import { CommandKeys } from "../api/command-keys.ts";
import { load } from "../api/load.ts";
import { problemOf } from "../api/problem.ts";
import { ReceiptList } from "../counter/receipt-list.ts";
import { Session } from "../session/session.ts";
import { Confirm } from "../shared/confirm.ts";
import { Messages } from "../shared/messages.ts";
import { Note } from "../shared/note.ts";
import { PageHead } from "../shared/page-head.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { RouteList } from "../shared/route.ts";
import { Sentence } from "../shared/sentence.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { StatusChip, roundLook } from "../shared/status.ts";
import { EndPipe, InstantPipe } from "../shared/when.ts";
import { PageTitle } from "../shell/page-title.ts";
import { CaseHistory } from "./case-history.ts";
import { NoticeCard } from "./notice-card.ts";
import { RatingCard } from "./rating-card.ts";

/** One case as its applicant sees it: what is asked, where it stands, what comes next, what happened. */
@Component({
  selector: "rct-case-page",
  imports: [
    MatButton,
    MatIcon,
    RouterLink,
    CaseHistory,
    NoticeCard,
    NgTemplateOutlet,
    Note,
    PageHead,
    ProblemBox,
    RatingCard,
    ReceiptList,
    RouteList,
    Sentence,
    Skeleton,
    StatusChip,
    EndPipe,
    InstantPipe,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./case-page.html",
  styleUrl: "./case-page.css",
})
export class CasePage {
  private readonly api = inject(Api);
  private readonly events = inject(Events);
  private readonly router = inject(Router);
  private readonly confirm = inject(Confirm);
  private readonly messages = inject(Messages);
  private readonly keys = inject(CommandKeys);

  readonly id = input.required<string>();
  protected readonly place = [{ to: "/", label: $localize`首页` }];
  protected readonly busy = signal(false);
  private readonly session = inject(Session);
  /** There the paper that is to be printed and signed comes first. */
  protected readonly atCounter = computed(() => Boolean(this.session.account()?.counter));

  protected readonly loaded = load(
    () => ({ id: this.id(), tick: this.events.ofCase(this.id()) }),
    ({ id }) => this.api.call(getCase, { params: { id } }),
  );
  protected readonly case = this.loaded.value;
  protected readonly round = computed(() => {
    const round = this.case()?.round ?? 1;
    return round > 1 ? roundLook(round) : undefined;
  });
  /** The materials form's list, so that the applicant can gather them while the notice runs. */
  protected readonly materials = computed(() => {
    const read = this.case();
    if (!read?.allowed.includes("prepare")) return [];
    return Object.values(findMatter(read.matter)?.steps ?? {}).flatMap((step) => step.form?.materials ?? []);
  });
  /** The one filled button of the page. */
  protected readonly main = computed(() => {
    const read = this.case();
    if (!read) return undefined;
    if (read.asked) return { label: read.asked.title, do: () => this.openDraft() };
    if (read.allowed.includes("prepare")) return { label: $localize`先准备补办材料`, do: () => this.openDraft() };
    if (read.allowed.includes("download-certificate"))
      return { label: $localize`下载电子证书`, do: () => this.download("certificate") };
    return undefined;
  });
  protected readonly otherDocuments = computed(() => {
    const read = this.case();
    if (!read) return [];
    return read.documents.filter((document) => {
      const ability = document.kind === "certificate" ? "download-certificate" : "download-archive-form";
      return document.ready && read.allowed.includes(ability);
    });
  });

  constructor() {
    const title = inject(PageTitle);
    effect(() => {
      const read = this.case();
      if (read) title.say(read.title);
    });
  }

  protected async openDraft(): Promise<void> {
    await this.doing(async () => {
      const draft = await this.api.call(openCaseDraft, { params: { id: this.id() } });
      await this.router.navigate(["/drafts", draft.id]);
    });
  }

  protected documentAddress(kind: string): string {
    return addressOf(downloadDocument, { id: this.id(), kind });
  }

  protected download(kind: string): Promise<void> {
    location.assign(this.documentAddress(kind));
    return Promise.resolve();
  }

  protected async withdraw(): Promise<void> {
    const read = this.case();
    if (!read) return;
    const answer = await this.confirm.ask({
      title: $localize`撤回申请，并终止本件？`,
      sentence:
        read.notice?.state === "running"
          ? $localize`公示随即撤下，本件终止，不能恢复。以后仍可以重新声明，公示从头计算。`
          : $localize`本件终止，不能恢复。原证书仍然有效，以后可以重新申请。`,
      act: $localize`撤回并终止`,
      final: true,
      reason: { label: $localize`撤回理由`, required: false, most: 500 },
    });
    if (!answer) return;
    await this.doing(async () => {
      const key = this.keys.of("withdraw", this.id());
      await this.api.call(withdrawCase, { params: { id: this.id() }, body: { key, reason: answer.reason } });
      this.keys.done("withdraw", this.id());
      void this.messages.say($localize`已撤回，本件终止。`);
    });
  }

  protected async recall(): Promise<void> {
    const answer = await this.confirm.ask({
      title: $localize`收回刚才的提交？`,
      sentence: $localize`收回后可以修改再交。对方一开始处理就不能再收回。`,
      act: $localize`收回修改`,
    });
    if (!answer) return;
    await this.doing(async () => {
      const key = this.keys.of("recall", this.id());
      await this.api.call(recallDecision, { params: { id: this.id() }, body: { key, reason: "" } });
      this.keys.done("recall", this.id());
      void this.messages.say($localize`已收回，可以修改后再提交。`);
    });
  }

  protected async fastForward(): Promise<void> {
    await this.doing(async () => {
      await this.api.call(fastForwardCase, { params: { id: this.id() } });
      void this.messages.say($localize`已快进到公示结束。`);
    });
  }

  /** One act at a time; what it could not do is said, and the page shows what is true now. */
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
