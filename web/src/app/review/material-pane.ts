import { ChangeDetectionStrategy, Component, computed, effect, inject, input, linkedSignal } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import { getMaterial } from "../../../../api/contracts/cases.ts";
import type { TaskView } from "../../../../api/contracts/tasks.ts";
import { formatInstant } from "../../../../domain/civil-date.ts";
import { addressOf } from "../api/address.ts";
import { Session } from "../session/session.ts";
import { Empty } from "../shared/empty.ts";
import { changeLook } from "../shared/status.ts";
import { InstantPipe } from "../shared/when.ts";
import { materialKindsOf } from "./handed-in.ts";
import { PaperView } from "./paper-view.ts";

/** The files one by one, what the checks found, and which of them have been looked at. */
@Component({
  selector: "rct-material-pane",
  imports: [MatIcon, Empty, InstantPipe, PaperView],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <header>
      <h2 i18n>材料</h2>
      @if (files().length) {
        <span class="small muted" i18n>{{ files().length }} 份，已看 {{ seenCount() }} 份</span>
      }
    </header>
    @if (shown(); as file) {
      <div class="files" role="tablist" i18n-aria-label aria-label="材料" (keydown)="arrow($event)">
        @for (tab of files(); track tab.id) {
          <button
            type="button"
            role="tab"
            [id]="'tab-' + tab.id"
            [attr.aria-selected]="tab.id === file.id"
            [attr.tabindex]="tab.id === file.id ? 0 : -1"
            aria-controls="material"
            (click)="chosen.set(tab.id)"
          >
            <span class="clip">{{ tab.title }}</span>
            @if (tab.isNew) {
              <small class="new"><mat-icon svgIcon="add" aria-hidden="true" />{{ newWord }}</small>
            } @else if (seen().has(tab.id)) {
              <small><mat-icon svgIcon="check" aria-hidden="true" /><ng-container i18n>已看</ng-container></small>
            } @else {
              <small i18n>未看</small>
            }
          </button>
        }
      </div>
      <div class="facts-line small muted">
        <span class="clip">{{ file.name }}</span><span class="nowrap"
          >{{ file.format }}，{{ size(file.sizeInBytes) }}，<time>{{
            file.uploadedAt | rctInstant: "short"
          }}</time></span
        >
      </div>
      @for (check of file.checks; track $index) {
        @if (check.result !== "ok") {
          <p class="check small" [class.bad]="check.result === 'warning'">
            <mat-icon [svgIcon]="check.result === 'warning' ? 'warning' : 'visibility'" aria-hidden="true" />{{
              check.sentence
            }}
          </p>
        }
      }
      @for (remark of file.remarks; track $index) {
        <p class="check small bad">
          <mat-icon svgIcon="assignment_return" aria-hidden="true" /><span i18n>上一轮意见：{{ remark }}</span>
        </p>
      }
      <div id="material" class="paper" role="tabpanel" [attr.aria-labelledby]="'tab-' + file.id">
        <rct-paper-view
          [address]="file.address"
          [name]="file.title + '，' + file.name"
          [format]="file.format"
          [mark]="mark()"
        />
      </div>
    } @else {
      <rct-empty icon="description" i18n-heading heading="这一步没有材料"
        ><ng-container i18n>申请人提交的照片和证明会显示在这里。</ng-container></rct-empty
      >
    }
  `,
  styleUrls: ["./pane.css", "./material-pane.css"],
})
export class MaterialPane {
  readonly view = input.required<TaskView>();
  private readonly session = inject(Session);
  protected readonly newWord = changeLook("added").word;
  private readonly taskId = computed(() => this.view().task.taskId);

  protected readonly files = computed(() => {
    const view = this.view();
    return view.forms.flatMap((form) => {
      const kinds = materialKindsOf(view.task.matter, form.step);
      return form.materials
        .toSorted((one, other) => place(kinds, one.kind) - place(kinds, other.kind))
        .map((material) => ({
          ...material,
          title: kinds.find((kind) => kind.kind === material.kind)?.title ?? material.name,
          address: addressOf(getMaterial, { id: material.id }),
          remarks: form.remarks.filter((remark) => remark.field === material.kind).map((remark) => remark.text),
        }));
    });
  });
  /** What is new this round is opened first. */
  protected readonly chosen = linkedSignal<string, string | undefined>({
    source: this.taskId,
    computation: () => (this.files().find((file) => file.isNew && this.view().task.round > 1) ?? this.files()[0])?.id,
  });
  protected readonly shown = computed(() => this.files().find((file) => file.id === this.chosen()) ?? this.files()[0]);
  protected readonly seen = linkedSignal<string, ReadonlySet<string>>({
    source: this.taskId,
    computation: (task) => readSeen(task),
  });
  protected readonly seenCount = computed(() => this.files().filter((file) => this.seen().has(file.id)).length);
  protected readonly mark = computed(
    () => `${this.session.account()?.displayName ?? ""} ${formatInstant(Date.parse(this.view().now))}`,
  );

  constructor() {
    effect(() => {
      const shown = this.shown();
      if (!shown || this.seen().has(shown.id)) return;
      this.seen.update((seen) => new Set([...seen, shown.id]));
      keepSeen(this.taskId(), this.seen());
    });
  }

  protected arrow(event: KeyboardEvent): void {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const files = this.files();
    const next = files[files.findIndex((file) => file.id === this.shown()?.id) + step];
    if (!step || !next) return;
    event.preventDefault();
    event.stopPropagation();
    this.chosen.set(next.id);
    setTimeout(() => document.getElementById(`tab-${next.id}`)?.focus());
  }

  protected size(bytes: number): string {
    return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
  }
}

function place(kinds: readonly { kind: string }[], kind: string): number {
  const index = kinds.findIndex((known) => known.kind === kind);
  return index < 0 ? kinds.length : index;
}

/** Kept for this window, so that coming back to a case does not begin anew. */
function readSeen(taskId: string): ReadonlySet<string> {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(`rct-seen-${taskId}`) ?? "[]") as string[]);
  } catch {
    return new Set();
  }
}

function keepSeen(taskId: string, seen: ReadonlySet<string>): void {
  try {
    sessionStorage.setItem(`rct-seen-${taskId}`, JSON.stringify([...seen]));
  } catch {
    // Only a convenience.
  }
}
