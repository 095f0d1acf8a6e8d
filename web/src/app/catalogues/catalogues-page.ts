import { NgTemplateOutlet } from "@angular/common";
import { ChangeDetectionStrategy, Component, computed, inject, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import { MatDialog } from "@angular/material/dialog";
import {
  type CatalogueEntryView,
  type CatalogueView,
  endCatalogueEntry,
  listCatalogues,
} from "../../../../api/contracts/catalogues.ts";
import { formatDate, formatInstant, parseCivilDate } from "../../../../domain/civil-date.ts";
import { titleLevelNames, titleLevels } from "../../../../domain/titles.ts";
import { Api } from "../api/api.ts";
import { load } from "../api/load.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { Confirm } from "../shared/confirm.ts";
import { Messages } from "../shared/messages.ts";
import { ProblemBox } from "../shared/problem-box.ts";
import { Skeleton } from "../shared/skeleton.ts";
import { askForEntry } from "./entry-dialog.ts";

type Version = CatalogueEntryView["versions"][number];
type Words = Pick<Version, "field" | "titles" | "place" | "from" | "to">;

/** 业务目录: what is offered to choose from; each change a version, what ended stays to be read and taken up again. */
@Component({
  selector: "rct-catalogues-page",
  imports: [MatButton, NgTemplateOutlet, ProblemBox, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./catalogues-page.html",
  styleUrls: ["../admin/admin-page.css", "./catalogues-page.css"],
})
export class CataloguesPage {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly dialogs = inject(MatDialog);
  private readonly messages = inject(Messages);
  protected readonly loaded = load(
    () => ({}),
    async () => (await this.api.call(listCatalogues)).catalogues,
  );
  private readonly chosen = signal(0);
  protected readonly list = computed(() => this.loaded.value()?.[this.chosen()]);
  protected readonly offered = computed(() => this.list()?.entries.filter(({ state }) => state !== "ended") ?? []);
  protected readonly ended = computed(() => this.list()?.entries.filter(({ state }) => state === "ended") ?? []);
  protected readonly busy = signal(false);
  protected readonly refused = signal<ApiProblem | undefined>(undefined);

  protected choose(event: Event): void {
    this.chosen.set(Number((event.target as HTMLSelectElement).value));
    this.refused.set(undefined);
  }

  protected nameOf({ title, matterTitle }: CatalogueView): string {
    return matterTitle === null ? title : $localize`${title}:list:（${matterTitle}:matter:）`;
  }

  /** 对应：证件照；从2026年12月1日起 */
  protected factsOf(words: Words): string {
    const beside = this.list()?.fields.find(({ field }) => field === words.field)?.label;
    return [
      ...(beside ? [$localize`对应：${beside}:field:`] : []),
      $localize`顺序 ${words.place}:place:`,
      ...this.daysOf(words),
    ].join($localize`，`);
  }

  private daysOf({ from, to }: Words): string[] {
    const day = (date: string) => formatDate(parseCivilDate(date));
    return [
      ...(from === null ? [] : [$localize`从 ${day(from)}:day: 起`]),
      ...(to === null ? [] : [$localize`到 ${day(to)}:day: 为止`]),
    ];
  }

  /** 助理级：助理工程师；中级：工程师 */
  protected titlesOf({ titles }: Words): string {
    if (titles === null) return "";
    return titleLevels
      .filter((level) => titles[level].length > 0)
      .map((level) => $localize`${titleLevelNames[level]}:level:：${titles[level].join("、")}:titles:`)
      .join($localize`；`);
  }

  protected writerOf(version: Version | undefined): string {
    if (!version) return "";
    const { who, at } = version;
    return who === null ? $localize`随平台提供` : `${who} ${formatInstant(Date.parse(at))}`;
  }

  protected async edit(list: CatalogueView, entry: CatalogueEntryView | null): Promise<void> {
    this.refused.set(undefined);
    const last = Math.max(0, ...list.entries.map(({ place }) => place));
    if (!(await askForEntry(this.dialogs, { list, entry, place: entry?.place ?? last + 10 }))) return;
    void this.messages.say($localize`已保存。`);
    this.loaded.reload();
  }

  protected async end({ catalogue, matter }: CatalogueView, entry: CatalogueEntryView): Promise<void> {
    const answer = await this.confirm.ask({
      title: $localize`停用“${entry.name}:name:”？`,
      sentence: $localize`以后不再提供选用，以前的办件不变；需要时可以恢复。`,
      act: $localize`停用`,
      reason: { label: $localize`说明`, required: true, most: 200 },
    });
    if (!answer || this.busy()) return;
    this.busy.set(true);
    this.refused.set(undefined);
    try {
      const { code, version } = entry;
      const body = { matter, version, note: answer.reason };
      await this.api.call(endCatalogueEntry, { params: { catalogue, code }, body });
      void this.messages.say($localize`已停用。`);
    } catch (thrown) {
      this.refused.set(problemOf(thrown));
    } finally {
      this.busy.set(false);
      this.loaded.reload();
    }
  }
}
