import { ChangeDetectionStrategy, Component, computed, input } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { RouterLink } from "@angular/router";
import type { z } from "zod";
import type { caseCard } from "../../../../api/contracts/cases.ts";
import { Sentence } from "../shared/sentence.ts";
import { StatusChip } from "../shared/status.ts";
import { EndPipe, InstantPipe } from "../shared/when.ts";

export type CaseCardData = z.infer<typeof caseCard>;

/** One matter of mine: where it stands, what is asked of me and by when. */
@Component({
  selector: "rct-case-card",
  imports: [MatButton, RouterLink, Sentence, StatusChip, EndPipe, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./case-card.html",
  styleUrl: "./case-card.css",
})
export class CaseCard {
  readonly case = input.required<CaseCardData>();
  /** The most urgent request of the page carries its one filled button. */
  readonly first = input(false);

  protected readonly returned = computed(() => this.case().status === "returned-to-you");
  /** A draft waits for nobody: it is mine to go on with, not asked of me. */
  protected readonly asks = computed(() => this.returned() || (this.case().asked && !this.draft()));
  protected readonly closed = computed(() => this.case().closedAt !== null);
  protected readonly draft = computed(() => this.case().status === "draft");
  protected readonly address = computed(() => {
    const { id, draftId } = this.case();
    return this.draft() && draftId ? ["/drafts", draftId] : ["/cases", id];
  });
  protected readonly act = computed(() => {
    if (this.draft()) return $localize`接着填`;
    if (this.returned()) return $localize`去补正`;
    return this.case().asked ? $localize`去办理` : $localize`看进度`;
  });
  protected readonly bars = computed(() =>
    Array.from({ length: this.case().count }, (_, at) => {
      const now = this.case().position - 1;
      if (this.closed() && this.case().status === "completed") return "done";
      if (at < now) return "done";
      if (at > now) return "";
      return this.returned() ? "back" : "now";
    }),
  );
}
