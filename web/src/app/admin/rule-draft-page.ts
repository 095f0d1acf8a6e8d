import {
  ChangeDetectionStrategy,
  Component,
  Injector,
  computed,
  inject,
  input,
  linkedSignal,
  signal,
} from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatDialog } from "@angular/material/dialog";
import { MatIcon } from "@angular/material/icon";
import { Router, RouterLink } from "@angular/router";
import { firstValueFrom } from "rxjs";
import * as contract from "../../../../api/contracts/rule-drafts.ts";
import { getRuleChoices } from "../../../../api/contracts/rules.ts";
import { civilDateAt, isCivilDate, startOfDay } from "../../../../domain/civil-date.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { Confirm } from "../shared/confirm.ts";
import { Messages } from "../shared/messages.ts";
import { Note } from "../shared/note.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { InstantPipe } from "../shared/when.ts";
import { OfficePicker } from "./office-picker.ts";
import { RuleDifferences } from "./rule-differences.ts";
import { RuleDryRun } from "./rule-dry-run.ts";
import type { RuleEditing } from "./rule-editor.ts";
import type { RuleContent } from "./rule-form.ts";

type Draft = contract.RuleDraft;
type DraftRule = Draft["rules"][number];

/** A draft of the rules: edited by its author, tried out, and put in force by another administrator. */
@Component({
  selector: "rct-rule-draft-page",
  imports: [
    MatButton,
    MatIcon,
    RouterLink,
    InstantPipe,
    Note,
    OfficePicker,
    ProblemBox,
    RuleDifferences,
    RuleDryRun,
    Skeleton,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./rule-draft-page.html",
  styleUrls: ["./admin-page.css", "./rule-draft-page.css"],
})
export class RuleDraftPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly injector = inject(Injector);
  private readonly confirm = inject(Confirm);
  private readonly messages = inject(Messages);
  readonly id = input.required<string>();
  protected readonly loaded = load(
    () => ({ id: this.id() }),
    (params) => this.api.call(contract.getRuleDraft, { params }),
  );
  protected readonly choices = load(
    () => ({}),
    () => this.api.call(getRuleChoices),
  );
  protected readonly draft = computed(() => this.loaded.value());
  protected readonly steps = computed(() => byStep(this.draft()?.rules ?? []));
  protected readonly may = computed(() => new Set(this.draft()?.allowed));
  protected readonly busy = signal(false);
  protected readonly refused = signal<ApiProblem | undefined>(undefined);
  protected readonly note = linkedSignal(() => this.draft()?.note ?? "");
  /** A civil date; empty: as soon as it is approved. */
  protected readonly from = linkedSignal<string>(() => {
    const from = this.draft()?.effectiveFrom;
    return from ? civilDateAt(Date.parse(from)) : "";
  });
  protected readonly all = $localize`全部`;
  protected readonly none = $localize`没有`;
  protected readonly today = civilDateAt(Date.now());
  protected readonly unsaved = computed(() => {
    const draft = this.draft();
    return draft !== undefined && (this.note() !== draft.note || this.instantOf(this.from()) !== draft.effectiveFrom);
  });
  protected readonly fallbackName = computed(() => this.nameOf(this.draft()?.fallbackOfficeId));

  private nameOf(officeId: string | null | undefined): string {
    return this.choices.value()?.offices.find(({ id }) => id === officeId)?.name ?? "";
  }

  private instantOf(day: string): string | null {
    return isCivilDate(day) ? new Date(startOfDay(day)).toISOString() : null;
  }

  protected value(event: Event): string {
    return (event.target as HTMLInputElement).value;
  }

  /** Sends one act on the version that is shown, and shows what it became. */
  private async act<Reply>(send: (body: { version: number }) => Promise<Reply>): Promise<Reply | undefined> {
    const draft = this.draft();
    if (!draft || this.busy()) return undefined;
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      return await send({ version: draft.version });
    } catch (thrown) {
      this.refused.set(problemOf(thrown));
      setTimeout(() => document.getElementById("draft-refused")?.scrollIntoView({ block: "nearest" }));
      return undefined;
    } finally {
      this.busy.set(false);
      this.loaded.reload();
    }
  }

  private get params() {
    return { id: this.id() };
  }

  protected async saveSettings(change: { fallbackOfficeId?: string | null } = {}): Promise<void> {
    const settings = {
      note: this.note().trim(),
      effectiveFrom: this.instantOf(this.from()),
      fallbackOfficeId: this.draft()?.fallbackOfficeId ?? null,
      ...change,
    };
    const saved = await this.act((body) =>
      this.api.call(contract.changeRuleDraft, { params: this.params, body: { ...body, ...settings } }),
    );
    if (saved) void this.messages.say($localize`已保存到草稿。`);
  }

  protected async edit(rule?: DraftRule): Promise<void> {
    const [choices, draft] = [this.choices.value(), this.draft()];
    if (!choices || !draft) return;
    const { RuleEditor } = await import("./rule-editor.ts");
    const { version } = draft;
    const save = async (content: RuleContent): Promise<void> => {
      if (rule)
        await this.api.call(contract.changeDraftRule, {
          params: { ...this.params, ruleId: rule.id },
          body: { version, rule: content },
        });
      else await this.api.call(contract.addDraftRule, { params: this.params, body: { version, rule: content } });
    };
    const data: RuleEditing = { choices, save, ...(rule ? { rule: rule.value } : {}) };
    const dialog = this.injector.get(MatDialog).open<unknown, RuleEditing, boolean>(RuleEditor, {
      ...{ data, width: "760px", maxWidth: "96vw", autoFocus: "first-heading" },
    });
    if (await firstValueFrom(dialog.afterClosed())) this.loaded.reload();
  }

  protected async remove(rule: DraftRule): Promise<void> {
    const sure = await this.confirm.ask({
      title: $localize`从草稿里删去这条规则？`,
      sentence: $localize`${rule.stepTitle}:step:，${rule.areaName}:area:。只改草稿，现行规则不变。`,
      act: $localize`删去`,
    });
    if (!sure) return;
    await this.act((query) =>
      this.api.call(contract.removeDraftRule, { params: { ...this.params, ruleId: rule.id }, query }),
    );
  }

  protected async submit(): Promise<void> {
    if (this.unsaved()) await this.saveSettings();
    const sent = await this.act((body) => this.api.call(contract.submitRuleDraft, { params: this.params, body }));
    if (sent) void this.messages.say($localize`已送复核，请另一位管理员办理。`);
  }

  protected async rework(): Promise<void> {
    await this.act((body) => this.api.call(contract.reworkRuleDraft, { params: this.params, body }));
  }

  protected async rebase(): Promise<void> {
    const done = await this.act((body) => this.api.call(contract.rebaseRuleDraft, { params: this.params, body }));
    if (!done) return;
    const both = done.both.length;
    void this.messages.say(
      both > 0
        ? $localize`已换到新版。有 ${both}:count: 条规则两边都改过，现在是草稿的写法，请核对。`
        : $localize`已换到新版，草稿的改动都在，请核对。`,
    );
  }

  protected async sendBack(): Promise<void> {
    const answer = await this.confirm.ask({
      title: $localize`退回起草人修改？`,
      sentence: $localize`起草人会看到你写的原因。`,
      act: $localize`退回修改`,
      reason: { label: $localize`原因`, required: true, most: 500 },
    });
    if (!answer) return;
    await this.act((body) =>
      this.api.call(contract.sendBackRuleDraft, { params: this.params, body: { ...body, reason: answer.reason } }),
    );
  }

  protected async publish(): Promise<void> {
    const from = this.from();
    const later = from > this.today;
    const sure = await this.confirm.ask({
      title: $localize`同意，并起用这一版规则？`,
      sentence: later
        ? $localize`新规则自 ${from}:date: 起用。已经开始的步骤不变，之后开始的步骤按新规则。起用后不能修改，只能再出一版。`
        : $localize`新规则立即起用。已经开始的步骤不变，下一步起按新规则。起用后不能修改，只能再出一版。`,
      act: $localize`同意并起用`,
    });
    if (!sure) return;
    const done = await this.act((body) => this.api.call(contract.publishRuleDraft, { params: this.params, body }));
    if (!done) return;
    void this.messages.say($localize`第 ${done.publishedAs}:version: 版规则已确定。`);
    void this.router.navigate(["/admin/rules"]);
  }

  protected async discard(): Promise<void> {
    const sure = await this.confirm.ask({
      title: $localize`放弃这份草稿？`,
      sentence: $localize`草稿里的改动不再保留，现行规则不变。`,
      act: $localize`放弃草稿`,
      final: true,
    });
    if (!sure) return;
    const done = await this.act((body) => this.api.call(contract.discardRuleDraft, { params: this.params, body }));
    if (done) void this.router.navigate(["/admin/rules"]);
  }
}

/** Rules of one step stand together, in the server's order: the first that fits is used. */
function byStep(rules: readonly DraftRule[]): { title: string; rules: DraftRule[] }[] {
  const steps = new Map<string, DraftRule[]>();
  for (const rule of rules) {
    const title = `${rule.matterTitle}：${rule.stepTitle}`;
    steps.set(title, [...(steps.get(title) ?? []), rule]);
  }
  return [...steps].map(([title, found]) => ({ title, rules: found }));
}
