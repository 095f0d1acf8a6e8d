import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { RouterLink } from "@angular/router";
import type { z } from "zod";
import { getHealth, retryCase } from "../../../../api/contracts/administration.ts";
import { Api } from "../api/api.ts";
import { Events } from "../api/events.ts";
import { load } from "../api/load.ts";
import { problemOf } from "../api/problem.ts";
import { Messages } from "../shared/messages.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { InstantPipe } from "../shared/when.ts";
import { OverdueChart } from "./overdue-chart.ts";

type Health = z.infer<typeof getHealth.reply>;
type Stuck = Health["stuck"][number];

const everyMilliseconds = 30_000;
/** After a retry the page looks often, until the case has moved or this many looks are over. */
const lookAfterRetry = 2_000;
const mostLooks = 15;

/** 运行状况: what does not run by itself, and what to do about it. */
@Component({
  selector: "rct-health-page",
  imports: [MatButton, MatIcon, RouterLink, OverdueChart, ProblemBox, Skeleton, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./health-page.html",
  styleUrls: ["./admin-page.css", "./health-page.css"],
})
export class HealthPage {
  private readonly api = inject(Api);
  private readonly messages = inject(Messages);
  private readonly beat = signal(0);
  private readonly changes = inject(Events).topic("inbox");
  protected readonly loaded = load(
    () => ({ beat: this.beat(), changes: this.changes() }),
    () => this.api.call(getHealth),
  );
  protected readonly health = this.loaded.value;
  /** Cases that were told to try again: until they move, the row says so. */
  protected readonly retrying = signal<ReadonlyMap<string, { attempts: number; looks: number }>>(new Map());
  protected readonly healed = signal<readonly Stuck[]>([]);
  private watch: ReturnType<typeof setInterval> | undefined;

  protected readonly late = computed(() =>
    (this.health()?.overdue ?? []).reduce((sum, office) => sum + office.overdue, 0),
  );
  protected readonly down = computed(
    () => (this.health()?.services ?? []).filter((service) => service.state === "down").length,
  );
  protected readonly standIns = computed(
    () => (this.health()?.services ?? []).filter((service) => service.state === "stand-in").length,
  );
  /** After the service's name: a word, never colour alone. */
  protected readonly stateWords = { up: "", down: $localize`，停了`, "stand-in": $localize`，替身` } as const;
  protected readonly todo = computed(() => {
    const health = this.health();
    return health
      ? health.stuck.length + this.down() + health.calendarGaps.length + (health.deliveriesFailing ? 1 : 0)
      : 0;
  });

  constructor() {
    const timer = setInterval(() => this.beat.update((beat) => beat + 1), everyMilliseconds);
    inject(DestroyRef).onDestroy(() => {
      clearInterval(timer);
      clearInterval(this.watch);
    });
  }

  protected async retry(stuck: Stuck): Promise<void> {
    try {
      await this.api.call(retryCase, { params: { id: stuck.caseId } });
      this.retrying.update((before) => new Map(before).set(stuck.caseId, { attempts: stuck.attempts, looks: 0 }));
      this.watch ??= setInterval(() => void this.look(), lookAfterRetry);
      await this.look();
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
      this.loaded.reload();
    }
  }

  /** Reads again and tells what became of the cases that were told to try. */
  private async look(): Promise<void> {
    const before = this.health();
    const now = await this.api.call(getHealth).catch(() => undefined);
    if (!before || !now) return;
    this.loaded.set(now);
    const still = new Map<string, { attempts: number; looks: number }>();
    for (const [caseId, { attempts, looks }] of this.retrying()) {
      const stuck = now.stuck.find((candidate) => candidate.caseId === caseId);
      const was = before.stuck.find((candidate) => candidate.caseId === caseId);
      if (!stuck) {
        if (was) this.healed.update((healed) => [was, ...healed.filter((one) => one.caseId !== caseId)]);
        void this.messages.say($localize`${was?.number ?? ""}:number: 已经好了，办件继续往下走。`);
      } else if (stuck.attempts > attempts) {
        void this.messages.say($localize`${stuck.number}:number: 再试了一次，还是没有成功。`, undefined, "assertive");
      } else if (looks < mostLooks) {
        still.set(caseId, { attempts, looks: looks + 1 });
      }
    }
    this.retrying.set(still);
    if (still.size === 0) {
      clearInterval(this.watch);
      this.watch = undefined;
    }
  }
}
