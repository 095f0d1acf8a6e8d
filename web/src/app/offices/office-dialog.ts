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
import { type OfficeView, changeOffice, createOffice, listOfficeChoices } from "../../../../api/contracts/offices.ts";
import { Api } from "../api/api.ts";
import { newKey } from "../api/command-keys.ts";
import { load } from "../api/load.ts";
import { type ApiProblem, problemOf } from "../api/problem.ts";
import { ProblemBox } from "../shared/problem-box.ts";

type Fields = Record<"name" | "kind" | "areaId" | "series" | "parentId" | "phone", string>;

/** 新建机构, 修改机构: what its kind and area decide is said once it stands. */
@Component({
  selector: "rct-office-dialog",
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle, ProblemBox],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./office-dialog.html",
  styles: "form { display: contents; }",
})
export class OfficeDialog {
  private readonly api = inject(Api);
  protected readonly office = inject<OfficeView | null>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<OfficeDialog, string>>(MatDialogRef);
  private readonly key = newKey();
  protected readonly choices = load(
    () => ({}),
    () => this.api.call(listOfficeChoices),
  );
  protected readonly parents = computed(() =>
    (this.choices.value()?.parents ?? []).filter(({ id }) => id !== this.office?.id),
  );
  /** What is offered, and the office's own though it has ended. */
  protected readonly series = computed(() => {
    const offered = this.choices.value()?.series ?? [];
    const own = this.office?.series;
    return own && !offered.includes(own) ? [own, ...offered] : offered;
  });
  protected readonly fields = signal<Fields>({
    ...{ name: this.office?.name ?? "", kind: this.office?.kind ?? "title-office", areaId: "" },
    ...{ series: this.office?.series ?? "", parentId: this.office?.parent?.id ?? "", phone: this.office?.phone ?? "" },
  });
  private readonly tried = signal(false);
  protected readonly busy = signal(false);
  protected readonly refused = signal<ApiProblem | undefined>(undefined);
  protected readonly faults = computed<Partial<Record<keyof Fields, string>>>(() => {
    const said = Object.fromEntries((this.refused()?.fields ?? []).map(({ path, message }) => [path, message]));
    if (!this.tried()) return said;
    const { name, areaId } = this.fields();
    return {
      ...said,
      ...([...name.trim()].length >= 4 ? {} : { name: $localize`请填写机构名称，至少 4 个字` }),
      ...(this.office || areaId ? {} : { areaId: $localize`请选择地区` }),
    };
  });

  protected set(name: keyof Fields, event: Event): void {
    const { value } = event.target as HTMLInputElement | HTMLSelectElement;
    this.fields.update((fields) => ({ ...fields, [name]: value, ...(name === "kind" ? { series: "" } : {}) }));
    this.refused.set(undefined);
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    const [first] = Object.keys(this.faults());
    if (first || this.busy()) return document.getElementById(`office-${first}`)?.focus();
    const { name, kind, areaId, series, parentId, phone } = this.fields();
    const body = { name: name.trim(), series: series || null, parentId: parentId || null, phone: phone.trim() || null };
    this.busy.set(true);
    try {
      if (this.office) {
        const { id, version } = this.office;
        await this.api.call(changeOffice, { params: { id }, body: { ...body, version } });
        this.dialog.close(id);
      } else {
        const made = { ...body, key: this.key, kind: kind as OfficeView["kind"], areaId };
        this.dialog.close((await this.api.call(createOffice, { body: made })).id);
      }
    } catch (thrown) {
      this.refused.set(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}

/** The id of the office that was made or changed; undefined when nothing was. */
export function askForOffice(dialogs: MatDialog, office: OfficeView | null): Promise<string | undefined> {
  const dialog = dialogs.open<OfficeDialog, OfficeView | null, string>(OfficeDialog, {
    ...{ data: office, width: "520px", maxHeight: "92vh", autoFocus: "first-tabbable" },
  });
  return firstValueFrom(dialog.afterClosed());
}
