import { ChangeDetectionStrategy, Component, computed, input } from "@angular/core";
import type { z } from "zod";
import type { previewCalendarImport } from "../../../../api/contracts/calendar.ts";
import { formatEnd } from "../../../../domain/civil-date.ts";
import { Note } from "../shared/note.ts";
import { DatePipe } from "../shared/when.ts";

export type CalendarPreviewed = z.infer<typeof previewCalendarImport.reply>;
type State = CalendarPreviewed["days"][number]["from"];

/** What a calendar change would do, before it is done: why it cannot be taken, the days, the terms that move. */
@Component({
  selector: "rct-calendar-preview",
  imports: [Note, DatePipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (preview().problems.length > 0) {
      <rct-note icon="error" tone="bad" i18n-heading heading="这份内容还不能导入">
        <ul>
          @for (problem of preview().problems; track problem) {
            <li>{{ problem }}</li>
          }
        </ul>
      </rct-note>
    } @else {
      <p class="strong">{{ sentence() }}</p>
      @if (preview().settled > 0) {
        <p class="muted" i18n>另有 {{ preview().settled }} 个“暂定”的时间不变，从此确定。</p>
      }
      @if (preview().moving.length > 0) {
        <div class="wide">
          <table class="table">
            <caption i18n>
              会变动的时间
            </caption>
            <thead>
              <tr>
                <th scope="col" i18n>办件</th>
                <th scope="col" i18n>环节</th>
                <th scope="col" i18n>原截止</th>
                <th scope="col" i18n>新截止</th>
              </tr>
            </thead>
            <tbody>
              @for (one of preview().moving; track $index) {
                <tr>
                  <td class="date">{{ one.number }}</td>
                  <td>{{ one.step }}</td>
                  <td class="date">{{ until(one.from) }}</td>
                  <td class="date strong">{{ until(one.to) }}</td>
                </tr>
              }
            </tbody>
          </table>
        </div>
        @if (hidden() > 0) {
          <p class="muted small" i18n>只列出前 {{ preview().moving.length }} 件，另有 {{ hidden() }} 件。</p>
        }
      }
      @if (preview().days.length > 0) {
        <details [open]="preview().days.length < 8">
          <summary i18n>变动的日子（{{ preview().days.length }} 天）</summary>
          <div class="wide">
            <table class="table">
              <thead>
                <tr>
                  <th scope="col" i18n>日期</th>
                  <th scope="col" i18n>原安排</th>
                  <th scope="col" i18n>新安排</th>
                </tr>
              </thead>
              <tbody>
                @for (day of preview().days; track day.date) {
                  <tr>
                    <td class="date">{{ day.date | rctDate }}</td>
                    <td>{{ say(day.from, day.fromName) }}</td>
                    <td class="strong">{{ say(day.to, day.toName) }}</td>
                  </tr>
                }
              </tbody>
            </table>
          </div>
        </details>
      }
    }
  `,
  styles: `
    :host {
      display: block;
    }
    .wide {
      overflow-x: auto;
    }
    caption {
      padding: 8px 0;
      text-align: left;
      font: var(--mat-sys-title-small);
    }
    summary {
      padding: 10px 0;
      color: var(--mat-sys-primary);
      cursor: pointer;
    }
    li {
      overflow-wrap: anywhere;
    }
  `,
})
export class CalendarPreview {
  readonly preview = input.required<CalendarPreviewed>();
  protected readonly hidden = computed(
    () => this.preview().notices + this.preview().tasks - this.preview().moving.length,
  );
  protected readonly sentence = computed(() => {
    const { notices, tasks, days } = this.preview();
    if (days.length === 0) return $localize`与现在的日历相同，没有日子变动。`;
    if (notices + tasks === 0) return $localize`没有正在进行的公示或期限因此变动。`;
    return $localize`会移动 ${notices}:notices: 件公示的截止时间和 ${tasks}:tasks: 个办理期限。`;
  });

  protected until(instant: string): string {
    return formatEnd(Date.parse(instant));
  }

  protected say(state: State, name: string): string {
    const words = { off: $localize`放假`, work: $localize`上班`, plain: $localize`按星期` };
    return name ? $localize`${words[state]}:what:（${name}:name:）` : words[state];
  }
}
