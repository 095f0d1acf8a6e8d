import { ChangeDetectionStrategy, Component, computed, inject, input } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { RouterLink } from "@angular/router";
import { listMyCases, listMyCertificates } from "../../../../api/contracts/cases.ts";
import { listNotifications } from "../../../../api/contracts/notifications.ts";
import { matters } from "../../../../domain/matters/index.ts";
import { Api } from "../api/api.ts";
import { Events } from "../api/events.ts";
import { load } from "../api/load.ts";
import { Session } from "../session/session.ts";
import { Empty } from "../shared/empty.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { StatusChip } from "../shared/status.ts";
import { InstantPipe } from "../shared/when.ts";
import { CaseCard } from "./case-card.ts";

/** 我的事项: what is asked of me comes first, then what is under way, then what can be begun. */
@Component({
  selector: "rct-home-page",
  imports: [MatButton, MatIcon, RouterLink, CaseCard, Empty, ProblemBox, Skeleton, StatusChip, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./home-page.html",
  styleUrl: "./home-page.css",
})
export class HomePage {
  private readonly api = inject(Api);
  private readonly events = inject(Events);
  protected readonly session = inject(Session);
  protected readonly matters = matters;

  /** `closed` in the address shows what is finished. */
  readonly state = input<string>();

  private readonly caseTick = this.events.topic("case");
  private readonly messageTick = this.events.topic("notifications");
  protected readonly closed = computed(() => this.state() === "closed");
  protected readonly mine = load(
    () => ({ tick: this.caseTick(), state: this.closed() ? ("closed" as const) : ("open" as const) }),
    async ({ state }) => ({ state, ...(await this.api.call(listMyCases, { query: { state } })) }),
  );
  protected readonly certificates = load(
    () => ({ tick: this.caseTick() }),
    async () => (await this.api.call(listMyCertificates)).certificates,
  );
  protected readonly messages = load(
    () => ({ tick: this.messageTick() }),
    async () => (await this.api.call(listNotifications, { query: {} })).notifications.slice(0, 3),
  );

  /** Asked of me first, the nearest due date before the others; drafts after what waits for somebody else. */
  protected readonly cases = computed(() => {
    const loaded = this.mine.value();
    if (!loaded || loaded.state !== (this.closed() ? "closed" : "open")) return undefined;
    const rank = (one: (typeof loaded.cases)[number]) => (one.status === "draft" ? 2 : one.asked ? 0 : 1);
    return loaded.cases.toSorted(
      (left, right) => rank(left) - rank(right) || (left.due?.at ?? "9").localeCompare(right.due?.at ?? "9"),
    );
  });
  protected readonly underWay = computed(() => this.cases()?.filter((one) => one.status !== "draft").length ?? 0);
  protected readonly asking = computed(
    () => this.cases()?.filter((one) => one.asked && one.status !== "draft").length ?? 0,
  );
  protected readonly drafts = computed(() => this.cases()?.filter((one) => one.status === "draft").length ?? 0);
  protected readonly closedCount = computed(() => this.mine.value()?.closedCount ?? 0);
}
