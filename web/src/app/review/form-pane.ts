import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, signal } from "@angular/core";
import { MatIcon } from "@angular/material/icon";
import { type TaskView, revealIdentityNumber } from "../../../../api/contracts/tasks.ts";
import { Api } from "../api/api.ts";
import { problemOf } from "../api/problem.ts";
import { Messages } from "../shared/messages.ts";
import { StatusChip, changeLook, roundLook } from "../shared/status.ts";
import { InstantPipe } from "../shared/when.ts";
import { sectionsOf } from "./handed-in.ts";

/** What was filled in, in the order of the paper form; what changed since the last round is struck and underlined. */
@Component({
  selector: "rct-form-pane",
  imports: [MatIcon, StatusChip, InstantPipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <header>
      <h2 i18n>申请表</h2>
      <span class="grow"></span>
      @if (changes(); as count) {
        <rct-status [look]="changedLook(count)" />
        <button
          type="button"
          class="text-button small"
          [attr.aria-pressed]="onlyChanges()"
          (click)="onlyChanges.set(!onlyChanges())"
        >
          @if (onlyChanges()) {
            <ng-container i18n>看全部</ng-container>
          } @else {
            <ng-container i18n>只看修改</ng-container>
          }
        </button>
      }
    </header>
    <div class="in">
      @for (form of forms(); track form.step) {
        <h3>
          {{ form.title
          }}<span class="small muted">
            {{ form.round > 1 ? roundWord(form.round) + "，" : ""
            }}<time>{{ form.submittedAt | rctInstant: "short" }}</time
            >&ngsp;<ng-container i18n>提交</ng-container></span
          >
        </h3>
        @for (section of form.sections; track $index) {
          <h4 class="section">{{ section.title }}</h4>
          <dl>
            @for (line of section.lines; track $index) {
              <div class="line" [class.changed]="line.changed">
                <dt>
                  {{ line.label }}
                  @if (line.changed) {
                    <span class="mark"><mat-icon svgIcon="edit_note" aria-hidden="true" />{{ changedWord }}</span>
                  }
                </dt>
                <dd>
                  @if (line.before !== undefined) {
                    <del><span class="visually-hidden" i18n>原来是 </span>{{ line.before }}</del
                    ><span class="visually-hidden" i18n>，现在是 </span
                    ><ins [class.date]="isDate(line.value)">{{ line.value }}</ins>
                  } @else {
                    <span [class.code]="line.code" [class.date]="isDate(line.value)">{{
                      full()[line.value] ?? line.value
                    }}</span>
                    @if (line.code && line.value.includes("*") && !full()[line.value]) {
                      <button
                        type="button"
                        class="text-button small reveal"
                        [disabled]="busy()"
                        (click)="reveal()"
                        i18n
                      >
                        查看全号（留痕）
                      </button>
                    }
                  }
                  @for (remark of line.remarks; track $index) {
                    <p class="remark">
                      <mat-icon svgIcon="assignment_return" aria-hidden="true" /><span i18n
                        >上一轮意见：{{ remark }}</span
                      >
                    </p>
                  }
                </dd>
              </div>
            }
          </dl>
        }
      } @empty {
        <p class="muted" i18n>还没有提交表格。</p>
      }
    </div>
  `,
  styleUrls: ["./pane.css", "./form-pane.css"],
})
export class FormPane {
  readonly view = input.required<TaskView>();
  private readonly api = inject(Api);
  private readonly messages = inject(Messages);
  protected readonly changedWord = changeLook("changed").word;
  protected readonly onlyChanges = signal(false);
  protected readonly busy = signal(false);
  /** Masked value → plain value, for this case only. */
  protected readonly full = linkedSignal<string, Record<string, string>>({
    source: () => this.view().task.taskId,
    computation: () => ({}),
  });
  protected readonly changes = computed(() =>
    this.view().forms.reduce((count, form) => count + form.changed.length, 0),
  );

  /** The form handed in last stands first; facts that an earlier form also shows are not repeated. */
  protected readonly forms = computed(() => {
    const seen = new Set<string>();
    const view = this.view();
    return view.forms
      .toSorted((one, other) => Date.parse(other.submittedAt) - Date.parse(one.submittedAt))
      .map((form) => ({
        ...form,
        sections: sectionsOf(view.task.matter, form, view)
          .map((section) => ({
            ...section,
            lines: section.lines.filter((line) => {
              if (this.onlyChanges()) return line.changed || line.remarks.length > 0;
              if (line.name) return true;
              const fact = line.label + line.value;
              return !seen.has(fact) && seen.add(fact);
            }),
          }))
          .filter((section) => section.lines.length > 0),
      }))
      .filter((form) => form.sections.length > 0);
  });

  protected changedLook(count: number) {
    return { ...changeLook("changed"), word: $localize`本轮修改 ${count}:count: 项` };
  }

  protected roundWord(round: number): string {
    return roundLook(round).word;
  }

  /** Digits of a date keep together. */
  protected isDate(value: string): boolean {
    return /^\d{4}年\d{1,2}月(\d{1,2}日)?$/.test(value);
  }

  /** Asked for one by one, and on the record (B-27). */
  protected async reveal(): Promise<void> {
    this.busy.set(true);
    try {
      const { applicant, task } = this.view();
      const plain = await this.api.call(revealIdentityNumber, { params: { id: task.taskId } });
      this.full.set({ [applicant.identityNumber]: plain.identityNumber, [applicant.phone]: plain.phone });
    } catch (thrown) {
      this.messages.problem(problemOf(thrown));
    } finally {
      this.busy.set(false);
    }
  }
}
