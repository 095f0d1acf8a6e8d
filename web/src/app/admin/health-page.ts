import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { RouterLink } from "@angular/router";
import type { z } from "zod";
import { getHealth } from "../../../../api/contracts/administration.ts";
import { operateCases, reconcileNow, type CaseOperation } from "../../../../api/contracts/operations.ts";
import { Api } from "../api/api.ts";
import { Events } from "../api/events.ts";
import { load } from "../api/load.ts";
import { problemOf } from "../api/problem.ts";
import { Messages } from "../shared/messages.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { InstantPipe } from "../shared/when.ts";
import { OverdueChart } from "./overdue-chart.ts";
import { TroubledCases, type Operation, type TroubledCase } from "./troubled-cases.ts";

type Health = z.infer<typeof getHealth.reply>;
type Asking = { operation: CaseOperation; caseIds: readonly string[] };
interface Watched {
  name: string;
  attempts: number;
  looks: number;
}

const everyMilliseconds = 30_000;
/** After something was asked for the page looks often, until the case has moved or this many looks are over. */
const lookAfterwards = 2_000;
const mostLooks = 15;

function stuckCase(stuck: Health["stuck"][number]): TroubledCase {
  return {
    ...{ caseId: stuck.caseId, name: stuck.number ?? stuck.matterTitle, since: stuck.since, operable: true },
    about: stuck.stepTitle,
    sentences: [stuck.failure],
    note: stuck.attempts > 0 ? $localize`已试 ${stuck.attempts}:count: 次` : "",
  };
}

function driftedCase({ caseId, number, sentences, since, repairable }: Health["drift"][number]): TroubledCase {
  return { caseId, name: number ?? $localize`没有编号`, about: "", sentences, note: "", since, operable: repairable };
}

/** 运行状况: what does not run by itself, and what to do about it. */
@Component({
  selector: "rct-health-page",
  imports: [MatButton, MatIcon, RouterLink, OverdueChart, ProblemBox, Skeleton, TroubledCases, InstantPipe],
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
  /** Cases that something was asked for: until they move, the row says so. */
  private readonly watched = signal<ReadonlyMap<string, Watched>>(new Map());
  protected readonly pending = computed(() => new Set(this.watched().keys()));
  protected readonly healed = signal<readonly { caseId: string; name: string }[]>([]);
  protected readonly stuckOperations: readonly Operation[] = [
    { operation: "retry", label: $localize`立即重试` },
    { operation: "renew", label: $localize`换新` },
  ];
  protected readonly driftOperations: readonly Operation[] = [{ operation: "repair", label: $localize`修复` }];
  protected readonly stuck = computed(() => (this.health()?.stuck ?? []).map(stuckCase));
  protected readonly drift = computed(() => (this.health()?.drift ?? []).map(driftedCase));
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
      ? health.stuck.length +
          health.drift.length +
          this.down() +
          health.calendarGaps.length +
          (health.deliveriesFailing ? 1 : 0) +
          (health.filesWaiting ? 1 : 0) +
          health.filesNotScannable.length +
          health.undecidable.length
      : 0;
  });

  constructor() {
    const timer = setInterval(() => this.beat.update((beat) => beat + 1), everyMilliseconds);
    inject(DestroyRef).onDestroy(() => {
      clearInterval(timer);
      clearInterval(this.watch);
    });
  }

  protected async operate({ operation, caseIds }: Asking): Promise<void> {
    try {
      const { results } = await this.api.call(operateCases, { body: { operation, caseIds: [...caseIds] } });
      const refused = results.filter(({ sentence }) => sentence !== null);
      const said = refused.map(
        ({ caseId, sentence }) => $localize`${this.standing(caseId).name}:number:：${sentence}:why:`,
      );
      if (said.length > 0) void this.messages.say(said.join(""), undefined, "assertive");
      this.watched.update((before) => {
        const after = new Map(before);
        for (const { caseId, done } of results) if (done) after.set(caseId, { ...this.standing(caseId), looks: 0 });
        return after;
      });
      this.watch ??= setInterval(() => void this.look(), lookAfterwards);
      await this.look();
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
      this.loaded.reload();
    }
  }

  protected async reconcile(): Promise<void> {
    try {
      await this.api.call(reconcileNow);
      void this.messages.say($localize`正在把全部在办办件与流程引擎核对，结果会自己出现在这里。`);
      this.loaded.reload();
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    }
  }

  private standing(caseId: string): { name: string; attempts: number } {
    const stuck = this.health()?.stuck.find((one) => one.caseId === caseId);
    const drifted = this.health()?.drift.find((one) => one.caseId === caseId);
    return { name: stuck?.number ?? drifted?.number ?? caseId, attempts: stuck?.attempts ?? 0 };
  }

  /** Reads again and tells what became of the cases that were asked for. */
  private async look(): Promise<void> {
    const now = await this.api.call(getHealth).catch(() => undefined);
    if (!now) return;
    this.loaded.set(now);
    const still = new Map<string, Watched>();
    for (const [caseId, watched] of this.watched()) {
      const stuck = now.stuck.find((one) => one.caseId === caseId);
      if (!stuck && !now.drift.some((one) => one.caseId === caseId)) {
        this.healed.update((healed) => [
          { caseId, name: watched.name },
          ...healed.filter((one) => one.caseId !== caseId),
        ]);
        void this.messages.say($localize`${watched.name}:number: 已经好了。`);
      } else if (stuck && stuck.attempts > watched.attempts) {
        void this.messages.say($localize`${watched.name}:number: 再试了一次，还是没有成功。`, undefined, "assertive");
      } else if (watched.looks < mostLooks) {
        still.set(caseId, { ...watched, looks: watched.looks + 1 });
      }
    }
    this.watched.set(still);
    if (still.size === 0) {
      clearInterval(this.watch);
      this.watch = undefined;
    }
  }
}
