import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { Router, RouterLink } from "@angular/router";
import type { z } from "zod";
import { beginRuleDraft } from "../../../../api/contracts/rule-drafts.ts";
import { compareRuleVersions, exportRules, listRules, listRuleVersions } from "../../../../api/contracts/rules.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { problemOf } from "../api/problem.ts";
import { ListExport } from "../search/list-export.ts";
import { Empty } from "../shared/empty.ts";
import { Messages } from "../shared/messages.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { DatePipe, InstantPipe } from "../shared/when.ts";
import { RuleDifferences } from "./rule-differences.ts";

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

/** 路由规则: the versions there are, who receives which step in each, and the drafts for the next one. */
@Component({
  selector: "rct-rules-page",
  imports: [
    MatButton,
    MatIcon,
    RouterLink,
    Empty,
    ListExport,
    ProblemBox,
    RuleDifferences,
    Skeleton,
    DatePipe,
    InstantPipe,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./rules-page.html",
  styleUrls: ["./admin-page.css", "./rules-page.css"],
})
export class RulesPage {
  protected readonly exported = exportRules;
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly messages = inject(Messages);
  /** `?version=3`; the one in force without it. */
  readonly version = input<string>();
  private readonly asked = computed(() => Number(this.version()) || undefined);
  protected readonly loaded = load(
    () => ({ version: this.asked() }),
    ({ version }) => this.api.call(listRules, { query: version ? { version } : {} }),
  );
  protected readonly listed = load(
    () => ({}),
    () => this.api.call(listRuleVersions),
  );
  protected readonly shown = computed(() =>
    this.listed.value()?.versions.find(({ version }) => version === this.loaded.value()?.version),
  );
  /** What the shown version changed of the one it was made from. */
  protected readonly compared = load(
    () => {
      const shown = this.shown();
      return shown?.basedOn ? { from: shown.basedOn, to: shown.version } : undefined;
    },
    (query) => this.api.call(compareRuleVersions, { query }),
  );
  protected readonly matters = computed(() => rulesByStep(this.loaded.value()?.rules ?? []));
  private readonly chosenId = signal<string | undefined>(undefined);
  protected readonly chosen = computed(() => this.loaded.value()?.rules.find((rule) => rule.id === this.chosenId()));
  protected readonly busy = signal(false);
  protected readonly stateWords = {
    scheduled: $localize`未到起用日`,
    "in-force": $localize`现行`,
    past: $localize`已被替换`,
    superseded: $localize`没有起用过`,
  };

  protected choose(rule: Rule | undefined): void {
    const before = this.chosenId();
    this.chosenId.set(rule?.id);
    if (rule) setTimeout(() => document.getElementById("rule-detail")?.focus());
    else if (before) setTimeout(() => document.getElementById(`rule-${before}`)?.focus());
  }

  /** From the newest version, or with the content of an older one. */
  protected async begin(restores: number | null): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    try {
      const { id } = await this.api.call(beginRuleDraft, { body: { restores } });
      await this.router.navigate(["/admin/rules/drafts", id]);
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
