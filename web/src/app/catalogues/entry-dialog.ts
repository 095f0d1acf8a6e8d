import { ChangeDetectionStrategy, Component, computed, inject, signal } from "@angular/core";
import { MatButton } from "@angular/material/button";
import {
  MAT_DIALOG_DATA,
  MatDialog,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from "@angular/material/dialog";
import { firstValueFrom } from "rxjs";
import {
  type CatalogueEntryView,
  type CatalogueView,
  addCatalogueEntry,
  changeCatalogueEntry,
} from "../../../../api/contracts/catalogues.ts";
import { civilDateAt } from "../../../../domain/civil-date.ts";
import { titleLevelNames, titleLevels } from "../../../../domain/titles.ts";
import { Api } from "../api/api.ts";
import { newKey } from "../api/command-keys.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { ProblemBox } from "../shared/problem-box.ts";

export interface EntryQuestion {
  list: CatalogueView;
  /** Null: a new one. */
  entry: CatalogueEntryView | null;
  /** Its place in the order when the dialog opens. */
  place: number;
}

type Titles = NonNullable<CatalogueEntryView["titles"]>;
type Field = "name" | "field" | "place" | "from" | "to" | "note" | keyof Titles;

/** 增加、修改、恢复一项. */
@Component({
  selector: "rct-entry-dialog",
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle, ProblemBox],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./entry-dialog.html",
  styles: `
    form {
      display: contents;
    }
    fieldset.field {
      gap: 10px;
    }
    legend {
      padding: 0;
    }
    .days {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(180px, 1fr));
      gap: 12px;
    }
  `,
})
export class EntryDialog {
  private readonly api = inject(Api);
  protected readonly question = inject<EntryQuestion>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<EntryDialog, true>>(MatDialogRef);
  private readonly key = newKey();
  protected readonly today = civilDateAt(Date.now());
  protected readonly ofSeries = this.question.list.catalogue === "title-series";
  protected readonly levels = titleLevels.map((level) => ({ level, name: titleLevelNames[level] }));
  protected readonly days = [
    { name: "from", label: $localize`从哪天起（不填为马上）` },
    { name: "to", label: $localize`到哪天为止（不填为长期）` },
  ] as const;
  protected readonly values = signal(valuesOf(this.question));
  private readonly tried = signal(false);
  protected readonly busy = signal(false);
  protected readonly refused = signal<ApiProblem | undefined>(undefined);
  protected readonly faults = computed<Partial<Record<string, string>>>(() => {
    const said = Object.fromEntries(
      (this.refused()?.fields ?? []).map(({ path, message }) => [path.split(".")[0] ?? path, message]),
    );
    if (!this.tried()) return said;
    const { name, place, note } = this.values();
    const titles = titleLevels.some((level) => this.titlesAt(level).length > 0);
    return {
      ...said,
      ...(name.trim() ? {} : { name: $localize`请填写名称` }),
      ...(!this.ofSeries || titles ? {} : { titles: $localize`请至少填写一级的职称名称` }),
      ...(/^\d{1,5}$/.test(place.trim()) ? {} : { place: $localize`请填写整数` }),
      ...(note.trim() ? {} : { note: $localize`请填写为什么改` }),
    };
  });

  protected set(name: Field, event: Event): void {
    const { value } = event.target as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
    this.values.update((values) => ({ ...values, [name]: value }));
    this.refused.set(undefined);
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    const [first] = Object.keys(this.faults());
    if (first || this.busy())
      return document.getElementById(first === "titles" ? "entry-member" : `entry-${first}`)?.focus();
    const { list, entry } = this.question;
    this.busy.set(true);
    try {
      const { catalogue } = list;
      const body = this.body();
      if (entry)
        await this.api.call(changeCatalogueEntry, {
          ...{ params: { catalogue, code: entry.code }, body: { ...body, version: entry.version } },
        });
      else await this.api.call(addCatalogueEntry, { params: { catalogue }, body: { ...body, key: this.key } });
      this.dialog.close(true);
    } catch (thrown) {
      this.refused.set(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }

  private body() {
    const { name, field, place, from, to, note } = this.values();
    return {
      ...{ matter: this.question.list.matter, name: name.trim(), field: field || null, place: Number(place) },
      ...{ from: from || null, to: to || null, note: note.trim() },
      titles: this.ofSeries
        ? (Object.fromEntries(titleLevels.map((level) => [level, this.titlesAt(level)])) as Titles)
        : null,
    };
  }

  private titlesAt(level: keyof Titles): string[] {
    return this.values()
      [level].split(/[\s、，,；;]+/)
      .filter(Boolean);
  }
}

function valuesOf({ entry, place }: EntryQuestion): Record<Field, string> {
  const titles = Object.fromEntries(titleLevels.map((level) => [level, (entry?.titles?.[level] ?? []).join("、")]));
  const today = civilDateAt(Date.now());
  return {
    ...{ name: entry?.name ?? "", field: entry?.field ?? "", place: `${place}`, note: "" },
    // A day that has passed is no day to begin or to end on.
    ...{ from: dayFrom(entry?.from, today), to: dayFrom(entry?.to, today) },
    ...(titles as Record<keyof Titles, string>),
  };
}

function dayFrom(day: string | null | undefined, today: string): string {
  return day && day > today ? day : "";
}

/** Whether something was saved. */
export async function askForEntry(dialogs: MatDialog, question: EntryQuestion): Promise<boolean> {
  const dialog = dialogs.open<EntryDialog, EntryQuestion, true>(EntryDialog, {
    ...{ data: question, width: "560px", maxHeight: "92vh", autoFocus: "first-tabbable" },
  });
  return (await firstValueFrom(dialog.afterClosed())) === true;
}
