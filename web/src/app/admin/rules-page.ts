import { ChangeDetectionStrategy, Component, computed, inject, signal } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import type { z } from "zod";
import { listRules } from "../../../../api/contracts/rules.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { Empty } from "../shared/empty.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { DatePipe } from "../shared/when.ts";

export type Rule = z.infer<typeof listRules.reply>["rules"][number];

/** Rules of one matter by step, in the server's order: the first that fits is used. */
export function rulesByStep(
  rules: readonly Rule[],
): readonly { matterTitle: string; steps: readonly { title: string; rules: readonly Rule[] }[] }[] {
  const matters = new Map<string, Map<string, Rule[]>>();
  for (const rule of rules) {
    const steps = matters.get(rule.matterTitle) ?? new Map<string, Rule[]>();
    matters.set(rule.matterTitle, steps);
    steps.set(rule.stepTitle, [...(steps.get(rule.stepTitle) ?? []), rule]);
  }
  return [...matters].map(([matterTitle, steps]) => ({
    matterTitle,
    steps: [...steps].map(([title, found]) => ({ title, rules: found })),
  }));
}

/** 路由规则, to read: who receives which step, in how many days, and what happens when nothing happens. */
@Component({
  selector: "rct-rules-page",
  imports: [MatIcon, Empty, ProblemBox, Skeleton, DatePipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./rules-page.html",
  styleUrls: ["./admin-page.css", "./rules-page.css"],
})
export class RulesPage {
  private readonly api = inject(Api);
  protected readonly loaded = load(
    () => ({}),
    () => this.api.call(listRules, { query: {} }),
  );
  protected readonly matters = computed(() => rulesByStep(this.loaded.value()?.rules ?? []));
  private readonly chosenId = signal<string | undefined>(undefined);
  protected readonly chosen = computed(() => this.loaded.value()?.rules.find((rule) => rule.id === this.chosenId()));

  protected choose(rule: Rule | undefined): void {
    const before = this.chosenId();
    this.chosenId.set(rule?.id);
    if (rule) setTimeout(() => document.getElementById("rule-detail")?.focus());
    else if (before) setTimeout(() => document.getElementById(`rule-${before}`)?.focus());
  }
}
